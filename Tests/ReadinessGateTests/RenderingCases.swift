import Attestation
import Chronology
import ReadinessCheck
import ReadinessReport
import StrictJSON

@testable import ReadinessGate

/// Fixed results of runs.
enum RenderingCases {
  static let digest = String(repeating: "ab", count: 32)
  static func time(_ seconds: Int64) -> Timestamp { Timestamp(clamping: 1_795_000_000_000 + seconds * 1_000) }

  static func blocker(
    _ id: String, _ title: String, _ risk: Risk, _ outcome: Outcome, observed: Outcome? = nil,
    microseconds: Int64 = 1_499, remediation: String = "", _ findings: [Finding]
  ) -> ReadinessReport.Blocker {
    ReadinessReport.Blocker(
      id: id, title: title, risk: risk, check: "state-path", outcome: outcome, observed: observed ?? outcome,
      position: "live.yaml:9:5", startedAt: time(1), durationMicroseconds: microseconds, findings: findings,
      remediation: remediation)
  }

  static func run(_ blockers: [ReadinessReport.Blocker], waivers: [String] = [], isSigned: Bool = true)
    -> RunResult
  {
    var result = RunResult(
      report: ReadinessReport(
        subjects: [.init(name: "policy", sha256: digest)], environment: .live, scope: .live, account: nil,
        policy: .init(name: "live", resolvedSha256: digest, files: [], expanded: []), gateVersion: "1.0.0",
        gateSha256: digest, keyringSha256: digest,
        host: .init(machineId: "0123456789abcdef0123456789abcdef", bootId: "b", hostname: "desk-1"),
        startedAt: time(0), issuedAt: time(2), expiresAt: time(43_200), expiresBecause: "valid-for 12h",
        sequence: 17, previous: nil, anchor: nil, libraries: [:], statePaths: [:], grants: Grants(),
        blockers: blockers, waivers: waivers.map { .init(blocker: $0, envelope: waiver($0)) }),
      policyPath: "policies/live.yaml", description: "What must hold before *real* money.", leftOut: [],
      notes: [])
    if isSigned { (result.reportPath, result.payloadSha256, result.signer) = ("report.json", digest, "gate") }
    return result
  }

  /// A waiver's envelope; renderings do not ask whose signature it bears.
  static func waiver(_ blocker: String) -> JSON {
    let waiver = BlockerWaiver(
      policySha256: digest, environment: .live, scope: .live, policyName: "live", blocker: blocker,
      blockerSha256: digest, reason: "the venue is down | <until> Monday \u{1B}[2J", approver: "alice",
      notBefore: time(-3_600), expiresAt: time(43_200))
    let signature = DSSESignature(keyID: digest, signature: Array(repeating: 7, count: 64))
    let envelope = (try? waiver.statement().encoded()).map {
      DSSEEnvelope(payloadType: inTotoPayloadType, payload: $0, signatures: [signature]).encoded()
    }
    return (try? JSON.parse(Array((envelope ?? []).dropLast()))) ?? .null
  }

  private static func finding(
    _ status: Finding.Status, _ subject: String, _ message: String, expected: String = "this",
    found: String = "that",
    hint: String? = nil, position: String? = nil
  ) -> Finding {
    Finding(
      status, subject: subject, expected: expected, found: found, message: message, hint: hint,
      position: position)
  }

  /// Every outcome, several findings, and texts that no format may take for its own.
  static let mixed: RunResult = {
    var result = run(
      [
        blocker(
          "runtime-dependencies", "Runtime dependencies are installed", .low, .pass,
          [finding(.pass, "git", "is there")]),
        blocker(
          "state-paths", "State paths are writable & <durable>", .medium, .fail, microseconds: 1_950_000,
          remediation: "Run `deploy/deploy.sh` | or mend it.",
          [
            finding(.pass, "A", "is fine"),
            finding(
              .fail, "KILL_SWITCH_STATE_PATH", "the folder is read-only", expected: "a writable folder",
              found: "EROFS \u{1B}[31m\u{202E}", hint: "remount it", position: "live.yaml:12:7"),
            finding(.unknown, "pipe|tick`s", "a \"quoted\" <tag> & ]]> \u{0}\u{FFFE}"),
          ]),
        blocker(
          "legacy-state-file", "No legacy file", .high, .unknown, microseconds: 999_499,
          [finding(.unknown, "git", "did not answer")]),
        blocker(
          "late", "Late", .high, .timeout, microseconds: 10_000_000,
          [finding(.unknown, "late", "did not answer in time")]),
        blocker("behind", "Behind", .low, .blocked, microseconds: 0, [finding(.unknown, "late", "not run")]),
        blocker(
          "sl-tp-certification", "Orders are certified", .critical, .waived, observed: .fail,
          [finding(.fail, "PF_XBTUSD", "no evidence")]),
      ], waivers: ["sl-tp-certification"])
    result.notes = ["the decision log was not read: \u{1B}"]
    return result
  }()

  static let ready = run([
    blocker("only", "It holds", .critical, .pass, [finding(.pass, "x", "is fine")])
  ])

  static let dryRun: RunResult = {
    var result = run(
      [blocker("only", "It holds", .critical, .pass, [finding(.pass, "x", "is fine")])], isSigned: false)
    result.leftOut = ["other"]
    return result
  }()

  static let many = run([
    blocker("many", "Many findings", .low, .fail, (1...14).map { finding(.fail, "s\($0)", "m") })
  ])

  static let all: [(name: String, result: RunResult)] = [
    ("mixed", mixed), ("ready", ready), ("dry-run", dryRun), ("many", many),
  ]
}
