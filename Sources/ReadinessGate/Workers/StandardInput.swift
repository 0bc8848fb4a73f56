import Glibc

/// A worker's request arrives on a pipe, which has no size to ask for.
enum StandardInput {
  struct Problem: Error, CustomStringConvertible {
    let description: String
  }

  /// All of it up to its end.
  static func read(limit: Int) throws(Problem) -> [UInt8] {
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 64 << 10)
    while true {
      let count = unsafe buffer.withUnsafeMutableBytes { unsafe Glibc.read(0, $0.baseAddress, $0.count) }
      if count == 0 { return bytes }
      guard count > 0 else {
        if errno == EINTR { continue }
        throw Problem(description: "standard input cannot be read (errno \(errno))")
      }
      bytes += buffer[..<count]
      guard bytes.count <= limit else {
        throw Problem(description: "the request is longer than \(limit) bytes")
      }
    }
  }
}
