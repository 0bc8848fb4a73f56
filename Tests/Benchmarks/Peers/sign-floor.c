// Writes the form of one stop order and signs it, again and again: SHA-256, HMAC-SHA-512 from states that were made once,
// base64. Prints the median and the 99th percentile, in nanoseconds.
//
//   sign-floor SECRET CLIENT-ID EXPECTED-SIGNATURE REPETITIONS
#define OPENSSL_SUPPRESS_DEPRECATED  // the fast way to keep a hash's state is the old one
#include <openssl/evp.h>
#include <openssl/sha.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

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

// The state after the padded key, which is no longer than a block.
static SHA512_CTX keyed(const unsigned char *key, size_t length, unsigned char padding) {
  unsigned char block[SHA512_CBLOCK];
  SHA512_CTX state;
  for (size_t i = 0; i < sizeof block; i++) block[i] = (i < length ? key[i] : 0) ^ padding;
  SHA512_Init(&state);
  SHA512_Update(&state, block, sizeof block);
  return state;
}

int main(int count, char **arguments) {
  unsigned char key[192], digest[SHA256_DIGEST_LENGTH], code[SHA512_DIGEST_LENGTH], signature[96];
  if (count != 5 || strlen(arguments[1]) > 172) fail("usage: sign-floor SECRET CLIENT-ID EXPECTED-SIGNATURE REPETITIONS");
  int length = EVP_DecodeBlock(key, (unsigned char *)arguments[1], (int)strlen(arguments[1]));
  for (const char *end = strchr(arguments[1], '='); end && *end; end++) length--;
  int repetitions = atoi(arguments[4]);
  long long *times = malloc(sizeof *times * (size_t)(repetitions > 0 ? repetitions : 1));
  if (!times || repetitions < 1 || length < 1 || length > SHA512_CBLOCK) fail("no memory, no repetitions or no key");
  SHA512_CTX inner = keyed(key, (size_t)length, 0x36), outer = keyed(key, (size_t)length, 0x5C);
  for (int i = -100; i < repetitions; i++) {
    char form[512];
    long long start = now();
    int size = snprintf(form, sizeof form,
                        "orderType=%s&symbol=%s&side=%s&size=%s&stopPrice=%s&triggerSignal=%s&reduceOnly=%s&cliOrdId=%s%s",
                        "stp", "PF_XBTUSD", "sell", "0.01", "69000", "last", "true", arguments[2], "/api/v3/sendorder");
    SHA512_CTX state = inner;
    SHA256((unsigned char *)form, (size_t)size, digest);
    SHA512_Update(&state, digest, sizeof digest);
    SHA512_Final(code, &state);
    state = outer;
    SHA512_Update(&state, code, sizeof code);
    SHA512_Final(code, &state);
    EVP_EncodeBlock(signature, code, sizeof code);
    if (i >= 0) times[i] = now() - start;
  }
  if (strcmp((char *)signature, arguments[3]) != 0) fail("the signature is another one");
  qsort(times, (size_t)repetitions, sizeof *times, by_size);
  printf("%lld %lld\n", times[repetitions / 2], times[repetitions * 99 / 100]);
  return 0;
}
