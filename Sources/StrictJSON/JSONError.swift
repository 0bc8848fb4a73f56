/// Why bytes are not the JSON that we accept.
public struct JSONError: Error, Sendable, Hashable {
  /// Raw values appear in reports and logs: add cases, never rename one.
  public enum Code: String, Sendable, CaseIterable {
    case tooLarge = "json.too-large"
    case tooDeep = "json.too-deep"
    case tooManyValues = "json.too-many-values"
    case byteOrderMark = "json.byte-order-mark"
    case empty = "json.empty"
    /// The text ends inside a value.
    case unexpectedEnd = "json.unexpected-end"
    case unexpectedByte = "json.unexpected-byte"
    case invalidNumber = "json.invalid-number"
    case invalidEscape = "json.invalid-escape"
    /// A `\u` escape of half a surrogate pair: no text has such a character.
    case loneSurrogate = "json.lone-surrogate"
    /// A raw control character in a string.
    case controlCharacter = "json.control-character"
    case notUTF8 = "json.not-utf8"
    /// More than 30 combining characters in a row.
    case combiningCharacters = "json.combining-characters"
    case duplicateKey = "json.duplicate-key"
    /// Something follows the value.
    case trailingBytes = "json.trailing-bytes"
  }

  public let code: Code
  /// Bytes before the offending one.
  public let offset: Int
  /// What is wrong: lower case, no full stop.
  public let message: String

  public init(_ code: Code, at offset: Int, _ message: String) {
    self.code = code
    self.offset = offset
    self.message = message
  }
}

extension JSONError: CustomStringConvertible {
  public var description: String { "\(message) at byte \(offset) [\(code.rawValue)]" }
}
