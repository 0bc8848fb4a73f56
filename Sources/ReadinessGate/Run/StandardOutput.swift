import Glibc

/// Standard output and error without buffering, so that nothing is lost when the process ends.
public enum StandardOutput {
  /// - Returns: whether all of it was written.
  public static func write(_ bytes: [UInt8]) -> Bool { write(bytes, to: 1) }

  /// What cannot be said on standard error cannot be said.
  public static func writeError(_ text: String) { _ = write(Array(text.utf8), to: 2) }

  private static func write(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
    var written = 0
    while written < bytes.count {
      let count = unsafe bytes.withUnsafeBytes { buffer in
        unsafe Glibc.write(descriptor, buffer.baseAddress?.advanced(by: written), buffer.count - written)
      }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return false }
      written += count
    }
    return true
  }
}
