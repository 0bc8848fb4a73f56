import Glibc

enum StandardOutput {
  /// Writes at once, past every buffer: who reads a line from a pipe may kill us after it.
  ///
  /// - Returns: whether all of it was written.
  static func write(_ text: String) -> Bool { writeAll(text, to: 1) }
}

enum StandardError {
  /// What cannot be said on standard error cannot be said.
  static func write(_ text: String) { _ = writeAll(text, to: 2) }

  /// Writes a line that may be lost: whoever reads it must not keep this process from its work by reading slowly.
  static func offer(_ line: String) {
    var request = pollfd(fd: 2, events: Int16(POLLOUT), revents: 0)
    guard unsafe poll(&request, 1, 0) == 1, request.revents & Int16(POLLOUT) != 0 else { return }
    write(line)
  }
}

private func writeAll(_ text: String, to descriptor: Int32) -> Bool {
  var rest = Array(text.utf8)[...]
  while !rest.isEmpty {
    let count = unsafe rest.withUnsafeBytes { unsafe write(descriptor, $0.baseAddress, $0.count) }
    if count < 0 {
      guard errno == EINTR || errno == EAGAIN else { return false }
      continue
    }
    rest = rest.dropFirst(count)
  }
  return true
}
