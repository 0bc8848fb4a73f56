// Opening, and what changes names.
#define _GNU_SOURCE
#include "real.h"
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

static int open_with_faults(int folder, const char *path, int flags, mode_t mode) {
  const int writes = (flags & O_ACCMODE) != O_RDONLY || (flags & (O_CREAT | O_TRUNC));
  AROUND(
      writes && place_has_path(folder, path), op_open, -1,
      REAL(int, openat, (int, const char *, int, ...))(folder, path, flags, mode));
}

// The mode is there only when a file may be made.
#define MODE(LAST) \
  mode_t mode = 0; \
  if ((LAST) & O_CREAT || ((LAST) & O_TMPFILE) == O_TMPFILE) { \
    va_list rest; \
    va_start(rest, LAST); \
    mode = va_arg(rest, mode_t); \
    va_end(rest); \
  }

int open(const char *path, int flags, ...) {
  MODE(flags)
  return open_with_faults(AT_FDCWD, path, flags, mode);
}

int open64(const char *path, int flags, ...) {
  MODE(flags)
  return open_with_faults(AT_FDCWD, path, flags | O_LARGEFILE, mode);
}

int openat(int folder, const char *path, int flags, ...) {
  MODE(flags)
  return open_with_faults(folder, path, flags, mode);
}

int openat64(int folder, const char *path, int flags, ...) {
  MODE(flags)
  return open_with_faults(folder, path, flags | O_LARGEFILE, mode);
}

int creat(const char *path, mode_t mode) {
  return open_with_faults(AT_FDCWD, path, O_WRONLY | O_CREAT | O_TRUNC, mode);
}

int creat64(const char *path, mode_t mode) { return creat(path, mode); }

int renameat2(int from, const char *old_name, int to, const char *new_name, unsigned flags) {
  AROUND(
      place_has_path(to, new_name), op_rename, -1,
      REAL(int, renameat2, (int, const char *, int, const char *, unsigned))(from, old_name, to, new_name, flags));
}

int renameat(int from, const char *old_name, int to, const char *new_name) {
  AROUND(
      place_has_path(to, new_name), op_rename, -1,
      REAL(int, renameat, (int, const char *, int, const char *))(from, old_name, to, new_name));
}

int rename(const char *old_name, const char *new_name) {
  return renameat(AT_FDCWD, old_name, AT_FDCWD, new_name);
}

int linkat(int from, const char *old_name, int to, const char *new_name, int flags) {
  AROUND(
      place_has_path(to, new_name), op_link, -1,
      REAL(int, linkat, (int, const char *, int, const char *, int))(from, old_name, to, new_name, flags));
}

int link(const char *old_name, const char *new_name) {
  return linkat(AT_FDCWD, old_name, AT_FDCWD, new_name, 0);
}

int unlinkat(int folder, const char *name, int flags) {
  AROUND(
      place_has_path(folder, name), op_unlink, -1,
      REAL(int, unlinkat, (int, const char *, int))(folder, name, flags));
}

int unlink(const char *name) { return unlinkat(AT_FDCWD, name, 0); }

int mkdirat(int folder, const char *name, mode_t mode) {
  AROUND(
      place_has_path(folder, name), op_mkdir, -1,
      REAL(int, mkdirat, (int, const char *, mode_t))(folder, name, mode));
}

int mkdir(const char *name, mode_t mode) { return mkdirat(AT_FDCWD, name, mode); }
