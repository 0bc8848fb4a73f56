/// A JSON value that is not what its reader needs.
public struct JSONShapeError: Error, Sendable, Hashable {
  /// Raw values appear in reports and logs: add cases, never rename one.
  public enum Code: String, Sendable, CaseIterable {
    case wrongKind = "json.wrong-kind"
    case outOfRange = "json.out-of-range"
    case missingMember = "json.missing-member"
    case unknownMember = "json.unknown-member"
    /// The right value, in another order or spelling than its one byte form has.
    case otherForm = "json.other-form"
  }

  public let code: Code
  /// Where, such as `$.blockers[3].id`; `$` is the whole text.
  public let path: String
  /// What should stand there, such as `a string`.
  public let expected: String
  /// What stands there, such as `null`.
  public let found: String

  public init(_ code: Code, at path: String, expected: String, found: String) {
    self.code = code
    self.path = path
    self.expected = expected
    self.found = found
  }
}

extension JSONShapeError: CustomStringConvertible {
  public var description: String { "\(path): expected \(expected), found \(found) [\(code.rawValue)]" }
}
