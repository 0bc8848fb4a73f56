import Attestation
import EngineConfiguration
import StrictYAML

/// Whether the configured strategy can do anything.
enum StrategyRules {
  static func check(
    _ configuration: EngineConfiguration, in document: ConfigurationDocument
  ) -> [Diagnostic] {
    // Paper trades without keys; what has none elsewhere reaches no venue.
    guard configuration.strategy.name != .none, configuration.environment != .paper,
      configuration.venue.credentials == nil
    else { return [] }
    return [
      Diagnostic(
        "engine.strategy-idle", at: document.position(of: "strategy", "name"),
        "the strategy '\(configuration.strategy.name.rawValue)' has nowhere to trade without 'venue.credentials'",
        hint: "credentials: { file: PATH }, or leave 'strategy' out", severity: .warning)
    ]
  }
}
