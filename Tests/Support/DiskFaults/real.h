// The functions behind ours, and what happens before and after a call of one.
#pragma once
#include "place.h"
#include "plan.h"
#include <dlfcn.h>
#include <errno.h>

// libc's own function, looked up at each call: a lookup is quick beside a sync.
#define REAL(RESULT, NAME, PARAMETERS) ((RESULT(*) PARAMETERS)dlsym(RTLD_NEXT, #NAME))

// Returns 1, with errno set, when the call is to fail.
static inline int begin(struct action action) {
  switch (action.kind) {
  case act_fail: errno = action.value; return 1;
  case act_kill_before:
  case act_kill_torn: faults_kill();
  case act_stall: faults_stall(action.value); return 0;
  default: return 0;
  }
}

static inline void end(struct action action) {
  if (action.kind == act_kill_after) faults_kill();
}

// The body of a function that returns an int: CALL, as the plan wants it if it COUNTS, and FAILED if it is to fail.
#define AROUND(COUNTS, OPERATION, FAILED, CALL) \
  const int counts = (COUNTS); \
  const struct action action = counts ? faults_next(OPERATION) : (struct action){act_none, 0}; \
  if (begin(action)) return (FAILED); \
  const int result = (CALL); \
  end(action); \
  return result
