import AuditLog

/// What the decision log says about earlier sessions.
enum EngineHistory {
  /// Whether the engine ran here before, so that a kill switch without a state has lost it.
  ///
  /// Asked only when the state is missing, because the whole log is read. A log that cannot be read counts as one
  /// with a session in it.
  static func hasSession(_ stored: StoredState<KillSwitchState>, in folder: StateFolder) -> Bool {
    guard case .missing = stored else { return true }
    var found = false
    do {
      try DecisionLog(path: folder.decisions).forEach { found = found || $0.kind == "session-started" }
    } catch {
      return true
    }
    return found
  }
}
