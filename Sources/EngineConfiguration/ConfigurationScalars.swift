import DocumentSchema
public import ExactDecimal
import StrictJSON
import StrictYAML

extension Schema<DocumentPath> {
  /// A path without `${NAME}`: the report binds this file's bytes, and they would no longer say which file is
  /// meant. Relative to the configuration's folder.
  static let configuredPath = Schema<String>.scalar(
    "a path without '$' and control characters", describe: ["type": "string", "minLength": 1],
    resolved: JSON.string,
    parse: { text in
      let isPlain = text.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x24 && $0 != 0x7F }
      return isPlain && (1...4_095).contains(text.utf8.count) ? text : nil
    }
  ).map { text, node, _ in DocumentPath(text, at: node.position) }
}

extension Schema<VenueOrigin> {
  static let origin = scalar(
    "an origin such as https://futures.kraken.com or http://127.0.0.1:8080, without a path",
    describe: ["type": "string", "pattern": "^https?://[^/@?#A-Z]+$"], resolved: { .string($0.description) },
    parse: { VenueOrigin($0) })
}

extension Schema<String> {
  /// A linear perpetual of Kraken Futures. Inverse (PI_) and dated (FI_, FF_) contracts are not traded.
  static let symbol = scalar(
    "a linear perpetual such as PF_XBTUSD", describe: ["type": "string", "pattern": "^PF_[A-Z0-9]{2,24}$"],
    resolved: JSON.string,
    parse: { text in
      let name = text.dropFirst(3).utf8
      let isName = name.allSatisfy { (0x41...0x5A).contains($0) || (0x30...0x39).contains($0) }
      return text.hasPrefix("PF_") && (2...24).contains(name.count) && isName ? text : nil
    })

  static let account = scalar(
    "an account identifier of at most 64 letters, digits, '-', '_', '.' and ':'",
    describe: ["type": "string", "pattern": "^[A-Za-z0-9._:-]{1,64}$"], resolved: JSON.string,
    parse: { (1...64).contains($0.utf8.count) && $0.utf8.allSatisfy(isNameByte) ? $0 : nil })

  /// One component of a path, as systemd names credentials (systemd.exec(5)).
  static let credentialName = scalar(
    "the name of a credential: at most 255 letters, digits, '-', '_', '.' and ':'",
    describe: ["type": "string", "pattern": "^[A-Za-z0-9_:-][A-Za-z0-9._:-]{0,254}$"], resolved: JSON.string,
    parse: {
      (1...255).contains($0.utf8.count) && $0.utf8.first != 0x2E && $0.utf8.allSatisfy(isNameByte) ? $0 : nil
    })

  /// Where alerts and heartbeats go.
  static let webAddress = scalar(
    "a URL that begins with https://, or with http://127.0.0.1",
    describe: ["type": "string", "pattern": "^(https://|http://127\\.0\\.0\\.1[:/])[!-~]+$"],
    resolved: JSON.string,
    parse: { text in
      let isPlain = text.utf8.count <= 2_048 && text.utf8.allSatisfy { (0x21...0x7E).contains($0) }
      let isLoopback = text.hasPrefix("http://127.0.0.1:") || text.hasPrefix("http://127.0.0.1/")
      return isPlain && (isLoopback || (text.hasPrefix("https://") && text.utf8.count > 8)) ? text : nil
    })
}

private func isNameByte(_ byte: UInt8) -> Bool {
  switch byte {
  case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x3A, 0x5F: true
  default: false
  }
}

/// A part of a hundred, exact: `0.5%`.
public struct Percentage: Sendable, Hashable, Comparable, CustomStringConvertible {
  public let percent: ExactDecimal

  public init(percent: ExactDecimal) { self.percent = percent }

  public static func < (left: Percentage, right: Percentage) -> Bool { left.percent < right.percent }
  public var description: String { "\(percent)%" }
  /// The same as a part of one, exactly; zero for one of more digits than a decimal can hold, which the schema's
  /// notation does not reach.
  public var fraction: ExactDecimal { (try? percent * ExactDecimal.hundredth) ?? .zero }
}

extension ExactDecimal {
  fileprivate static let hundredth = ExactDecimal("0.01") ?? .zero
}

extension Schema<Percentage> {
  /// - Parameter most: the largest percentage that is taken; zero is not.
  static func percentage(most: Int64) -> Schema<Percentage> {
    scalar(
      "a percentage above 0% and at most \(most)%, such as 0.5%",
      describe: ["type": "string", "pattern": "^[0-9]+(\\.[0-9]+)?%$"],
      resolved: { .string($0.description) },
      parse: { text in
        guard text.hasSuffix("%"), let number = ExactDecimal(text.dropLast()) else { return nil }
        return number > .zero && number <= ExactDecimal(most) ? Percentage(percent: number) : nil
      })
  }
}
