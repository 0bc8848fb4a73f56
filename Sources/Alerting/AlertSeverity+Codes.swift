public import EngineConfiguration

extension AlertSeverity {
  /// How much an alert of that code matters. What is not named here is a warning: a code that somebody adds and forgets
  /// here is told too soon rather than not at all.
  public init(ofCode code: String) {
    if Self.relieving.contains(code) {
      self = .info
    } else if Self.lesser.contains(code) {
      self = .warning
    } else {
      let family = code.utf8.prefix { $0 != 0x2E }
      self = Self.criticalFamilies.contains(String(decoding: family, as: UTF8.self)) ? .critical : .warning
    }
  }

  /// What is wrong no more.
  private static let relieving: Set<String> = [
    "alert.test", "protection.stop-shown", "protection.take-profit-shown", "account.transfer",
  ]

  /// Families whose every alert is about a position without protection, or an engine that has to be looked at now.
  private static let criticalFamilies: Set<String> = [
    "protection", "kill-switch", "flatten", "stop", "position", "journal", "decision-log", "engine",
  ]

  /// Alerts of those families that can wait.
  private static let lesser: Set<String> = [
    "protection.take-profit-missing", "protection.take-profit-not-shown", "kill-switch.reset-refused",
  ]
}
