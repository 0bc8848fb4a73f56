import StrictJSON

/// Something that a person has to know, with what to type next.
public struct StatusProblem: Sendable, Hashable {
  public enum Severity: String, Sendable, Hashable, CaseIterable {
    /// Money may be at risk now.
    case critical
    /// It will be, or nothing is traded.
    case warning
  }

  /// Stable: scripts compare it.
  public let code: String
  public let severity: Severity
  /// Lower case, no full stop.
  public let text: String
  /// What to type, or where to look; nil where the engine mends it by itself.
  public let hint: String?

  public init(_ severity: Severity, _ code: String, _ text: String, hint: String? = nil) {
    self.severity = severity
    self.code = code
    self.text = text
    self.hint = hint
  }

  var json: JSON {
    [
      "code": .string(code), "severity": .string(severity.rawValue), "text": .string(text),
      "hint": .optional(hint),
    ]
  }
}
