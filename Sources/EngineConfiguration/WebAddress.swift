/// An address as a request needs it: with whom, and what is asked for there.
public struct WebAddress: Sendable, Hashable {
  /// `https://host`, or with a port; lower case.
  public let origin: String
  /// Path and query, beginning with a slash.
  public let target: String
  public let isPlain: Bool

  /// Takes apart what begins with `https://`, or with `http://` and a loopback address.
  ///
  /// - Throws: what is wrong with it, without repeating any of it: an address may be a secret.
  public init(_ text: String) throws(WebAddressMistake) {
    let bytes = Array(text.utf8)
    guard bytes.count <= 2_048, bytes.allSatisfy({ (0x21...0x7E).contains($0) }) else {
      throw WebAddressMistake("has blanks, other characters than ASCII has, or more than 2048 of them")
    }
    let secure = Array("https://".utf8)
    let plain = Array("http://".utf8)
    guard let scheme = [secure, plain].first(where: { bytes.starts(with: $0) }) else {
      throw WebAddressMistake("begins with neither https:// nor http://")
    }
    let rest = bytes[scheme.count...]
    let end = rest.firstIndex { $0 == 0x2F || $0 == 0x3F || $0 == 0x23 } ?? rest.endIndex
    let authority = rest[..<end]
    guard !authority.contains(0x40) else {
      throw WebAddressMistake("holds a user or password, which is not sent")
    }
    guard !rest.contains(0x23) else { throw WebAddressMistake("holds '#', which no request has") }
    let lower = authority.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }
    let origin = String(decoding: scheme + lower, as: UTF8.self)
    guard let place = VenueOrigin(origin) else { throw WebAddressMistake("names no host that can be") }
    guard place.scheme == .https || place.host == "127.0.0.1" else {
      throw WebAddressMistake("is http and not on this machine: whoever is on the way could read it")
    }
    self.origin = place.description
    isPlain = place.scheme == .http
    let asked = rest[end...]
    target = (asked.first == 0x2F ? "" : "/") + String(decoding: asked, as: UTF8.self)
  }
}

/// Why an address is none; completes "the address …".
public struct WebAddressMistake: Error, Sendable, Hashable, CustomStringConvertible {
  public let description: String

  init(_ description: String) { self.description = description }
}
