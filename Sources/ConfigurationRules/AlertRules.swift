import Attestation
import EngineConfiguration
import StrictYAML

/// Whether anybody would hear of trouble.
enum AlertRules {
  static func check(
    _ configuration: EngineConfiguration, in document: ConfigurationDocument
  ) -> [Diagnostic] {
    let alerts = configuration.alerts
    var diagnostics: [Diagnostic] = []
    func warn(_ code: String, at position: SourcePosition, _ message: String, hint: String) {
      diagnostics.append(
        Diagnostic("engine.\(code)", at: position, message, hint: hint, severity: .warning))
    }
    let isLive = configuration.environment == .live
    if isLive, !alerts.hasChannel {
      warn(
        "no-alert-channel", at: document.position(of: "alerts"),
        "live has no alert channel: nobody hears that a position is without its stop",
        hint:
          "alerts: { command: /usr/local/bin/alert }, or a webhook; 'trading-engine alert --test' tries it")
    }
    if configuration.environment == .paper, alerts.heartbeat != nil {
      warn(
        "heartbeat-on-paper", at: document.position(of: "alerts", "heartbeat"),
        "no heartbeat is sent on paper: it would stand for the live engine's",
        hint: "leave 'heartbeat' out")
    }
    let places = [
      ("webhook", alerts.webhook?.address), ("heartbeat", alerts.heartbeat?.address),
    ]
    for (key, source) in places {
      guard case .inline(let text)? = source else { continue }
      let position = document.position(of: "alerts", key, "url")
      let address: WebAddress
      do { address = try WebAddress(text) } catch {
        warn(
          "alert-address", at: position, "nothing can be sent to this address: it \(error)",
          hint: "write it as in https://alerts.example.net/engine")
        continue
      }
      if isLive, key == "webhook", address.isPlain {
        warn(
          "alert-plain-http", at: position,
          "alerts of live end on this machine, and whoever passes them on can end without a word",
          hint: "write the https address of somebody outside, or see that what listens here is watched")
      }
    }
    return diagnostics
  }
}
