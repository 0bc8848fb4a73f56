import EngineConfiguration

extension EngineConfiguration {
  /// The parts that a person configured and that this build leaves alone: an
  /// alert that nobody sends has to be known before it is needed.
  var unusedParts: [String] {
    var parts: [String] = []
    if strategy.name != .none { parts.append("strategy") }
    if alerts.command != nil { parts.append("alerts.command") }
    if alerts.webhook != nil { parts.append("alerts.webhook") }
    if alerts.heartbeat != nil { parts.append("alerts.heartbeat") }
    return parts
  }
}
