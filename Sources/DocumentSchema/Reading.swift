public import StrictYAML

/// One pass over one document: what it may look at, and what it found wrong.
public struct Reading: Sendable {
  /// The first word of every code, such as `policy` in `policy.unknown-key`.
  public let codePrefix: String
  /// The folder, relative to the top document's, of the file being read; empty for the top document. Paths
  /// that are relative to their file are rebased by it.
  public var folder: String
  /// Looks a name up for `${NAME}` in a path; nil when it is not set.
  public let environment: @Sendable (String) -> String?
  public private(set) var diagnostics: [Diagnostic] = []
  /// Every `${NAME}` that was replaced, in the order of the text.
  public private(set) var expansions: [Expansion] = []

  public init(
    codePrefix: String, folder: String = "",
    environment: @escaping @Sendable (String) -> String? = { _ in nil }
  ) {
    self.codePrefix = codePrefix
    self.folder = folder
    self.environment = environment
  }

  public var hasErrors: Bool { diagnostics.contains { $0.severity == .error } }

  /// Adds a mistake; `code` without the prefix.
  public mutating func report(
    _ code: String, at position: SourcePosition, _ message: String, hint: String? = nil,
    notes: [Diagnostic.Note] = []
  ) {
    diagnostics.append(
      Diagnostic("\(codePrefix).\(code)", at: position, message, hint: hint, notes: notes))
  }

  public mutating func add(_ diagnostic: Diagnostic) { diagnostics.append(diagnostic) }

  mutating func add(_ expansion: Expansion) { expansions.append(expansion) }
}

/// One use of an environment variable in a path.
public struct Expansion: Sendable, Hashable {
  public let name: String
  /// What stands in its place: the variable's value, or the default written in the document.
  public let value: String
  /// Whether the variable was set, so that the value is its own and not the document's default.
  public let isSet: Bool
  public let position: SourcePosition
}
