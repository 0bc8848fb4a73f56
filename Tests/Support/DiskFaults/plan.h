// What is to happen at which operation.
#pragma once
#include <stddef.h>

enum operation {
  op_write, op_sync, op_open, op_rename, op_link, op_unlink, op_allocate, op_truncate, op_mkdir, op_any,
  operation_count
};

enum kind { act_none, act_fail, act_kill_before, act_kill_after, act_kill_torn, act_short, act_stall };

struct action {
  enum kind kind;
  // An errno, or milliseconds.
  int value;
};

// Reads the environment, once; whatever it does not understand ends the process with status 120.
void faults_prepare(void);
// The folder, without a slash at its end; NULL when nothing is to happen.
const char *faults_folder(void);
// Counts an operation and says what is to happen at it.
struct action faults_next(enum operation operation);
_Noreturn void faults_kill(void);
void faults_stall(int milliseconds);
