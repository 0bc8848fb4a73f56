#define _GNU_SOURCE
#include "place.h"
#include "plan.h"
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int is_inside(const char *path) {
  const char *folder = faults_folder();
  const size_t length = strlen(folder);
  return strncmp(path, folder, length) == 0 && (path[length] == 0 || path[length] == '/');
}

// The path by which the kernel knows a descriptor; 0 when it has none.
static int path_of(int descriptor, char path[PATH_MAX]) {
  char link[64];
  snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
  const ssize_t length = readlink(link, path, PATH_MAX - 1);
  if (length <= 0) return 0;
  path[length] = 0;
  return 1;
}

int place_has_file(int descriptor, int also_folders) {
  if (!faults_folder()) return 0;
  const int error = errno;
  struct stat status;
  char path[PATH_MAX];
  const int has = fstat(descriptor, &status) == 0
      && (S_ISREG(status.st_mode) || (also_folders && S_ISDIR(status.st_mode))) && path_of(descriptor, path)
      && is_inside(path);
  errno = error;
  return has;
}

static int has_path(int folder, const char *path) {
  char full[2 * PATH_MAX], parent[PATH_MAX];
  if (!path || strlen(path) >= PATH_MAX) return 0;
  if (path[0] == '/') {
    strcpy(full, path);
  } else {
    char base[PATH_MAX];
    if (folder == AT_FDCWD ? !getcwd(base, sizeof base) : !path_of(folder, base)) return 0;
    snprintf(full, sizeof full, "%s/%s", base, path);
  }
  // The name itself may not be there yet, and is not followed if it is a link.
  char *slash = strrchr(full, '/');
  *slash = 0;
  if (!realpath(*full ? full : "/", parent)) return 0;
  return is_inside(parent);
}

int place_has_path(int folder, const char *path) {
  if (!faults_folder()) return 0;
  const int error = errno;
  const int has = has_path(folder, path);
  errno = error;
  return has;
}
