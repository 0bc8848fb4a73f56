/// An API key with its secret.
///
/// The file holds exactly two lines and nothing else, in this order; the newline at its end can be left out:
/// ```
/// key=PUBLIC-KEY
/// secret=BASE64
/// ```
/// One form for files and systemd credentials, without white space, comments or quotes, so that no two readers differ
/// about where a key ends.
public struct KrakenCredentials: Sendable {
  /// The public half, which every signed request carries.
  public let key: String
  public let secret: APISecret

  /// - Throws: without either half in the error.
  public init(key: String, secret: String) throws(CredentialError) {
    guard (1...128).contains(key.utf8.count), key.utf8.allSatisfy(Self.isKeyCharacter) else {
      throw CredentialError(.key, line: 1)
    }
    guard let secret = APISecret(base64: secret) else { throw CredentialError(.secret, line: 2) }
    self.key = key
    self.secret = secret
  }

  /// Reads a credentials file.
  public init(file bytes: [UInt8]) throws(CredentialError) {
    guard bytes.count <= 1_024 else { throw CredentialError(.tooLarge, line: nil) }
    guard bytes.allSatisfy({ $0 == 0x0A || (0x20...0x7E).contains($0) }) else {
      throw CredentialError(.characters, line: nil)
    }
    var lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
    if lines.count == 3, lines[2].isEmpty { lines.removeLast() }
    guard lines.count == 2 else { throw CredentialError(.lines, line: nil) }
    try self.init(
      key: Self.value(of: "key", in: lines[0], 1), secret: Self.value(of: "secret", in: lines[1], 2))
  }

  private static func value(
    of name: String, in line: ArraySlice<UInt8>, _ number: Int
  ) throws(CredentialError) -> String {
    let start = Array("\(name)=".utf8)
    guard line.starts(with: start) else { throw CredentialError(.name, line: number) }
    return String(decoding: line.dropFirst(start.count), as: UTF8.self)
  }

  private static func isKeyCharacter(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2B, 0x2F, 0x3D, 0x2D, 0x5F: true
    default: false
    }
  }
}

extension KrakenCredentials: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  public var description: String { "API credentials, not shown" }
  public var debugDescription: String { description }
  public var customMirror: Mirror { Mirror(self, children: [(label: String?, value: Any)]()) }
}

/// Why credentials cannot be used. Holds nothing of what was read.
public struct CredentialError: Error, Sendable, Hashable {
  /// Raw values appear in logs: add cases, never rename one.
  public enum Code: String, Sendable, Hashable, CaseIterable {
    case tooLarge = "credentials.too-large"
    case characters = "credentials.not-plain-text"
    case lines = "credentials.not-two-lines"
    case name = "credentials.wrong-name"
    case key = "credentials.key-malformed"
    case secret = "credentials.secret-malformed"
  }

  public let code: Code
  /// Counted from 1; nil for the file as a whole.
  public let line: Int?

  init(_ code: Code, line: Int?) {
    self.code = code
    self.line = line
  }

  public var expected: String {
    switch code {
    case .tooLarge: "at most 1,024 bytes"
    case .characters: "printable ASCII and line feeds"
    case .lines: "exactly the two lines 'key=…' and 'secret=…'"
    case .name: line == 1 ? "a line that starts with 'key='" : "a line that starts with 'secret='"
    case .key: "a public key of 1 to 128 characters A–Z, a–z, 0–9, '+', '/', '=', '-', '_'"
    case .secret: "a secret of 32 to 256 bytes in padded base64, as the venue shows it once"
    }
  }

  public var hint: String {
    "write two lines, key=PUBLIC-KEY and secret=BASE64, without spaces or quotes; a key of the spot API does not work"
  }
}

extension CredentialError: CustomStringConvertible {
  public var description: String {
    let place = line.map { "line \($0): " } ?? ""
    return "credentials: \(place)expected \(expected) [\(code.rawValue)]"
  }
}
