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
    let isRefused = diagnostics.contains { $0.severity == .error }
    configuration = isRefused ? nil : result?.value
    resolved = isRefused ? .null : result?.resolved ?? .null
  }
}
