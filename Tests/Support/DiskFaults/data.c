// Writing, syncing and allocating.
#define _GNU_SOURCE
#include "real.h"
#include <errno.h>
#include <fcntl.h>
#include <sys/uio.h>
#include <unistd.h>

// What a call does: count bytes at an offset, or at the file's own (-1).
typedef ssize_t (*writing)(int, const void *, size_t, off_t);

static ssize_t write_here(int file, const void *bytes, size_t count, off_t offset) {
  (void)offset;
  return REAL(ssize_t, write, (int, const void *, size_t))(file, bytes, count);
}

static ssize_t write_there(int file, const void *bytes, size_t count, off_t offset) {
  return REAL(ssize_t, pwrite, (int, const void *, size_t, off_t))(file, bytes, count, offset);
}

static ssize_t vector_here(int file, const void *vector, size_t count, off_t offset) {
  (void)offset;
  return REAL(ssize_t, writev, (int, const struct iovec *, int))(file, vector, (int)count);
}

static ssize_t vector_there(int file, const void *vector, size_t count, off_t offset) {
  return REAL(ssize_t, pwritev, (int, const struct iovec *, int, off_t))(file, vector, (int)count, offset);
}

static ssize_t half(int file, const void *bytes, size_t count, off_t offset) {
  const size_t length = count > 1 ? count / 2 : count;
  return offset < 0 ? write_here(file, bytes, length, offset) : write_there(file, bytes, length, offset);
}

// `first` and `length` are the bytes of which half may be written.
static ssize_t write_with_faults(
    writing call, int file, const void *what, size_t count, off_t offset, const void *first, size_t length) {
  if (!place_has_file(file, 0)) return call(file, what, count, offset);
  const struct action action = faults_next(op_write);
  if (action.kind == act_short) return half(file, first, length, offset);
  if (action.kind == act_kill_torn) half(file, first, length, offset);
  if (begin(action)) return -1;
  const ssize_t result = call(file, what, count, offset);
  end(action);
  return result;
}

ssize_t write(int file, const void *bytes, size_t count) {
  return write_with_faults(write_here, file, bytes, count, -1, bytes, count);
}

ssize_t pwrite(int file, const void *bytes, size_t count, off_t offset) {
  return write_with_faults(write_there, file, bytes, count, offset, bytes, count);
}

ssize_t pwrite64(int file, const void *bytes, size_t count, off64_t offset) {
  return pwrite(file, bytes, count, offset);
}

static ssize_t write_vector(writing call, int file, const struct iovec *vector, int count, off_t offset) {
  const struct iovec none = {0, 0}, *first = count > 0 ? vector : &none;
  return write_with_faults(call, file, vector, (size_t)count, offset, first->iov_base, first->iov_len);
}

ssize_t writev(int file, const struct iovec *vector, int count) {
  return write_vector(vector_here, file, vector, count, -1);
}

ssize_t pwritev(int file, const struct iovec *vector, int count, off_t offset) {
  return write_vector(vector_there, file, vector, count, offset);
}

ssize_t pwritev64(int file, const struct iovec *vector, int count, off64_t offset) {
  return pwritev(file, vector, count, offset);
}

int fsync(int file) {
  AROUND(place_has_file(file, 1), op_sync, -1, REAL(int, fsync, (int))(file));
}

int fdatasync(int file) {
  AROUND(place_has_file(file, 1), op_sync, -1, REAL(int, fdatasync, (int))(file));
}

int fallocate(int file, int mode, off_t offset, off_t length) {
  AROUND(
      place_has_file(file, 0), op_allocate, -1,
      REAL(int, fallocate, (int, int, off_t, off_t))(file, mode, offset, length));
}

int fallocate64(int file, int mode, off64_t offset, off64_t length) {
  return fallocate(file, mode, offset, length);
}

// This one answers with the error itself.
int posix_fallocate(int file, off_t offset, off_t length) {
  AROUND(
      place_has_file(file, 0), op_allocate, action.value,
      REAL(int, posix_fallocate, (int, off_t, off_t))(file, offset, length));
}

int posix_fallocate64(int file, off64_t offset, off64_t length) {
  return posix_fallocate(file, offset, length);
}

int ftruncate(int file, off_t length) {
  AROUND(place_has_file(file, 0), op_truncate, -1, REAL(int, ftruncate, (int, off_t))(file, length));
}

int ftruncate64(int file, off64_t length) { return ftruncate(file, length); }

int truncate(const char *path, off_t length) {
  AROUND(
      place_has_path(AT_FDCWD, path), op_truncate, -1,
      REAL(int, truncate, (const char *, off_t))(path, length));
}

int truncate64(const char *path, off64_t length) { return truncate(path, length); }
