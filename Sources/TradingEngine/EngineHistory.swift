import Attestation
import AuditLog
import ReadinessReport
import StrictJSON

/// What the decision log says about earlier sessions.
enum EngineHistory {
  /// Whether the engine ran here before, so that a kill switch without a state has lost it.
  ///
  /// Asked only when the state is missing, because the whole log is read. A log that cannot be read counts as one
  /// with a session in it, and so does one that holds less than the gate saw of it. One that holds refusals only tells
  /// of no session.
  ///
  /// - Parameter anchor: how the gate saw the log, if a report says so.
  static func hasSession(
    _ stored: StoredState<KillSwitchState>, in folder: StateFolder, anchor: () -> ReadinessReport.Anchor?
  ) -> Bool {
    guard case .missing = stored else { return true }
    var (found, count) = (false, Int64(0))
    do {
      try DecisionLog(path: folder.decisions).forEach {
        count += 1
        found = found || $0.kind == "session-started"
      }
    } catch {
      return true
    }
    return found || count < anchor()?.entries ?? 0
  }

  /// Refuses a folder in which an engine has run in another environment, for what is done to a simulator's alone.
  ///
  /// A log that cannot be read says nothing of that, and is refused too.
  static func requireSimulator(in folder: StateFolder) throws(EngineError) {
    var other: String?
    do {
      try DecisionLog(path: folder.decisions).forEach { entry in
        guard entry.kind == "session-started" else { return }
        let environment = entry["environment"]?.stringValue ?? "unknown"
        if environment != TradingEnvironment.simulator.rawValue { other = environment }
      }
    } catch {
      throw EngineError(
        .drillEnvironment, "it cannot be told what ran in '\(folder.path)': \(error)",
        hint: "give the drill's configuration state paths of its own")
    }
    guard let other else { return }
    throw EngineError(
      .drillEnvironment, "an engine has run in '\(folder.path)' in environment '\(other)'",
      hint: "give the drill's configuration state paths of its own")
  }
}
