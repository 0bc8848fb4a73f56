import Attestation
import AuditLog
import Chronology
import Cryptography
import DurableFiles
import ReadinessReport
import StrictYAML

/// The questions of design §5.3 in their order, from the engine's own trust to the kill switch.
///
/// Everything but ``OwnTrust`` and the proof that state can be written is a function of what was read before.
struct Examination {
  let requirements: EnvironmentRequirements
  let loaded: LoadedArtefacts
  let world: AdmissionWorld
  /// The report, once its signatures are verified and its bytes are read.
  private(set) var signed: SignedReport?

  init(requirements: EnvironmentRequirements, loaded: LoadedArtefacts, world: AdmissionWorld) {
    self.requirements = requirements
    self.loaded = loaded
    self.world = world
  }

  /// What an admitted report permits, and what to remember.
  struct Admitted {
    let signed: SignedReport
    let expiresAt: Timestamp
    let marks: AdmissionMarks
  }

  mutating func run(_ inputs: AdmissionInputs, clock: ClockReading) throws(Refusal) -> Admitted {
    try OwnTrust(requirements: requirements, loaded: loaded, world: world).judge()
    let signed = try open(inputs, now: clock.now)
    self.signed = signed
    let report = signed.report
    try judgeKeyring(signed, inputs)
    try ReportBinding(
      requirements: requirements, loaded: loaded, machineId: world.machineId, bootId: world.bootId
    ).judge(report)
    let marks = try readMarks(inputs)
    try ClockJudgement.judge(clock, bootId: world.bootId ?? "", marks: marks)
    try signed.requireCurrent(now: clock.now)
    try judgeAge(report, now: clock.now)
    try SequenceJudgement(requirements: requirements, loaded: loaded, marks: marks, now: clock.now)
      .judge(signed, heads: inputs.heads)
    try PolicyJudgement.judgePin(report, requirements)
    try PolicyJudgement.judgeBlockers(report, requirements)
    try signed.requireOpenVerdict()
    let waiversEnd = try signed.requireWaivers(within: requirements.waiverCaps, now: clock.now)
    let approvalsEnd = try ApprovalJudgement(
      signed: signed, needed: approversNeeded(signed.keyring), now: clock.now
    ).judge(inputs.approvals)
    let statePaths = StatePathJudgement(requirements: requirements, loaded: loaded)
    try statePaths.judge(report)
    try statePaths.prove()
    try AnchorJudgement(loaded).judge(report)
    try judgeKillSwitch()
    return Admitted(
      signed: signed,
      expiresAt: [report.expiresAt, waiversEnd, approvalsEnd].compactMap(\.self).min() ?? clock.now,
      marks: .after(
        marks, clock: clock, bootId: world.bootId ?? "",
        sequence: (AdmissionMarks.sequenceKey(requirements), report.sequence),
        keyringGeneration: Int64(signed.keyring.generation)))
  }

  private func open(_ inputs: AdmissionInputs, now: Timestamp) throws(Refusal) -> SignedReport {
    let bytes: [UInt8]
    do { bytes = try inputs.report.get() } catch { throw unreadable(error) }
    let keyring: Keyring
    do {
      keyring = try Keyring(yaml: inputs.keyring.get(), file: requirements.keyringPath)
    } catch {
      // What is wrong with the file itself comes first.
      try SignedReport.requireEnvelope(bytes)
      throw Refusal(
        .keyringUnreadable, expected: "a keyring at \(requirements.keyringPath)",
        found: Self.firstLine(error), hint: "put the keyring there that `readiness keys generate` wrote")
    }
    return try SignedReport.open(
      bytes, keyring: keyring, environment: requirements.environment, scope: requirements.scope, now: now)
  }

  private static func firstLine(_ error: any Error) -> String {
    if let mistakes = error as? KeyringMistakes, let first = mistakes.diagnostics.first {
      return "\(first.position): \(first.message) [\(first.code)]"
    }
    return "\(error)"
  }

  private func unreadable(_ error: FileError) -> Refusal {
    let run = "run the gate: `readiness check POLICY --key PEM --report \(requirements.reportPath)`"
    if error.isNotFound {
      return Refusal(
        .reportMissing, expected: "a report at \(requirements.reportPath)", found: "none", hint: run)
    }
    if case .tooLarge(let limit) = error.reason {
      return Refusal(.reportTooLarge, expected: "at most \(limit) bytes", found: "more", hint: run)
    }
    return Refusal(
      .reportUnreadable, expected: "a regular file that this user may read", found: "\(error)", hint: run)
  }

  private func judgeKeyring(_ signed: SignedReport, _ inputs: AdmissionInputs) throws(Refusal) {
    let keyring = signed.keyring
    guard signed.report.keyringSha256 == keyring.sha256.hex else {
      throw Refusal(
        .keyringMismatch, expected: "keyring \(keyring.sha256.hex), as \(requirements.keyringPath) is now",
        found: signed.report.keyringSha256 ?? "none",
        hint: "run the gate again with `--keyring \(requirements.keyringPath)`")
    }
    guard let marks = try? inputs.marks.get() else { return }
    guard keyring.generation >= marks.keyringGeneration else {
      throw Refusal(
        .keyringOlder, expected: "generation \(marks.keyringGeneration) or later",
        found: "generation \(keyring.generation)", hint: "install the newest keyring, and run the gate again")
    }
  }

  private func readMarks(_ inputs: AdmissionInputs) throws(Refusal) -> AdmissionMarks? {
    do { return try inputs.marks.get() } catch {
      throw Refusal(
        .marksUnreadable, expected: "the marks as the engine wrote them", found: "\(error)",
        hint: "find out who changed them, then `trading-engine admission reset --reason TEXT`")
    }
  }

  private func judgeAge(_ report: ReadinessReport, now: Timestamp) throws(Refusal) {
    guard now.milliseconds(since: report.startedAt) <= requirements.maximumAge.count else {
      throw Refusal(
        .tooOld, expected: "a report begun at most \(requirements.maximumAge) ago, as gate.maximum-age says",
        found: "one begun at \(report.startedAt), now it is \(now)", hint: "run the gate again")
    }
  }

  private func approversNeeded(_ keyring: Keyring) -> Int {
    let requirement = keyring.requirement(environment: requirements.environment, scope: requirements.scope)
    // Without an entry the signatures were refused already; one more is the closed answer.
    return requirement?.approver ?? 1
  }

  private func judgeKillSwitch() throws(Refusal) {
    switch loaded.killSwitch {
    case .armed, .noEntry: return
    case .other(let state):
      throw Refusal(
        .killSwitchNotArmed, expected: "armed or noEntry", found: state,
        hint:
          "see why with `trading-engine kill-switch show`, then `kill-switch reset` with the shown trip id")
    }
  }
}
