import StrictJSON
import Trading

extension StatusReport {
  /// By the file and by the running process: a trip is in force there also when it could not be written down.
  var switchProblems: [StatusProblem] { storedSwitchProblems + shownSwitchProblems }

  private var storedSwitchProblems: [StatusProblem] {
    switch killSwitch {
    case .unreadable(let reason):
      return [
        StatusProblem(
          .critical, "kill-switch.unreadable", "the kill switch's state cannot be read: \(reason)",
          hint: "'\(command("kill-switch trip", "--reason WHY"))' writes it anew")
      ]
    case .missing:
      return [
        StatusProblem(
          .warning, "kill-switch.missing", "the kill switch has no state: the next 'run' says what that means"
        )
      ]
    case .state(let state):
      guard state.mode.isLatched else { return [] }
      return [
        StatusProblem(
          .critical, "kill-switch.latched",
          "the kill switch is \(state.mode.rawValue) (\(state.cause?.rawValue ?? "unknown")): \(state.reason ?? "no reason")",
          hint: resetHint(state.tripID))
      ]
    }
  }

  private var shownSwitchProblems: [StatusProblem] {
    guard let engine else { return [] }
    let shown = engine["killSwitch"]
    guard let mode = shown?["state"]?.stringValue.flatMap(KillSwitchMode.init(rawValue:)) else {
      return [
        StatusProblem(
          .critical, "kill-switch.not-known",
          "the process that answers does not say how its kill switch stands",
          hint: "'\(command("kill-switch show"))' shows the file; \(Self.earlierRelease)")
      ]
    }
    var stored: KillSwitchState?
    if case .state(let state) = killSwitch { stored = state }
    let tripID = shown?["tripId"]?.stringValue
    var problems: [StatusProblem] = []
    if mode.isLatched, stored?.mode.isLatched != true {
      let cause = shown?["cause"]?.stringValue ?? "unknown"
      let reason = shown?["reason"]?.stringValue ?? "no reason"
      problems.append(
        StatusProblem(
          .critical, "kill-switch.latched",
          "the running process's kill switch is \(mode.rawValue) (\(cause)): \(reason)",
          hint: resetHint(tripID)))
    }
    if let stored, stored.mode != mode || stored.tripID != tripID {
      problems.append(
        StatusProblem(
          .critical, "kill-switch.differs",
          "the kill switch is \(Self.words(mode, tripID)) in the running process, and \(Self.words(stored.mode, stored.tripID)) on disk",
          hint:
            "ask again; if it stays, a restart would go by the file: first 'journalctl -u trading-engine -n 50', and 'df -h \(StateFolder(containing: killSwitchPath).path)'"
        ))
    }
    return problems
  }

  private func resetHint(_ tripID: String?) -> String {
    "only when that is explained: '\(command("kill-switch reset", "--trip-id \(tripID ?? "ID") --reason WHY"))'"
  }

  private static func words(_ mode: KillSwitchMode, _ tripID: String?) -> String {
    mode.rawValue + (tripID.map { " (trip id \($0))" } ?? "")
  }
}
