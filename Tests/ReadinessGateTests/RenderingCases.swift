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
      position: "policies/live.yaml:9:5", startedAt: time(1), durationMicroseconds: microseconds,
      findings: findings,
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

  static let waived = run(
    [
      blocker("holds", "It holds", .high, .pass, [finding(.pass, "x", "is fine")]),
      blocker(
        "excused", "It does not hold", .medium, .waived, observed: .unknown,
        [finding(.unknown, "y", "did not answer")]),
    ], waivers: ["excused"])

  static let undecided = run([
    blocker("holds", "It holds", .high, .pass, [finding(.pass, "x", "is fine")]),
    blocker("open", "Nobody knows", .critical, .timeout, [finding(.unknown, "y", "did not answer in time")]),
    blocker("behind", "Not asked", .low, .blocked, microseconds: 0, [finding(.unknown, "open", "not run")]),
  ])

  /// Evidence, grants, an anchor, an expansion: what a report of a live policy has besides.
  static let whole: RunResult = {
    var evidence = finding(
      .pass, "PF_XBTUSD TC-SL-LONG-LAST", "is certified", found: "pass in certification-live.json")
    evidence.validUntil = time(20_000)
    evidence.artifact = .init(name: "certification-live.json", sha256: digest)
    var result = run([
      blocker("sl-tp-certification", "Orders are certified", .critical, .pass, [evidence])
    ])
    result.report.subjects = ["engine", "configuration", "policy"].map { .init(name: $0, sha256: digest) }
    result.report.account = "4b825dc6"
    result.report.policy.files = [.init(path: "live.yaml", sha256: digest)]
    result.report.policy.expanded = [.init(name: "ROOT", value: "/srv", position: "live.yaml:12:9")]
    result.report.grants.symbols = ["PF_ETHUSD", "PF_XBTUSD"]
    result.report.grants.maxOrdersPerMinute = 30
    result.report.grants.behaviours = ["oversized-capped": "yes"]
    result.report.anchor = .init(entries: 12, headSha256: digest)
    result.report.previous = digest
    (result.report.expiresAt, result.report.expiresBecause) = (
      time(20_000), "evidence of sl-tp-certification"
    )
    return result
  }()

  static let all: [(name: String, result: RunResult)] = [
    ("mixed", mixed), ("ready", ready), ("dry-run", dryRun), ("many", many), ("waived", waived),
    ("undecided", undecided), ("whole", whole),
  ]

  /// What no reader of any format may take for its own, the quotes and marks of all of them.
  static let hostileText =
    "</td></script><script>alert(1)</script><img src=//x onerror=a>\" ' onload=b | a=1;2 # TODO # SKIP "
    + "\\ `c` ]]> &lt; {} * _ \n...\n---\r\nnot ok 9\nBail out!\n# TYPE x gauge\u{0}\u{1B}[2J\u{202E}\u{2066}"
    + "\u{85}\u{9B}\u{200B}\u{FEFF}\u{FFFE}|\u{301}\"\u{301}<\u{338}b>\u{5D0}"

  /// The hostile text wherever the model has one, whether or not its schema lets it come so far.
  static let hostile: RunResult = {
    let text = hostileText
    var pass = finding(.pass, text, text, expected: text, found: text, hint: text, position: text)
    pass.artifact = .init(name: text, sha256: text)
    var fail = pass
    fail.status = .fail
    var blockers = [Outcome.fail, .pass, .waived].enumerated().map { index, outcome in
      blocker(
        text + "\(index)", text, .low, outcome, observed: outcome == .waived ? .fail : nil, remediation: text,
        outcome == .pass ? [pass] : [fail, pass])
    }
    for index in blockers.indices { (blockers[index].check, blockers[index].position) = (text, text) }
    var result = run(blockers, waivers: [blockers[2].id])
    result.report.subjects = [.init(name: text, sha256: text)]
    result.report.account = text
    result.report.policy = .init(
      name: text, resolvedSha256: text, files: [.init(path: text, sha256: text)],
      expanded: [.init(name: text, value: text, position: text)])
    (result.report.gateVersion, result.report.gateSha256, result.report.keyringSha256) = (text, text, text)
    result.report.host = .init(machineId: text, bootId: text, hostname: text)
    result.report.expiresBecause = text
    result.report.previous = text
    result.report.anchor = .init(entries: 1, headSha256: text)
    result.report.grants.symbols = [text]
    result.report.grants.behaviours = [text: text]
    (result.policyPath, result.description, result.reportPath) = (text, text, text)
    (result.payloadSha256, result.signer, result.leftOut, result.notes) = (text, text, [text], [text])
    return result
  }()
}
