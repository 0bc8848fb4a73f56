internal import Chronology

extension HTTPRequest {
  private static let maximumBodyBytes = 1 << 20
  private static let maximumHeaderBytes = 32 << 10

  /// Refuses what would mean something else on the wire than it says here.
  func screen() throws(TransportError) {
    guard target.utf8.first == 0x2F, target.utf8.count <= 16 << 10,
      target.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != 0x23 })
    else {
      throw Self.refusal(
        "the request's target is not an encoded path and query", "begin with / and percent-encode")
    }
    guard body.isEmpty || method != .get else {
      throw Self.refusal("a GET request has a body", "put it into the query")
    }
    guard body.count <= Self.maximumBodyBytes else {
      throw Self.refusal(
        "the request's body has more than \(Self.maximumBodyBytes) bytes", "send less at once")
    }
    var bytes = 0
    for header in headers {
      bytes += header.name.utf8.count + header.value.utf8.count + 4
      guard !header.name.isEmpty, header.name.utf8.allSatisfy(Self.isTokenByte) else {
        throw Self.refusal("a header's name is no token", "use letters, digits and -")
      }
      guard header.value.utf8.allSatisfy({ $0 == 0x09 || ($0 >= 0x20 && $0 < 0x7F) }) else {
        throw Self.refusal(
          "the value of header \(header.name) has a control or non-ASCII character", "encode it")
      }
      guard !Self.isReserved(header.name) else {
        throw Self.refusal("header \(header.name) is the transport's own", "leave it out")
      }
    }
    guard bytes <= Self.maximumHeaderBytes else {
      throw Self.refusal("the request's headers have more than \(Self.maximumHeaderBytes) bytes", "send less")
    }
    for (name, limit) in [("connect timeout", connectTimeout), ("timeout", timeout)] {
      guard (1...3_600_000).contains(limit.count) else {
        throw Self.refusal("the request's \(name) is \(limit.count) ms", "use 1 ms to 1 h")
      }
    }
  }

  private static func refusal(_ message: String, _ hint: String) -> TransportError {
    TransportError(.request, message, hint: hint, wasPossiblySent: false)
  }

  /// Fields that decide where a message ends or what the connection is for: only the transport writes them.
  private static func isReserved(_ name: String) -> Bool {
    switch name.utf8.count {
    case 2: isName(name, lowerCase: "te")
    case 4: isName(name, lowerCase: "host")
    case 6: isName(name, lowerCase: "expect")
    case 7: isName(name, lowerCase: "trailer") || isName(name, lowerCase: "upgrade")
    case 10: isName(name, lowerCase: "connection") || isName(name, lowerCase: "keep-alive")
    case 14: isName(name, lowerCase: "content-length")
    case 16: isName(name, lowerCase: "proxy-connection")
    case 17: isName(name, lowerCase: "transfer-encoding")
    default: false
    }
  }

  /// RFC 9110 §5.6.2.
  private static func isTokenByte(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
    case 0x21, 0x23, 0x24, 0x25, 0x26, 0x27, 0x2A, 0x2B, 0x2D, 0x2E, 0x5E, 0x5F, 0x60, 0x7C, 0x7E: true
    default: false
    }
  }
}
