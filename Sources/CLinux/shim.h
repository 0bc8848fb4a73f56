// Linux calls that Swift cannot import: variadic ones, macros, and those that glibc shows only under
// _GNU_SOURCE. Static inline shims with the kernel's own conventions (-1 and errno), nothing else.
#pragma once
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <poll.h>
#include <pwd.h>
#include <signal.h>
#include <spawn.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/timex.h>
#include <sys/types.h>
#include <sys/vfs.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include <linux/capability.h>
#include <linux/openat2.h>
#include <linux/stat.h>

// Errors: glibc's untranslated, thread-safe texts (strerror is neither).

static inline const char *clinux_errno_name(int error) {
  extern const char *strerrorname_np(int);
  return strerrorname_np(error);
}

static inline const char *clinux_errno_description(int error) {
  extern const char *strerrordesc_np(int);
  return strerrordesc_np(error);
}

// Files.

static inline int clinux_openat(int folder, const char *path, int flags, mode_t mode) {
  return openat(folder, path, flags, mode);
}

static inline int clinux_openat2(int folder, const char *path, uint64_t flags, uint64_t mode, uint64_t resolve) {
  struct open_how how;
  memset(&how, 0, sizeof how);
  how.flags = flags;
  how.mode = mode;
  how.resolve = resolve;
  return (int)syscall(SYS_openat2, folder, path, &how, sizeof how);
}

static inline int clinux_statx(int folder, const char *path, int flags, unsigned mask, struct statx *result) {
  return (int)syscall(SYS_statx, folder, path, flags, mask, result);
}

// `statfs` names both a struct and a function, and Swift takes the struct.
static inline int clinux_statfs(const char *path, struct statfs *result) { return statfs(path, result); }

static inline int clinux_duplicate_from(int descriptor, int lowest) {
  return fcntl(descriptor, F_DUPFD_CLOEXEC, lowest);
}

static inline int clinux_set_nonblocking(int descriptor) {
  int flags = fcntl(descriptor, F_GETFL);
  return flags == -1 ? -1 : fcntl(descriptor, F_SETFL, flags | O_NONBLOCK);
}

static inline int clinux_pipe_cloexec(int ends[2]) {
  extern int pipe2(int[2], int);
  return pipe2(ends, O_CLOEXEC);
}

// A memory file that may be executed: MFD_EXEC (Linux 6.3) says so where vm.memfd_noexec asks; older kernels
// do not know the flag and need none.
static inline int clinux_memfd_create(const char *name) {
  const unsigned cloexec = 1u, allow_sealing = 2u, exec = 0x10u;
  int descriptor = (int)syscall(SYS_memfd_create, name, cloexec | allow_sealing | exec);
  if (descriptor == -1 && errno == EINVAL)
    descriptor = (int)syscall(SYS_memfd_create, name, cloexec | allow_sealing);
  return descriptor;
}

// F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE, see fcntl(2).
static inline int clinux_seal(int descriptor) {
  const int add_seals = 1033, all = 0xf;
  return fcntl(descriptor, add_seals, all);
}

static inline ssize_t clinux_getrandom(void *bytes, size_t count) {
  return (ssize_t)syscall(SYS_getrandom, bytes, count, 0u);
}

static inline ssize_t clinux_readlink(const char *path, void *target, size_t capacity) {
  return readlink(path, target, capacity);
}

static inline const char *clinux_entry_name(const struct dirent *entry) { return entry->d_name; }

static inline int clinux_linkat(int from, const char *old_name, int to, const char *new_name) {
  return linkat(from, old_name, to, new_name, 0);
}

// write(2) that answers EPIPE and never raises SIGPIPE, whatever the process does with that signal. The signal is
// directed at this thread, so that it can be blocked and taken here.
static inline ssize_t clinux_write_no_sigpipe(int descriptor, const void *bytes, size_t count) {
  sigset_t pipe_only, before, pending;
  sigemptyset(&pipe_only);
  sigaddset(&pipe_only, SIGPIPE);
  sigemptyset(&pending);
  sigpending(&pending);
  const int was_pending = sigismember(&pending, SIGPIPE);
  pthread_sigmask(SIG_BLOCK, &pipe_only, &before);
  const ssize_t written = write(descriptor, bytes, count);
  const int error = errno;
  if (written == -1 && error == EPIPE && !was_pending) {
    const struct timespec zero = {0, 0};
    while (sigtimedwait(&pipe_only, NULL, &zero) == -1 && errno == EINTR) {}
  }
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  errno = error;
  return written;
}

// Processes.

static inline int clinux_pidfd_open(pid_t pid) { return (int)syscall(SYS_pidfd_open, pid, 0u); }

static inline int clinux_pidfd_send_signal(int pidfd, int signal) {
  return (int)syscall(SYS_pidfd_send_signal, pidfd, signal, NULL, 0u);
}

// waitid(P_PIDFD): 1 and the status when the child has ended, 0 when it has not, -1 and errno.
// `keep` leaves the zombie, so that its process group's number cannot be used again yet.
static inline int clinux_wait_pidfd(int pidfd, int keep, int *code, int *status) {
  const idtype_t by_pidfd = (idtype_t)3;
  siginfo_t info;
  memset(&info, 0, sizeof info);
  if (waitid(by_pidfd, (id_t)pidfd, &info, WEXITED | WNOHANG | (keep ? WNOWAIT : 0)) == -1) return -1;
  if (info.si_pid == 0) return 0;
  *code = info.si_code;
  *status = info.si_status;
  return 1;
}

