import EngineConfiguration

extension EngineConfiguration {
  /// The parts that a person configured and that this build leaves alone, which has to be known before they are needed.
  var unusedParts: [String] {
    var parts: [String] = []
    // No adapter reads what a venue announces. A note and no refusal: a configuration that is refused would keep
    // `protect` and `flatten` from a position as well.
    if protection.beforeMaintenance != .hold { parts.append("protection.before-maintenance") }
    return parts
  }
}
