public import Chronology
import ReadinessReport

extension SignedReport {
  /// Whether the verdict follows from the outcomes, and is not BLOCKED.
  ///
  /// - Throws: `report.verdict-inconsistent`, then `report.blocked`.
  public func requireOpenVerdict() throws(Refusal) {
    guard report.hasConsistentVerdict else {
      throw Refusal(
        .verdictInconsistent,
        expected: "\(Verdict(of: report.blockers.map(\.outcome)).rawValue), by its blockers",
        found: "\(report.verdict.rawValue), or counts, findings or waivers that say otherwise",
        hint: "do not use this report; find out how the gate's key came to sign it")
    }
    guard report.verdict != .blocked else {
      let closed = report.blockers.filter { !$0.outcome.isOpen }.map { "\($0.id): \($0.outcome.rawValue)" }
      throw Refusal(
        .blocked, expected: Verdict.ready.rawValue,
        found: closed.isEmpty ? "no blocker at all" : closed.joined(separator: ", "),
        hint: "see what each blocker asks for with `readiness check`, put it right, and run the gate again")
    }
  }

  /// Whether a blocker failed, and not merely stayed undecided.
  var hasFailedBlocker: Bool { report.blockers.contains { $0.outcome == .fail } }

  /// - Throws: `report.from-future` beyond the tolerance, `report.expired`.
  public func requireCurrent(now: Timestamp) throws(Refusal) {
    guard report.issuedAt <= now.advanced(byMilliseconds: ClockJudgement.toleranceMilliseconds) else {
      throw Refusal(
        .fromFuture, expected: "a report issued at \(now) or before", found: "\(report.issuedAt)",
        hint: "compare the clocks: `timedatectl`, `chronyc tracking`")
    }
    guard now < report.expiresAt else {
      throw Refusal(
        .expired, expected: "a time before \(report.expiresAt)", found: "\(now)",
        hint:
          "run the gate again: `systemctl start readiness-gate`, or `readiness check POLICY --key PEM --report …`"
      )
    }
  }
}
