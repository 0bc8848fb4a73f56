/// What a YAML file says, and what is wrong with it.
public struct ParsedDocument: Sendable {
  /// Nil if nothing usable was read. With errors present it is only good for finding more mistakes: callers
  /// refuse the document.
  public let root: YAMLNode?
  /// From the top of the file to its bottom; a note that more were left out comes last.
  public let diagnostics: [Diagnostic]
  /// The text, for ``Diagnostic/rendered(in:)``. Empty for a file that is too large.
  public let source: SourceText

  public init(root: YAMLNode?, diagnostics: [Diagnostic], source: SourceText) {
    self.root = root
    self.diagnostics = diagnostics
    self.source = source
  }

  /// Whether the document must be refused.
  public var hasErrors: Bool { diagnostics.contains { $0.severity == .error } }
}
