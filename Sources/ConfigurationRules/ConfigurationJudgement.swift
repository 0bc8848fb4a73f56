import Attestation
public import EngineConfiguration
public import StrictYAML

/// Everything that there is to say about one `engine.yaml`: what `readiness config lint` prints, and the check
/// `configuration-valid` finds.
public struct ConfigurationJudgement: Sendable {
  /// As much as the engine reads.
  public static let byteLimit = 1 << 20
  /// Codes of what could not be looked at: it is neither a mistake nor none.
  public static let undecidedCodes: Set<String> = ["engine.unseen", "environment.unreadable"]

  /// Nil when the engine would not load it.
  public let configuration: EngineConfiguration?
  /// From the document's top to its bottom. Nothing in them repeats a secret.
  public let diagnostics: [Diagnostic]
  /// For excerpts; without secrets.
  public let source: SourceText

  /// - Parameters:
  ///   - bytes: the very bytes whose digest a report binds.
  ///   - file: the path as the user typed it, for messages and for what is relative to its folder.
  ///   - machine: nil leaves files and users out.
  ///   - compare: further rules for a configuration that the engine would load.
  public init(
    _ bytes: [UInt8], file: String, on machine: EngineMachine?,
    compare: (EngineConfiguration, ConfigurationDocument) -> [Diagnostic] = { _, _ in [] }
  ) {
    let lint = ConfigurationLint(bytes, file: file)
    var diagnostics = lint.diagnostics
    if let configuration = lint.document.configuration {
      diagnostics += AdapterRules.check(
        configuration, in: lint.document, AdapterRules.capabilities(of: configuration.venue.adapter))
      diagnostics += AlertRules.check(configuration, in: lint.document)
      diagnostics += StrategyRules.check(configuration, in: lint.document)
      diagnostics += compare(configuration, lint.document)
      if let machine {
        diagnostics += ServiceVariables.slips(in: machine.names, at: lint.document.position(of: "state"))
        var rules = MachineRules(configuration, in: lint.document, file: file, on: machine)
        rules.check()
        diagnostics += rules.diagnostics
      }
    }
    configuration = lint.document.configuration
    source = lint.source
    // Mistakes of one place stay in the order in which they were found.
    self.diagnostics = diagnostics.enumerated()
      .sorted { ($0.element.position, $0.offset) < ($1.element.position, $1.offset) }.map(\.element)
  }

  /// Where orders would go, and of what; nil for what the engine would not load.
  public var summary: String? {
    configuration.map {
      "\($0.environment.rawValue) at \($0.venue.origin): " + $0.symbols.joined(separator: " ")
    }
  }
}
