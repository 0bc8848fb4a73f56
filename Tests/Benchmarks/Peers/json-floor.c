// Walks one JSON text from its first byte to its last and checks its grammar, again and again, and keeps nothing: what
// reading it costs at the least. Prints the median and the 99th percentile, in nanoseconds.
//
//   json-floor FILE REPETITIONS OBJECTS
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static long objects;

static void fail(const char *what) {
  fprintf(stderr, "error: %s\n", what);
  exit(5);
}

static long long now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec * 1000000000ll + time.tv_nsec;
}

static int by_size(const void *left, const void *right) {
  long long a = *(const long long *)left, b = *(const long long *)right;
  return (a > b) - (a < b);
}

static const char *space(const char *at) {
  while (*at == ' ' || *at == '\n' || *at == '\r' || *at == '\t') at++;
  return at;
}

static const char *string(const char *at) {
  if (*at++ != '"') fail("no string");
  for (; *at != '"'; at++) {
    if ((unsigned char)*at < 0x20) fail("a control character");
    if (*at == '\\' && !*++at) fail("the text ends");
  }
  return at + 1;
}

static const char *digits(const char *at) {
  if (*at < '0' || *at > '9') fail("no digit");
  while (*at >= '0' && *at <= '9') at++;
  return at;
}

static const char *number(const char *at) {
  at = digits(at + (*at == '-'));
  if (*at == '.') at = digits(at + 1);
  if (*at == 'e' || *at == 'E') at = digits(at + 1 + (at[1] == '+' || at[1] == '-'));
  return at;
}

static const char *value(const char *at, int depth) {
  if (depth > 64) fail("too deep");
  char closing = *at == '{' ? '}' : ']';
  switch (*at) {
    case '"': return string(at);
    case 't': return strncmp(at, "true", 4) ? (fail("no word"), at) : at + 4;
    case 'f': return strncmp(at, "false", 5) ? (fail("no word"), at) : at + 5;
    case 'n': return strncmp(at, "null", 4) ? (fail("no word"), at) : at + 4;
    case '{': objects++;  // fall through
    case '[':
      at = space(at + 1);
      if (*at == closing) return at + 1;
      for (;;) {
        if (closing == '}') {
          at = space(string(at));
          if (*at++ != ':') fail("no colon");
          at = space(at);
        }
        at = space(value(at, depth + 1));
        if (*at == closing) return at + 1;
        if (*at++ != ',') fail("no comma");
        at = space(at);
      }
    default: return number(at);
  }
}

int main(int count, char **arguments) {
  if (count != 4) fail("usage: json-floor FILE REPETITIONS OBJECTS");
  FILE *file = fopen(arguments[1], "rb");
  char *text = calloc(1, 64 << 20);
  int repetitions = atoi(arguments[2]);
  long long *times = malloc(sizeof *times * (size_t)(repetitions > 0 ? repetitions : 1));
  if (!file || !text || !times || repetitions < 1) fail("no file, no memory or no repetitions");
  if (fread(text, 1, (64 << 20) - 1, file) == 0) fail("the file is empty");
  for (int i = -1; i < repetitions; i++) {
    objects = 0;
    long long start = now();
    if (*space(value(space(text), 1))) fail("something follows");
    if (i >= 0) times[i] = now() - start;
    if (objects != atol(arguments[3])) fail("not so many objects");
  }
  qsort(times, (size_t)repetitions, sizeof *times, by_size);
  printf("%lld %lld\n", times[repetitions / 2], times[repetitions * 99 / 100]);
  return 0;
}