// 1 when this process has a child of any kind, else 0.
static inline int clinux_has_children(void) {
  siginfo_t info;
  return waitid(P_ALL, 0, &info, WEXITED | WNOHANG | WNOWAIT) == 0;
}

static inline int clinux_spawn_close_from(posix_spawn_file_actions_t *actions, int lowest) {
  extern int posix_spawn_file_actions_addclosefrom_np(posix_spawn_file_actions_t *, int);
  return posix_spawn_file_actions_addclosefrom_np(actions, lowest);
}

static inline int clinux_spawn_change_folder(posix_spawn_file_actions_t *actions, const char *path) {
  extern int posix_spawn_file_actions_addchdir_np(posix_spawn_file_actions_t *, const char *);
  return posix_spawn_file_actions_addchdir_np(actions, path);
}

// A process whose SIGCHLD is ignored (it may inherit that) never learns how its children ended.
static inline void clinux_keep_child_status(void) {
  struct sigaction now;
  if (sigaction(SIGCHLD, NULL, &now) == 0 && (now.sa_handler == SIG_IGN || (now.sa_flags & SA_NOCLDWAIT))) {
    memset(&now, 0, sizeof now);
    now.sa_handler = SIG_DFL;
    sigaction(SIGCHLD, &now, NULL);
  }
}

static inline char **clinux_environment(void) {
  extern char **environ;
  return environ;
}

static inline int clinux_signalfd(const sigset_t *signals) {
  return signalfd(-1, signals, SFD_CLOEXEC | SFD_NONBLOCK);
}

static inline int clinux_prctl(int option, unsigned long argument) {
  return prctl(option, argument, 0ul, 0ul, 0ul);
}

// 1 when system calls of this process are filtered, or when that cannot be told.
static inline int clinux_is_filtered(void) { return prctl(PR_GET_SECCOMP, 0ul, 0ul, 0ul, 0ul) != 0; }

static inline int clinux_is_subreaper(void) {
  int answer = 0;
  return prctl(PR_GET_CHILD_SUBREAPER, &answer, 0ul, 0ul, 0ul) == 0 && answer != 0;
}

static inline int clinux_parent_death_signal(void) {
  int answer = 0;
  return prctl(PR_GET_PDEATHSIG, &answer, 0ul, 0ul, 0ul) == 0 ? answer : -1;
}

// Clocks.

// What the kernel knows of the wall clock; modes 0 changes nothing. glibc declares adjtimex without _GNU_SOURCE, but
// Swift's Glibc leaves its header out.
static inline int clinux_clock_discipline(int *status, long *maximum_error_microseconds) {
  struct timex state;
  memset(&state, 0, sizeof state);
  if (adjtimex(&state) == -1) return -1;
  *status = state.status;
  *maximum_error_microseconds = state.maxerror;
  return 0;
}

// Identity. glibc's wrappers change every thread of the process; the raw calls would change one.

static inline int clinux_setresuid(uid_t real, uid_t effective, uid_t saved) {
  extern int setresuid(uid_t, uid_t, uid_t);
  return setresuid(real, effective, saved);
}

static inline int clinux_setresgid(gid_t real, gid_t effective, gid_t saved) {
  extern int setresgid(gid_t, gid_t, gid_t);
  return setresgid(real, effective, saved);
}

static inline int clinux_getresuid(uid_t *real, uid_t *effective, uid_t *saved) {
  extern int getresuid(uid_t *, uid_t *, uid_t *);
  return getresuid(real, effective, saved);
}

static inline int clinux_getresgid(gid_t *real, gid_t *effective, gid_t *saved) {
  extern int getresgid(gid_t *, gid_t *, gid_t *);
  return getresgid(real, effective, saved);
}

static inline int clinux_initgroups(const char *user, gid_t group) {
  extern int initgroups(const char *, gid_t);
  return initgroups(user, group);
}

// The user id that this thread alone has towards the file system, and with it the capabilities over files; glibc's
// own wrapper is the raw call. Tests act as somebody else with it.
static inline void clinux_setfsuid(uid_t user) {
  extern int setfsuid(uid_t);
  setfsuid(user);
}

// Gives up every capability of this thread, ambient ones included.
static inline int clinux_drop_capabilities(void) {
  struct __user_cap_header_struct header = {_LINUX_CAPABILITY_VERSION_3, 0};
  struct __user_cap_data_struct data[2];
  memset(data, 0, sizeof data);
  prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0ul, 0ul, 0ul);
  return (int)syscall(SYS_capset, &header, data);
}

// 1 when this thread holds a capability (effective or permitted), 0 when none, -1 and errno.
static inline int clinux_holds_capabilities(void) {
  struct __user_cap_header_struct header = {_LINUX_CAPABILITY_VERSION_3, 0};
  struct __user_cap_data_struct data[2];
  memset(data, 0, sizeof data);
  if (syscall(SYS_capget, &header, data) == -1) return -1;
  return (data[0].effective | data[1].effective | data[0].permitted | data[1].permitted) != 0;
}
