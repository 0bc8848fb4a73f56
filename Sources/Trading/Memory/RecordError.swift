import StrictJSON

/// Why JSON is no record, or no memory.
public struct RecordError: Error, Sendable, Hashable {
  /// Raw values appear in alerts and logs: add cases, never rename one.
  public enum Code: String, Sendable, CaseIterable {
    /// The bytes are not the JSON that we accept.
    case notJSON = "record.not-json"
    case wrongKind = "record.wrong-kind"
    case outOfRange = "record.out-of-range"
    case missingMember = "record.missing-member"
    case unknownMember = "record.unknown-member"
    /// A word that stands for nothing, such as a kind of record from a later version.
    case unknownWord = "record.unknown-word"
    /// A text that is no number, time, id or symbol.
    case malformed = "record.malformed"
    /// It means something, and is not written as we write it: another hand wrote or changed it.
    case notCanonical = "record.not-canonical"
    /// Something that stands once stands twice.
    case repeated = "record.repeated"
  }

  public let code: Code
  /// Where, such as `$.filled.size`; `$` is the whole text.
  public let path: String
  public let expected: String
  public let found: String

  public init(_ code: Code, at path: String, expected: String, found: String) {
    self.code = code
    self.path = path
    self.expected = expected
    self.found = found
  }

  init(_ error: JSONShapeError) {
    let code: Code =
      switch error.code {
      case .wrongKind: .wrongKind
      case .outOfRange: .outOfRange
      case .missingMember: .missingMember
      case .unknownMember: .unknownMember
      case .otherForm: .notCanonical
      }
    self.init(code, at: error.path, expected: error.expected, found: error.found)
  }

  init(_ error: JSONError) {
    self.init(.notJSON, at: "$", expected: "one JSON value", found: error.description)
  }
}

extension RecordError: CustomStringConvertible {
  public var description: String { "\(path): expected \(expected), found \(found) [\(code.rawValue)]" }
}
