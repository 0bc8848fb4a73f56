#define _GNU_SOURCE
#include "plan.h"
#include "disk_faults.h"
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static const char *const names[operation_count] = {
    "write", "sync", "open", "rename", "link", "unlink", "allocate", "truncate", "mkdir", "any",
};

static const struct { const char *name; struct action action; } actions[] = {
    {"EIO", {act_fail, EIO}},       {"ENOSPC", {act_fail, ENOSPC}}, {"EROFS", {act_fail, EROFS}},
    {"EDQUOT", {act_fail, EDQUOT}}, {"EACCES", {act_fail, EACCES}}, {"kill", {act_kill_before, 0}},
    {"kill-before", {act_kill_before, 0}}, {"kill-after", {act_kill_after, 0}},
    {"kill-torn", {act_kill_torn, 0}},     {"short", {act_short, 0}},
};

struct rule { enum operation operation; unsigned long first, last; struct action action; };

enum { rule_limit = 32, line_length = 32 };
static struct rule rules[rule_limit];
static int rule_count;
static char folder[PATH_MAX];
static int is_active;
static _Atomic unsigned long counts[operation_count];
// One line for each operation, in the file of counts.
static char *board;
static pthread_mutex_t board_lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static _Noreturn void refuse(const char *what, const char *text) {
  dprintf(2, "disk-faults: %s: '%s'\n", what, text);
  _exit(120);
}

static struct action parse_action(const char *text) {
  for (size_t index = 0; index < sizeof actions / sizeof *actions; index++)
    if (strcmp(text, actions[index].name) == 0) return actions[index].action;
  int milliseconds = 0, end = 0;
  if (sscanf(text, "stall=%d%n", &milliseconds, &end) == 1 && text[end] == 0 && milliseconds >= 0)
    return (struct action){act_stall, milliseconds};
  refuse("no such action", text);
}

static void parse_rule(char *text) {
  if (rule_count == rule_limit) refuse("too many rules", text);
  char *rest = text;
  const char *operation = strsep(&rest, ":"), *when = strsep(&rest, ":");
  if (!operation || !when || !rest) refuse("a rule is OPERATION:WHEN:ACTION", text);
  struct rule rule = {operation_count, 1, ULONG_MAX, parse_action(rest)};
  for (int index = 0; index < operation_count; index++)
    if (strcmp(operation, names[index]) == 0) rule.operation = (enum operation)index;
  if (rule.operation == operation_count) refuse("no such operation", operation);
  if (strcmp(when, "*") != 0) {
    char *end;
    rule.first = strtoul(when, &end, 10);
    if (end == when || rule.first == 0 || (*end && strcmp(end, "+") != 0)) refuse("no such time", when);
    if (!*end) rule.last = rule.first;
  }
  rules[rule_count++] = rule;
}

// By raw calls: the functions of libc are our own here.
static void open_board(const char *path) {
  const size_t size = operation_count * line_length;
  const int file = (int)syscall(SYS_openat, AT_FDCWD, path, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
  if (file < 0 || syscall(SYS_ftruncate, file, size) != 0) refuse("the counts cannot be written", path);
  board = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
  if (board == MAP_FAILED) refuse("the counts cannot be written", path);
  syscall(SYS_close, file);
}

static void read_environment(void) {
  const char *under = getenv(DISK_FAULTS_UNDER), *plan = getenv(DISK_FAULTS_PLAN);
  const char *count = getenv(DISK_FAULTS_COUNT);
  if (!under) return;
  if (!realpath(under, folder)) refuse("no such folder", under);
  if (plan) {
    char copy[4096];
    if (strlen(plan) >= sizeof copy) refuse("the plan is too long", plan);
    strcpy(copy, plan);
    char *rest = copy, *rule;
    while ((rule = strsep(&rest, ","))) parse_rule(rule);
  }
  if (count) open_board(count);
  is_active = 1;
}

void faults_prepare(void) {
  const int error = errno;
  pthread_once(&once, read_environment);
  errno = error;
}

__attribute__((constructor)) static void prepare_at_start(void) { faults_prepare(); }

const char *faults_folder(void) { return is_active ? folder : NULL; }

// Only a process that does something writes: a child that does nothing leaves its parent's numbers alone.
static void tell(void) {
  if (!board) return;
  pthread_mutex_lock(&board_lock);
  for (int index = 0; index < operation_count; index++) {
    char line[line_length + 1];
    const int length = snprintf(line, sizeof line, "%s %010lu", names[index], atomic_load(&counts[index]));
    memset(line + length, ' ', (size_t)(line_length - length));
    line[line_length - 1] = '\n';
    memcpy(board + index * line_length, line, line_length);
  }
  pthread_mutex_unlock(&board_lock);
}

struct action faults_next(enum operation operation) {
  const unsigned long own = atomic_fetch_add(&counts[operation], 1) + 1;
  const unsigned long any = atomic_fetch_add(&counts[op_any], 1) + 1;
  tell();
  for (int index = 0; index < rule_count; index++) {
    const struct rule *rule = &rules[index];
    if (rule->operation != operation && rule->operation != op_any) continue;
    const unsigned long number = rule->operation == op_any ? any : own;
    if (number >= rule->first && number <= rule->last) return rule->action;
  }
  return (struct action){act_none, 0};
}

_Noreturn void faults_kill(void) {
  for (;;) syscall(SYS_kill, syscall(SYS_getpid), SIGKILL);
}

void faults_stall(int milliseconds) {
  struct timespec rest = {milliseconds / 1000, (milliseconds % 1000) * 1000000L};
  while (nanosleep(&rest, &rest) != 0 && errno == EINTR) {}
}
