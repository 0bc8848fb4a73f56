// What a run of the gate costs at the least: as many processes that do nothing, all at once, and meanwhile the same
// files read, the same files hashed, and as many files replaced durably.
//
//   check-floor PROCESSES REPLACEMENTS FOLDER READ-LIST HASHED-FILE...
//
// READ-LIST names a file with one path a line. Without arguments it is the process that does nothing.
#include <fcntl.h>
#include <openssl/evp.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static unsigned char buffer[1 << 20];

static void fail(const char *what) {
  perror(what);
  exit(1);
}

static void hash(const char *path) {
  unsigned char digest[EVP_MAX_MD_SIZE];
  int file = open(path, O_RDONLY | O_CLOEXEC);
  if (file < 0) fail(path);
  EVP_MD_CTX *context = EVP_MD_CTX_new();
  EVP_DigestInit_ex(context, EVP_sha256(), NULL);
  for (ssize_t count; (count = read(file, buffer, sizeof buffer)) > 0;)
    EVP_DigestUpdate(context, buffer, (size_t)count);
  EVP_DigestFinal_ex(context, digest, NULL);
  EVP_MD_CTX_free(context);
  close(file);
}

static void read_all(const char *list) {
  char line[4096];
  FILE *paths = fopen(list, "r");
  if (!paths) fail(list);
  while (fgets(line, sizeof line, paths)) {
    line[strcspn(line, "\n")] = 0;
    int file = open(line, O_RDONLY | O_CLOEXEC);
    if (file < 0) fail(line);
    while (read(file, buffer, sizeof buffer) > 0) {}
    close(file);
  }
  fclose(paths);
}

static void replace(const char *folder, int number) {
  char temporary[4096], path[4096];
  snprintf(temporary, sizeof temporary, "%s/.floor-%d.tmp", folder, number);
  snprintf(path, sizeof path, "%s/.floor-%d", folder, number);
  int file = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (file < 0 || write(file, buffer, 4096) != 4096 || fsync(file) != 0) fail(temporary);
  close(file);
  if (rename(temporary, path) != 0) fail(path);
  int parent = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (parent < 0 || fsync(parent) != 0) fail(folder);
  close(parent);
}

int main(int count, char **arguments) {
  if (count < 5) return 0;
  int processes = atoi(arguments[1]), replacements = atoi(arguments[2]);
  pid_t *children = calloc((size_t)processes + 1, sizeof *children);
  char *nothing[] = {"nothing", NULL}, *environment[] = {NULL};
  for (int i = 0; i < processes; i++)
    if (posix_spawn(&children[i], "/proc/self/exe", NULL, NULL, nothing, environment) != 0) fail("posix_spawn");
  for (int i = 5; i < count; i++) hash(arguments[i]);
  read_all(arguments[4]);
  for (int i = 0; i < processes; i++) waitpid(children[i], NULL, 0);
  for (int i = 0; i < replacements; i++) replace(arguments[3], i);
  return 0;
}
