import ConfigurationRules
import Cryptography
import DocumentSchema
import DurableFiles
import EngineConfiguration
import StrictJSON
public import StrictYAML

/// Texts for people who write `engine.yaml`, by the type that the engine loads.
public enum ConfigurationAuthoring {
  /// The JSON Schema that editors use.
  public static func schema() -> String {
    let members = [
      JSONMember("$schema", "https://json-schema.org/draft/2020-12/schema"),
      JSONMember("title", "Trading engine's configuration, v1"),
    ]
    return JSON.object(members + (EngineConfiguration.schema.describe().members ?? [])).text(pretty: true)
      + "\n"
  }

  /// The configuration with its defaults filled in, as canonical JSON and without a final newline.
  public static func resolved(_ file: String) throws(ConfigurationMistakes) -> [UInt8] {
    let lint = ConfigurationLint(try read(file), file: file)
    let secrets = lint.diagnostics.filter { $0.code == ConfigurationLint.secretCode }
    let mistakes = lint.document.diagnostics.filter { $0.severity == .error } + secrets
    guard mistakes.isEmpty else { throw ConfigurationMistakes(mistakes, in: lint.source) }
    return lint.document.resolved.encoded(sortedKeys: true)
  }

  static func read(_ file: String) throws(ConfigurationMistakes) -> [UInt8] {
    do throws(FileError) { return try DurableFiles.read(file, limit: ConfigurationJudgement.byteLimit) } catch
    {
      throw ConfigurationMistakes(
        [
          Diagnostic(
            "engine.unreadable", at: SourcePosition(file: file, line: 1, column: 1), error.description,
            hint: "name a regular file of at most 1 MiB that this user can read")
        ], in: SourceText([]))
    }
  }
}

/// Why there is no configuration to show.
public struct ConfigurationMistakes: Error, Sendable {
  public let diagnostics: [Diagnostic]
  let source: SourceText

  init(_ diagnostics: [Diagnostic], in source: SourceText) {
    self.diagnostics = diagnostics
    self.source = source
  }

  /// Every mistake under its line.
  public var rendered: String { diagnostics.map { $0.rendered(in: source) }.joined(separator: "\n") }
}
