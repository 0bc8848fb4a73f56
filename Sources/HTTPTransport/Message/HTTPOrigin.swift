/// Scheme, host and port: with whom a transport talks, and with nobody else.
public struct HTTPOrigin: Sendable, Hashable {
  public enum Scheme: String, Sendable {
    case http
    case https
  }

  public let scheme: Scheme
  /// Lower case; a name, an IPv4 address, or an IPv6 address without brackets.
  public let host: String
  public let port: Int

  /// - Throws: ``TransportError/Code/setup`` for what is no host or port, and for plain HTTP to anything but a
  ///   loopback address: what is signed must not be read on the way.
  public init(scheme: Scheme, host: String, port: Int? = nil) throws(TransportError) {
    let port = port ?? (scheme == .https ? 443 : 80)
    let host = String(decoding: host.utf8.map(lowered), as: UTF8.self)
    guard (1...65_535).contains(port) else {
      throw Self.refusal("the port is not one: \(port)", "use 1 to 65535")
    }
    guard Self.isHost(host) else {
      throw Self.refusal("the host is neither a name nor an address", "write it as in futures.kraken.com")
    }
    guard scheme == .https || LoopbackAddress.isLoopback(host: host) else {
      throw Self.refusal(
        "plain http is for loopback addresses only, and \(host) is none", "use https, or 127.0.0.1")
    }
    (self.scheme, self.host, self.port) = (scheme, host, port)
  }

  /// Reads `https://futures.kraken.com` or `http://127.0.0.1:8080`: no path, no user, no query.
  public init(_ text: String) throws(TransportError) {
    let scheme: Scheme
    if text.hasPrefix("https://") {
      scheme = .https
    } else if text.hasPrefix("http://") {
      scheme = .http
    } else {
      throw Self.refusal("the origin begins with neither https:// nor http://", Self.example)
    }
    let authority = text.dropFirst(scheme.rawValue.count + 3)
    var host = authority
    var digits: Substring?
    if authority.hasPrefix("[") {
      guard let bracket = authority.firstIndex(of: "]") else {
        throw Self.refusal("the origin's address has no closing bracket", Self.example)
      }
      host = authority[authority.index(after: authority.startIndex)..<bracket]
      guard host.contains(":") else {
        throw Self.refusal("the origin has brackets around what is no IPv6 address", Self.example)
      }
      let rest = authority[authority.index(after: bracket)...]
      guard rest.isEmpty || rest.hasPrefix(":") else {
        throw Self.refusal("the origin goes on after its address", Self.example)
      }
      digits = rest.isEmpty ? nil : rest.dropFirst()
    } else if let colon = authority.firstIndex(of: ":") {
      host = authority[..<colon]
      digits = authority[authority.index(after: colon)...]
    }
    var port: Int?
    if let digits {
      guard let number = Int(digits), String(number) == digits else {
        throw Self.refusal("the origin's port is no number", Self.example)
      }
      port = number
    }
    try self.init(scheme: scheme, host: String(host), port: port)
  }

  private static let example = "write it as in https://futures.kraken.com or http://127.0.0.1:8080"

  private static func refusal(_ message: String, _ hint: String) -> TransportError {
    TransportError(.setup, message, hint: hint, wasPossiblySent: false)
  }

  /// What may stand in a URL's authority without changing its meaning.
  private static func isHost(_ host: String) -> Bool {
    guard !host.isEmpty, host.utf8.count <= 253 else { return false }
    if host.contains(":") { return LoopbackAddress.isIPv6(host) }
    return host.utf8.allSatisfy {
      (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2D || $0 == 0x2E
    } && !host.hasPrefix(".") && !host.hasPrefix("-")
  }
}

extension HTTPOrigin: CustomStringConvertible {
  /// As in `https://futures.kraken.com`: the port is left out where it is the scheme's own.
  public var description: String {
    let isDefault = port == (scheme == .https ? 443 : 80)
    let name = host.contains(":") ? "[\(host)]" : host
    return "\(scheme.rawValue)://\(name)" + (isDefault ? "" : ":\(port)")
  }
}
