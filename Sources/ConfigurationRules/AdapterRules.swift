import EngineConfiguration
import KrakenFutures
import StrictYAML
import Trading

/// Whether the venue's adapter can do what a configuration asks of it.
enum AdapterRules {
  static func capabilities(of adapter: VenueAdapter) -> VenueCapabilities {
    switch adapter {
    case .krakenFutures: KrakenFutures.capabilities
    }
  }

  static func check(
    _ configuration: EngineConfiguration, in document: ConfigurationDocument,
    _ capabilities: VenueCapabilities
  ) -> [Diagnostic] {
    let protection = configuration.protection
    let adapter = configuration.venue.adapter.rawValue
    var diagnostics: [Diagnostic] = []
    let signals = TriggerSignal.allCases.filter { capabilities.triggerSignals.contains($0) }.map(\.rawValue)
    if !signals.contains(protection.trigger.rawValue) {
      diagnostics.append(
        Diagnostic(
          "engine.trigger-unsupported", at: document.position(of: "protection", "trigger"),
          "\(adapter) has no orders that fire on '\(protection.trigger.rawValue)'",
          hint: "one of \(signals.joined(separator: ", "))"))
    }
    if protection.resize == .amend, !capabilities.amendsSize {
      diagnostics.append(
        Diagnostic(
          "engine.resize-unsupported", at: document.position(of: "protection", "resize"),
          "\(adapter) cannot change the size of a resting stop, so stops are replaced",
          hint: "write 'resize: replace'", severity: .warning))
    }
    return diagnostics
  }
}
