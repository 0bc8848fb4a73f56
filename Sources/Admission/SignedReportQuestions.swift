public import Attestation
public import Chronology
import Cryptography
import ReadinessReport

extension SignedReport {
  /// - Throws: `keyring.mismatch` when the report was made with another keyring than it was verified with.
  public func requireKeyring() throws(Refusal) {
    guard report.keyringSha256 == keyring.sha256.hex else {
      throw Refusal(
        .keyringMismatch, expected: "the keyring \(report.keyringSha256 ?? "that it does not name")",
        found: "\(keyring.sha256.hex), generation \(keyring.generation)",
        hint: "name the keyring that the report was made with, or run the gate again")
    }
  }

  /// - Throws: `report.wrong-environment`.
  public func require(environment: TradingEnvironment?) throws(Refusal) {
    guard let environment, environment != report.environment else { return }
    throw Refusal(
      .wrongEnvironment, expected: environment.rawValue, found: report.environment.rawValue,
      hint: "run the gate with a policy for \(environment.rawValue)")
  }

  /// - Parameter sha256: of the file at hand; nil when it cannot be read.
  /// - Throws: `report.subject-missing.NAME`, `report.subject-mismatch.NAME`.
  public func require(subject name: String, sha256: String?) throws(Refusal) {
    guard let stated = report.subject(name) else {
      throw Refusal(
        .subjectMissing(name: name), expected: "a subject named \(name)",
        found: report.subjects.map(\.name).joined(separator: ", "),
        hint: "name it under `subjects:` in the policy, and run the gate again")
    }
    guard stated == sha256 else {
      throw Refusal(
        .subjectMismatch(name: name), expected: stated, found: sha256 ?? "a file that cannot be read",
        hint: "run the gate again for this file")
    }
  }

  /// Whether the verdict follows from the outcomes, and is not BLOCKED.
  ///
  /// - Throws: `report.verdict-inconsistent`, then `report.blocked`.
  public func requireOpenVerdict() throws(Refusal) {
    try requireConsistentVerdict()
    try requireNotBlocked()
  }

  /// - Throws: `report.verdict-inconsistent`.
  public func requireConsistentVerdict() throws(Refusal) {
    guard report.hasConsistentVerdict else {
      throw Refusal(
        .verdictInconsistent,
        expected: "\(Verdict(of: report.blockers.map(\.outcome)).rawValue), by its blockers",
        found: "\(report.verdict.rawValue), or counts, findings or waivers that say otherwise",
        hint: "do not use this report; find out how the gate's key came to sign it")
    }
  }

  private func requireNotBlocked() throws(Refusal) {
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
    try requireNotFromFuture(now: now)
    guard now < report.expiresAt else {
      throw Refusal(
        .expired, expected: "a time before \(report.expiresAt)", found: "\(now)",
        hint:
          "run the gate again: `systemctl start readiness-gate`, or `readiness check POLICY --key PEM --report …`"
      )
    }
  }

  /// - Throws: `report.from-future` beyond the tolerance.
  public func requireNotFromFuture(now: Timestamp) throws(Refusal) {
    guard report.issuedAt <= now.advanced(byMilliseconds: ClockJudgement.toleranceMilliseconds) else {
      throw Refusal(
        .fromFuture, expected: "a report issued at \(now) or before", found: "\(report.issuedAt)",
        hint: "compare the clocks: `timedatectl`, `chronyc tracking`")
    }
  }
}
