// Whether something lies in the folder whose disk fails. All keep errno.
#pragma once

// An open file; a folder only counts when it is synced.
int place_has_file(int descriptor, int also_folders);
// What a path names, or would name, as openat(2) understands it.
int place_has_path(int folder, const char *path);
