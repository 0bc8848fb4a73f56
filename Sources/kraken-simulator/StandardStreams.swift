import Glibc

enum StandardOutput {
  /// Writes at once, past every buffer: who starts us reads the first line from a pipe.
  ///
  /// - Returns: whether all of it was written.
  @discardableResult static func write(_ text: String) -> Bool { writeAll(text, to: 1) }
}

enum StandardError {
  /// What cannot be said on standard error cannot be said.
  static func write(_ text: String) { _ = writeAll(text, to: 2) }
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
