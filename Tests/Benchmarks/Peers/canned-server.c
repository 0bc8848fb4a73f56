// Answers every HTTP/1.1 request on loopback with the same bytes: what a venue costs at the least.
// The first line on standard output is the port; it ends when standard input does.
//
//   canned-server BODY
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

enum { connections_max = 64, request_max = 65536 };

struct connection {
  size_t length;
  char bytes[request_max];
};

static void fail(const char *what) {
  perror(what);
  exit(5);
}

// The length of the first whole request, 0 when there is none yet.
static size_t whole_request(const char *bytes, size_t length) {
  const char *end = memmem(bytes, length, "\r\n\r\n", 4);
  if (!end) return 0;
  size_t head = (size_t)(end - bytes) + 4, body = 0;
  for (const char *line = bytes; line < end; line = (const char *)memchr(line, '\n', (size_t)(end + 2 - line)) + 1)
    if (strncasecmp(line, "content-length:", 15) == 0) body = strtoul(line + 15, NULL, 10);
  return length >= head + body ? head + body : 0;
}

int main(int count, char **arguments) {
  if (count != 2) {
    fputs("usage: canned-server BODY\n", stderr);
    return 2;
  }
  const char *body = arguments[1];
  char answer[request_max];
  int size = snprintf(answer, sizeof answer,
                      "HTTP/1.1 200 OK\r\nDate: Mon, 23 Nov 2026 10:00:00 GMT\r\nContent-Type: application/json\r\n"
                      "Content-Length: %zu\r\nConnection: keep-alive\r\nCache-Control: no-store\r\n\r\n%s",
                      strlen(body), body);
  if (size < 0 || (size_t)size >= sizeof answer) fail("the body is too long");

  struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t address_length = sizeof address;
  int listener = socket(AF_INET, SOCK_STREAM, 0);
  if (listener < 0 || bind(listener, (struct sockaddr *)&address, sizeof address) || listen(listener, 16)
      || getsockname(listener, (struct sockaddr *)&address, &address_length))
    fail("listen");
  printf("%d\n", ntohs(address.sin_port));
  fflush(stdout);

  static struct connection connections[connections_max];
  static struct pollfd watched[connections_max + 2];
  watched[connections_max] = (struct pollfd){.fd = listener, .events = POLLIN};
  watched[connections_max + 1] = (struct pollfd){.fd = 0, .events = POLLIN};
  for (int i = 0; i < connections_max; i++) watched[i] = (struct pollfd){.fd = -1, .events = POLLIN};
  while (poll(watched, connections_max + 2, -1) > 0) {
    char ignored[64];
    if (watched[connections_max + 1].revents && read(0, ignored, sizeof ignored) <= 0) return 0;
    if (watched[connections_max].revents & POLLIN) {
      int descriptor = accept(listener, NULL, NULL), on = 1, place = 0;
      while (place < connections_max && watched[place].fd >= 0) place++;
      if (descriptor >= 0 && place == connections_max) close(descriptor);
      if (descriptor >= 0 && place < connections_max) {
        setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        watched[place].fd = descriptor;
        connections[place].length = 0;
      }
    }
    for (int i = 0; i < connections_max; i++) {
      if (watched[i].fd < 0 || !watched[i].revents) continue;
      struct connection *connection = &connections[i];
      ssize_t got = read(watched[i].fd, connection->bytes + connection->length, request_max - connection->length);
      if (got <= 0) {
        close(watched[i].fd);
        watched[i].fd = -1;
        continue;
      }
      connection->length += (size_t)got;
      for (size_t whole; (whole = whole_request(connection->bytes, connection->length)) > 0;) {
        connection->length -= whole;
        memmove(connection->bytes, connection->bytes + whole, connection->length);
        if (write(watched[i].fd, answer, (size_t)size) != size) fail("write");
      }
    }
  }
  return 0;
}
