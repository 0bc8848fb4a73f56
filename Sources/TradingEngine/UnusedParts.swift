import EngineConfiguration

extension EngineConfiguration {
  /// The parts that a person configured and that this build leaves alone: an
  /// alert that nobody sends has to be known before it is needed.
  var unusedParts: [String] {
    var parts: [String] = []
    // No adapter reads what a venue announces. A note and no refusal: a configuration that is refused would keep
    // `protect` and `flatten` from a position as well.
    if protection.beforeMaintenance != .hold { parts.append("protection.before-maintenance") }
    if alerts.command != nil { parts.append("alerts.command") }
    if alerts.webhook != nil { parts.append("alerts.webhook") }
    if alerts.heartbeat != nil { parts.append("alerts.heartbeat") }
    return parts
  }
}
