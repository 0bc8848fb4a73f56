// Sends one signed stop order again and again with one easy handle, everything set beforehand: what libcurl costs at the
// least. Prints the median and the 99th percentile of one request, in nanoseconds.
//
//   curl-floor URL REPETITIONS BODY [HEADER...]
#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static char answer[65536];
static size_t answer_length;

static void fail(const char *what) {
  fprintf(stderr, "error: %s\n", what);
  exit(5);
}

static size_t take(char *bytes, size_t size, size_t count, void *context) {
  (void)context;
  if (answer_length + size * count > sizeof answer) return 0;
  memcpy(answer + answer_length, bytes, size * count);
  answer_length += size * count;
  return size * count;
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

int main(int count, char **arguments) {
  if (count < 4) fail("usage: curl-floor URL REPETITIONS BODY [HEADER...]");
  int repetitions = atoi(arguments[2]);
  long long *times = malloc(sizeof *times * (size_t)(repetitions > 0 ? repetitions : 1));
  CURL *easy = curl_easy_init();
  if (!easy || !times || repetitions < 1) fail("no memory, or no repetitions");
  struct curl_slist *headers = NULL;
  for (int i = 4; i < count; i++) headers = curl_slist_append(headers, arguments[i]);
  curl_easy_setopt(easy, CURLOPT_URL, arguments[1]);
  curl_easy_setopt(easy, CURLOPT_HTTPHEADER, headers);
  curl_easy_setopt(easy, CURLOPT_POSTFIELDS, arguments[3]);
  curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, take);
  curl_easy_setopt(easy, CURLOPT_PROXY, "");
  curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, 5000L);
  for (int i = -100; i < repetitions; i++) {
    long status = 0;
    long long start = now();
    answer_length = 0;
    if (curl_easy_perform(easy) != CURLE_OK || curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status) != CURLE_OK
        || status != 200)
      fail("no answer");
    if (i >= 0) times[i] = now() - start;
  }
  qsort(times, (size_t)repetitions, sizeof *times, by_size);
  printf("%lld %lld\n", times[repetitions / 2], times[repetitions * 99 / 100]);
  curl_slist_free_all(headers);
  curl_easy_cleanup(easy);
  return 0;
}
