/// A mistake in a document, told so that its author can fix it without reading our source.
public struct Diagnostic: Error, Sendable, Hashable {
  public enum Severity: String, Sendable {
    case error, warning, note
  }

  /// A second place that explains the first, such as an earlier definition.
  public struct Note: Sendable, Hashable {
    public let position: SourcePosition
    public let message: String

    public init(position: SourcePosition, message: String) {
      self.position = position
      self.message = message
    }
  }

  public let severity: Severity
  /// Names the mistake, such as `yaml.duplicate-key`. Appears in reports and in CI logs: stable.
  public let code: String
  public let position: SourcePosition
  /// What is wrong: lower case, no full stop, names the offending text.
  public let message: String
  /// What to write instead, where we know.
  public let hint: String?
  public let notes: [Note]

  public init(
    _ code: String, at position: SourcePosition, _ message: String, hint: String? = nil, notes: [Note] = [],
    severity: Severity = .error
  ) {
    self.severity = severity
    self.code = code
    self.position = position
    self.message = message
    self.hint = hint
    self.notes = notes
  }
}

extension Diagnostic: CustomStringConvertible {
  /// `file:line:column: error: message [code]`: the one-line form compilers use, so that editors and CI
  /// annotate it. What a terminal would obey is escaped.
  public var description: String {
    "\(position): \(severity.rawValue): \(PrintableText.escaping(message)) [\(code)]"
  }
}

extension Diagnostic {
  /// The user's text as messages quote it: in single quotes, escaped, and cut after `limit` scalars.
  public static func quoting(_ text: String, limit: Int = 64) -> String {
    let scalars = text.unicodeScalars
    guard let end = scalars.index(scalars.startIndex, offsetBy: limit, limitedBy: scalars.endIndex),
      end != scalars.endIndex
    else { return "'\(PrintableText.escaping(text))'" }
    return "'\(PrintableText.escaping(String(scalars[..<end])))…'"
  }
}
