// Reads a DSSE envelope, decodes its base64, and calls EVP_DigestVerify: what verifying a report costs at the least.
// It looks for members by their text and parses nothing.
//
//   verify-floor REPORT PUBLIC-KEY-HEX [REPETITIONS]
//   verify-floor FOLDER PUBLIC-KEY-HEX                 every report in it once, in the order of the folder
#include <dirent.h>
#include <fcntl.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char type[] = "application/vnd.in-toto+json";

static void fail(const char *what) {
  fprintf(stderr, "error: %s\n", what);
  exit(5);
}

static char *contents(const char *path, size_t *length) {
  struct stat status;
  int file = open(path, O_RDONLY | O_CLOEXEC);
  if (file < 0 || fstat(file, &status) != 0) fail(path);
  char *bytes = malloc((size_t)status.st_size + 1);
  if (!bytes || read(file, bytes, (size_t)status.st_size) != status.st_size) fail(path);
  bytes[status.st_size] = 0;
  *length = (size_t)status.st_size;
  close(file);
  return bytes;
}

static unsigned char *decoded(char *bytes, const char *member, size_t *length) {
  char *begin = strstr(bytes, member);
  if (!begin) fail(member);
  begin += strlen(member);
  char *end = strchr(begin, '"');
  if (!end) fail(member);
  size_t padding = 0;
  while (end[-1 - (long)padding] == '=') padding++;
  unsigned char *result = malloc((size_t)(end - begin));
  int count = EVP_DecodeBlock(result, (unsigned char *)begin, (int)(end - begin));
  if (count < 0) fail("base64");
  *length = (size_t)count - padding;
  return result;
}

static void verify(const char *path, EVP_PKEY *key) {
  size_t length, payload_length, signature_length;
  char *bytes = contents(path, &length);
  unsigned char *payload = decoded(bytes, "\"payload\":\"", &payload_length);
  unsigned char *signature = decoded(bytes, "\"sig\":\"", &signature_length);
  char *signed_bytes = malloc(payload_length + 256);
  int head = sprintf(signed_bytes, "DSSEv1 %zu %s %zu ", sizeof type - 1, type, payload_length);
  memcpy(signed_bytes + head, payload, payload_length);
  EVP_MD_CTX *context = EVP_MD_CTX_new();
  if (EVP_DigestVerifyInit(context, NULL, NULL, NULL, key) != 1
      || EVP_DigestVerify(context, signature, signature_length, (unsigned char *)signed_bytes,
                          (size_t)head + payload_length) != 1)
    fail("the signature is not valid");
  EVP_MD_CTX_free(context);
  free(signed_bytes);
  free(signature);
  free(payload);
  free(bytes);
}

static void verify_all(const char *folder, EVP_PKEY *key) {
  DIR *stream = opendir(folder);
  if (!stream || chdir(folder) != 0) fail(folder);
  for (struct dirent *entry; (entry = readdir(stream));)
    if (entry->d_name[0] != '.') verify(entry->d_name, key);
  closedir(stream);
}

int main(int count, char **arguments) {
  if (count < 3 || strlen(arguments[2]) != 64) fail("usage: verify-floor REPORT PUBLIC-KEY-HEX [REPETITIONS]");
  unsigned char raw[32];
  for (int i = 0; i < 32; i++)
    if (sscanf(arguments[2] + 2 * i, "%2hhx", &raw[i]) != 1) fail("the key is not hexadecimal");
  EVP_PKEY *key = EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, NULL, raw, sizeof raw);
  if (!key) fail("the key is none");
  struct stat status;
  if (stat(arguments[1], &status) == 0 && S_ISDIR(status.st_mode)) {
    verify_all(arguments[1], key);
    puts("verified");
    return 0;
  }
  for (int left = count > 3 ? atoi(arguments[3]) : 1; left > 0; left--) verify(arguments[1], key);
  puts("verified");
  return 0;
}
