import DocumentSchema
public import StrictJSON
public import StrictYAML

/// An `engine.yaml` that was read: the configuration, or why there is none.
public struct ConfigurationDocument: Sendable {
  /// Nil when there is at least one error among ``diagnostics``.
  public let configuration: EngineConfiguration?
  /// The document with its defaults filled in, durations in milliseconds; null without a configuration.
  public let resolved: JSON
  /// Every mistake of the document, from its top to its bottom.
  public let diagnostics: [Diagnostic]
  public let source: SourceText
  /// What was read; nil where the text is no document.
  let root: YAMLNode?
  private let file: String

  /// Reads the configuration and reports every mistake in one pass.
  ///
  /// - Parameters:
  ///   - bytes: the very bytes whose digest the readiness report binds.
  ///   - file: the path as the user typed it, for messages.
  public init(_ bytes: [UInt8], file: String) {
    let document = StrictYAML.parse(bytes, file: file)
    var reading = Reading(codePrefix: "engine")
    var result: Resolved<EngineConfiguration>?
    if let root = document.root { result = EngineConfiguration.schema(root, &reading) }
    var diagnostics = document.diagnostics + reading.diagnostics
    if document.root == nil, diagnostics.isEmpty {
      diagnostics.append(
        Diagnostic(
          "engine.empty", at: SourcePosition(file: file, line: 1, column: 1), "the document is empty",
          hint: "begin with 'engine: v1'"))
    }
    self.diagnostics = diagnostics.sorted { $0.position < $1.position }
    source = document.source
    root = document.root
    self.file = file
    let isRefused = diagnostics.contains { $0.severity == .error }
    configuration = isRefused ? nil : result?.value
    resolved = isRefused ? .null : result?.resolved ?? .null
  }

  /// Where the value of a key stands, such as `limits`, `max-leverage`; where the author left it out, the innermost
  /// mapping that is there, or the document's beginning.
  ///
  /// - Parameter element: the text of a list's element, where the path leads to a list.
  public func position(of path: String..., element: String? = nil) -> SourcePosition {
    var position = root?.position ?? SourcePosition(file: file, line: 1, column: 1)
    var node = root
    for key in path {
      guard case .mapping(let members)? = node?.content, let member = members.first(where: { $0.key == key })
      else { break }
      node = member.value
      position = member.value.position
    }
    guard let element, case .sequence(let nodes)? = node?.content else { return position }
    return nodes.first { if case .scalar(element) = $0.content { true } else { false } }?.position ?? position
  }
}
