import Glibc

enum StandardOutput {
  /// Writes at once, past every buffer: who starts us reads the first line from a pipe.
  static func write(_ text: String) { writeAll(text, to: 1) }
}

enum StandardError {
  static func write(_ text: String) { writeAll(text, to: 2) }
}

private func writeAll(_ text: String, to descriptor: Int32) {
  var rest = Array(text.utf8)[...]
  while !rest.isEmpty {
    let count = unsafe rest.withUnsafeBytes { unsafe write(descriptor, $0.baseAddress, $0.count) }
    if count < 0 {
      guard errno == EINTR || errno == EAGAIN else { return }
      continue
    }
    rest = rest.dropFirst(count)
  }
}
