/// Scheme, host and port of a venue, in one form: lower case, the scheme's own port left out.
public struct VenueOrigin: Sendable, Hashable, CustomStringConvertible {
  public enum Scheme: String, Sendable, Hashable, CaseIterable {
    case https, http

    var defaultPort: Int { self == .https ? 443 : 80 }
  }

  public let scheme: Scheme
  /// A name or an address in lower case, IPv6 in brackets.
  public let host: String
  public let port: Int

  /// Reads `https://host` or `https://host:port`, nothing else: no path, no user, no upper case and no final dot,
  /// so that one place has one spelling.
  public init?(_ text: String) {
    guard let scheme = Scheme.allCases.first(where: { text.hasPrefix("\($0.rawValue)://") }) else {
      return nil
    }
    let rest = text.dropFirst(scheme.rawValue.count + 3)
    let hostEnd: Substring.Index
    if rest.first == "[" {
      guard let bracket = rest.firstIndex(of: "]") else { return nil }
      hostEnd = rest.index(after: bracket)
    } else {
      hostEnd = rest.firstIndex(of: ":") ?? rest.endIndex
    }
    let host = rest[..<hostEnd]
    guard Self.isHost(host) else { return nil }
    var port = scheme.defaultPort
    if hostEnd < rest.endIndex {
      let digits = rest[hostEnd...].dropFirst()
      guard rest[hostEnd] == ":", let number = Int(digits), String(number) == digits,
        (1...65_535).contains(number)
      else { return nil }
      port = number
    }
    (self.scheme, self.host, self.port) = (scheme, String(host), port)
  }

  public var description: String {
    "\(scheme.rawValue)://\(host)\(port == scheme.defaultPort ? "" : ":\(port)")"
  }

  private static func isHost(_ host: Substring) -> Bool {
    let bytes = host.utf8
    if bytes.first == 0x5B {
      let inside = bytes.dropFirst().dropLast()
      return inside.count >= 2
        && inside.allSatisfy {
          (0x30...0x39).contains($0) || (0x61...0x66).contains($0) || $0 == 0x3A || $0 == 0x2E
        }
    }
    let labels = bytes.split(separator: 0x2E, omittingEmptySubsequences: false)
    return bytes.count <= 253
      && labels.allSatisfy { label in
        (1...63).contains(label.count) && label.first != 0x2D && label.last != 0x2D
          && label.allSatisfy {
            (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2D
          }
      }
  }
}
