import Glibc

/// One short HTTP request to a program on this machine, for commands that ask and end.
enum LoopbackRequest {
  /// The body of a 200 or 503 answer.
  ///
  /// - Parameter address: `127.0.0.1:PORT`; anything else is not asked.
  /// - Returns: nil when nobody answers within two seconds.
  static func get(_ path: String, from address: String) -> [UInt8]? {
    guard address.hasPrefix("127.0.0.1:"), let port = UInt16(address.dropFirst(10)) else { return nil }
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var patience = timeval(tv_sec: 2, tv_usec: 0)
    for option in [SO_RCVTIMEO, SO_SNDTIMEO] {
      unsafe setsockopt(descriptor, SOL_SOCKET, option, &patience, socklen_t(MemoryLayout<timeval>.size))
    }
    var target = sockaddr_in()
    target.sin_family = sa_family_t(AF_INET)
    target.sin_port = port.bigEndian
    target.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    let connected = unsafe withUnsafePointer(to: &target) { pointer in
      unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
        unsafe connect(descriptor, generic, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    guard connected == 0 else { return nil }
    let request = Array("GET \(path) HTTP/1.1\r\nHost: \(address)\r\nConnection: close\r\n\r\n".utf8)
    guard unsafe send(descriptor, request, request.count, Int32(MSG_NOSIGNAL)) == request.count else {
      return nil
    }
    var answer: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 16 << 10)
    while answer.count < 1 << 20 {
      let count = unsafe recv(descriptor, &buffer, buffer.count, 0)
      if count == 0 { break }
      guard count > 0 else { return nil }
      answer += buffer[..<count]
    }
    return body(of: answer)
  }

  private static func body(of answer: [UInt8]) -> [UInt8]? {
    let text = String(decoding: answer, as: UTF8.self)
    guard text.hasPrefix("HTTP/1.1 200") || text.hasPrefix("HTTP/1.1 503"),
      let end = text.firstRange(of: "\r\n\r\n")
    else { return nil }
    return Array(text[end.upperBound...].utf8)
  }
}
