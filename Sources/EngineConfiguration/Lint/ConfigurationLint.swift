public import StrictYAML

/// What there is to say about an `engine.yaml` as a text, beyond whether it can be loaded.
///
/// The engine does not ask this: what a placeholder stands for is refused where it is used, and a secret in the wrong
/// place signs nothing. A person wants to know before.
public struct ConfigurationLint: Sendable {
  /// Read from the text without its secrets, so that nothing that is said repeats one.
  public let document: ConfigurationDocument
  /// The document's mistakes and the linting's own, from its top to its bottom.
  public let diagnostics: [Diagnostic]
  /// For excerpts; without secrets.
  public var source: SourceText { document.source }
  /// The code of what looks like a secret.
  public static let secretCode = "engine.secret-inline"

  /// - Parameter file: the path as the user typed it, for messages.
  public init(_ bytes: [UInt8], file: String) {
    let secrets = InlineSecrets(bytes)
    document = ConfigurationDocument(secrets.redacted, file: file)
    var diagnostics = document.diagnostics
    diagnostics += secrets.findings.map { finding in
      Diagnostic(
        Self.secretCode,
        at: SourcePosition(file: file, line: finding.line, column: finding.column),
        "this looks like \(finding.kind.rawValue), in a file that others may read", hint: finding.kind.hint)
    }
    if let root = document.root { Self.findPlaceholders(in: root, &diagnostics) }
    // Mistakes of one place stay in the order in which they were found.
    self.diagnostics = diagnostics.enumerated()
      .sorted { ($0.element.position, $0.offset) < ($1.element.position, $1.offset) }.map(\.element)
  }

  private static func findPlaceholders(in node: YAMLNode, _ diagnostics: inout [Diagnostic]) {
    switch node.content {
    case .scalar(let text):
      guard let reason = Placeholder.reason(text) else { return }
      diagnostics.append(
        Diagnostic(
          "engine.placeholder", at: node.position, "\(Diagnostic.quoting(text)) was left in: \(reason)",
          hint: "write the value that holds for this machine, or leave the key out"))
    case .sequence(let nodes): for node in nodes { findPlaceholders(in: node, &diagnostics) }
    case .mapping(let members): for member in members { findPlaceholders(in: member.value, &diagnostics) }
    }
  }
}
