import Attestation
import Chronology
import ExactDecimal
import ReadinessCheck
import ReadinessReport
import StrictJSON

/// Fixed reports.
enum ReportCases {
  static let digest = String(repeating: "ab", count: 32)

  static func time(_ seconds: Int64) -> Timestamp { Timestamp(clamping: 1_795_000_000_000 + seconds * 1_000) }

  static func blocker(
    _ id: String, _ outcome: Outcome, observed: Outcome? = nil, findings: [Finding]? = nil
  ) -> ReadinessReport.Blocker {
    let observed = observed ?? outcome
    let status: Finding.Status = observed == .pass ? .pass : observed == .fail ? .fail : .unknown
    return ReadinessReport.Blocker(
      id: id, title: "The \(id)", risk: .high, check: "state-path", outcome: outcome, observed: observed,
      position: "p.yaml:5:5", startedAt: time(1), durationMicroseconds: 1_234,
      findings: findings ?? [Finding(status, subject: "s", expected: "e", found: "f", message: "m")],
      remediation: "mend it")
  }

  static func report(_ blockers: [ReadinessReport.Blocker], waivers: [String] = []) -> ReadinessReport {
    ReadinessReport(
      subjects: [.init(name: "engine", sha256: digest), .init(name: "policy", sha256: digest)],
      environment: .live, scope: .live, account: "main",
      policy: .init(
        name: "live", resolvedSha256: digest, files: [.init(path: "live.yaml", sha256: digest)],
        expanded: [.init(name: "HOME", value: "/home/é", position: "live.yaml:3:9")]),
      gateVersion: "1.0.0", gateSha256: digest, keyringSha256: digest,
      host: .init(
        machineId: "0123456789abcdef0123456789abcdef", bootId: "b0071d00-0000-4000-8000-000000000000",
        hostname: "desk-1"),
      startedAt: time(0), issuedAt: time(2), expiresAt: time(43_200), expiresBecause: "valid-for 12h",
      sequence: 1_795_000_002_000, previous: digest, anchor: .init(entries: 7, headSha256: digest),
      libraries: ["libyaml": "0.2.5", "libcrypto": "3.0.19"],
      statePaths: ["KILL_SWITCH_STATE_PATH": "/var/lib/trading-engine/kill.json"],
      grants: Grants(
        symbols: ["PF_XBTUSD"], maxOrderNotionalUSD: ExactDecimal("5000.5"),
        maxPositionNotionalUSD: ExactDecimal("20000"), maxDailyLossUSD: ExactDecimal("500"),
        maxOrdersPerMinute: 30, maxOrders: nil, behaviours: ["stop-loss": "yes"]),
      blockers: blockers,
      waivers: waivers.map { .init(blocker: $0, envelope: ["payload": "x"]) },
      extensions: [JSONMember("note", ["free": [1, 2]])])
  }

  /// Every field has a value.
  static let full = report(
    [
      blocker(
        "first", .pass,
        findings: [
          Finding(
            .pass, subject: "a \"quoted\" one", expected: "é\u{1}", found: "line\nbreak", message: "m",
            hint: "h",
            position: "x:1:2", validUntil: time(90_000),
            artifact: .init(name: "evidence.json", sha256: digest))
        ]), blocker("second", .fail), blocker("third", .unknown), blocker("fourth", .timeout),
      blocker("fifth", .blocked), blocker("sixth", .waived, observed: .fail),
    ], waivers: ["sixth"])

  /// Every field that can be null or empty is.
  static let sparse: ReadinessReport = {
    var report = ReadinessReport(
      subjects: [.init(name: "policy", sha256: digest)], environment: .simulator, scope: .certification,
      account: nil, policy: .init(name: "p", resolvedSha256: digest, files: [], expanded: []),
      gateVersion: "1.0.0", gateSha256: digest, keyringSha256: nil,
      host: .init(machineId: "", bootId: "", hostname: ""), startedAt: time(0), issuedAt: time(0),
      expiresAt: time(1), expiresBecause: "", sequence: 0, previous: nil, anchor: nil, libraries: [:],
      statePaths: [:], grants: Grants(), blockers: [], waivers: [])
    report.verdict = .blocked
    return report
  }()
}
