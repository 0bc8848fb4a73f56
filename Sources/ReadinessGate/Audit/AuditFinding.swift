import StrictJSON

/// Something in the archive or the decision log that is not as it was written, or not covered.
public struct AuditFinding: Sendable, Hashable {
  /// Stable, such as `audit.report-altered`.
  public let code: String
  /// The file, report, chain or time that it is about.
  public let subject: String
  public let expected: String
  public let found: String

  init(_ code: String, _ subject: String, expected: String, found: String) {
    (self.code, self.subject, self.expected, self.found) = (code, subject, expected, found)
  }

  /// Two lines, made for a terminal.
  public var text: String {
    TerminalStyle.printable("\(subject): expected \(expected), found \(found)") + " [\(code)]"
  }

  var json: JSON {
    [
      "code": .string(code), "subject": .string(subject), "expected": .string(expected),
      "found": .string(found),
    ]
  }
}
