import Attestation
import CheckScene
import Chronology
import Cryptography
import PromotedReport
import ReadinessCheck
import ReadinessReport
import StrictJSON
import Testing

@Suite("promoted-report") struct PromotedReportTests {
  private static let engine = String(repeating: "e", count: 64)
  private static let now = Timestamp(clamping: 1_795_000_000_000)

  private static func at(_ hours: Int64) -> Timestamp { now.advanced(byMilliseconds: hours * 3_600_000) }

  private static func blocker(_ id: String, _ outcome: Outcome, _ observed: Outcome? = nil)
    -> ReadinessReport.Blocker
  {
    .init(
      id: id, title: id, risk: .low, check: "state-path", outcome: outcome, observed: observed ?? outcome,
      position: "ci.yaml:1:1", startedAt: at(-2), durationMicroseconds: 1,
      findings: [
        Finding(
          outcome == .pass ? .pass : .fail, subject: "s", expected: "e", found: "f", message: "m")
      ], remediation: "")
  }

  private static func report(_ change: (inout ReadinessReport) -> Void = { _ in }) -> ReadinessReport {
    var report = ReadinessReport(
      subjects: [.init(name: "engine", sha256: engine), .init(name: "policy", sha256: engine)],
      environment: .simulator, scope: .live, account: nil,
      policy: .init(name: "ci", resolvedSha256: engine, files: [], expanded: []), gateVersion: "1.0.0",
      gateSha256: engine, keyringSha256: engine, host: .init(machineId: "", bootId: "b", hostname: "runner"),
      startedAt: at(-2), issuedAt: at(-1), expiresAt: at(11), expiresBecause: "valid-for 12h", sequence: 1,
      previous: nil, anchor: nil, libraries: [:], statePaths: [:], grants: Grants(),
      blockers: [blocker("a", .pass), blocker("b", .pass)], waivers: [])
    change(&report)
    report.verdict = Verdict(of: report.blockers.map(\.outcome))
    return report
  }

  struct Case: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let statuses: [Finding.Status]
    let message: String
    var environments: [TradingEnvironment] = [.simulator]
    var with = "report: ci.json, blockers: [a, b]"
    var change: @Sendable (inout ReadinessReport) -> Void = { _ in }
    var alter: @Sendable ([UInt8]) -> [UInt8]? = { $0 }
    var hasKeyring = true
    var isOurs = true
  }

  static let cases = [
    Case(
      testDescription: "what CI passed about this file", statuses: [.pass, .pass], message: "CI passed it"),
    Case(
      testDescription: "one that has expired for admission", statuses: [.pass, .pass],
      message: "CI passed it",
      change: { report in
        (report.startedAt, report.issuedAt, report.expiresAt) = (at(-30), at(-29), at(-18))
      }),
    Case(
      testDescription: "one of the blockers did not pass", statuses: [.pass, .fail], message: "did not pass",
      change: { $0.blockers[1] = blocker("b", .fail) }),
    Case(
      testDescription: "a blocker that CI does not ask", statuses: [.pass, .fail], message: "did not ask",
      with: "report: ci.json, blockers: [a, c]"),
    Case(testDescription: "no report", statuses: [.fail], message: "no report", alter: { _ in nil }),
    Case(
      testDescription: "no envelope", statuses: [.fail], message: "not to be trusted",
      alter: { _ in Array("{}".utf8) }),
    Case(
      testDescription: "a byte that was changed", statuses: [.fail], message: "not to be trusted",
      alter: { bytes in
        var bytes = bytes
        bytes[200] = bytes[200] == 0x41 ? 0x42 : 0x41
        return bytes
      }),
    Case(
      testDescription: "somebody else's signature", statuses: [.fail], message: "not to be trusted",
      isOurs: false),
    Case(
      testDescription: "a key for another environment", statuses: [.fail], message: "not to be trusted",
      environments: [.paper]),
    Case(testDescription: "no keyring", statuses: [.unknown], message: "cannot be judged", hasKeyring: false),
    Case(
      testDescription: "another environment", statuses: [.fail], message: "another environment",
      environments: [.paper], change: { $0.environment = .paper }),
    Case(
      testDescription: "another policy", statuses: [.fail], message: "another policy",
      with: "report: ci.json, policy: nightly, blockers: [a]"),
    Case(
      testDescription: "the policy that is named by its digest", statuses: [.pass], message: "CI passed it",
      with: "report: ci.json, policy-sha256: \(engine), blockers: [a]"),
    Case(
      testDescription: "a policy of that name that was changed", statuses: [.fail], message: "another policy",
      with: "report: ci.json, policy: ci, policy-sha256: \(String(repeating: "d", count: 64)), blockers: [a]"),
    Case(
      testDescription: "another build", statuses: [.fail], message: "another build",
      change: { $0.subjects[0].sha256 = String(repeating: "f", count: 64) }),
    Case(
      testDescription: "a report about no engine", statuses: [.fail], message: "not about the engine",
      change: { $0.subjects.removeFirst() }),
    Case(
      testDescription: "one that is too old", statuses: [.fail], message: "too old",
      with: "report: ci.json, blockers: [a], max-age: 30m"),
    Case(
      testDescription: "one from the future", statuses: [.fail], message: "from the future",
      change: { $0.issuedAt = at(1) }),
  ]

  @Test("answers", arguments: cases) func answer(_ each: Case) throws {
    let scene = try CheckScene()
    scene.now = Self.now
    scene.subjects["engine"] = .init(path: "/x", sha256: Self.engine)
    let key = try Ed25519PrivateKey.generate()
    let entry = TrustedKey(
      name: "ci", publicKey: key.publicKey, roles: [.gate], environments: each.environments,
      notBefore: Self.at(-100), notAfter: Self.at(1_000))
    if each.hasKeyring { scene.keyring = try Keyring.creating(with: entry).bytes }
    let signer = each.isOurs ? key : try Ed25519PrivateKey.generate()
    let envelope = try DSSEEnvelope.sign(
      payloadType: inTotoPayloadType, payload: try Self.report(each.change).statement().encoded(),
      with: [signer])
    if let bytes = each.alter(envelope.encoded()) {
      try scene.write("ci.json", String(decoding: bytes, as: UTF8.self))
    }
    let answer = try scene.run(PromotedReport.self, "{ \(each.with) }")
    #expect(answer.findings.map(\.status) == each.statuses, "\(answer.findings)")
    #expect(answer.findings.contains { $0.message.contains(each.message) }, "\(answer.findings)")
    #expect(answer.findings.allSatisfy { $0.status == .pass || $0.hint != nil })
  }

  @Test("holds until the report is too old, or the key ends") func validity() throws {
    let scene = try CheckScene()
    scene.now = Self.now
    scene.subjects["engine"] = .init(path: "/x", sha256: Self.engine)
    let key = try Ed25519PrivateKey.generate()
    let entry = TrustedKey(
      name: "ci", publicKey: key.publicKey, roles: [.gate], environments: [.simulator],
      notBefore: Self.at(-100), notAfter: Self.at(10))
    scene.keyring = try Keyring.creating(with: entry).bytes
    let envelope = try DSSEEnvelope.sign(
      payloadType: inTotoPayloadType, payload: try Self.report().statement().encoded(), with: [key])
    try scene.write("ci.json", String(decoding: envelope.encoded(), as: UTF8.self))
    for (maxAge, end) in [("2h", Self.at(1)), ("30d", Self.at(10))] {
      let answer = try scene.run(
        PromotedReport.self, "{ report: ci.json, blockers: [a], max-age: \(maxAge) }")
      #expect(answer.findings.map(\.validUntil) == [end])
    }
  }

  @Test(
    "refuses parameters that ask for nothing",
    arguments: [
      "report: x", "blockers: [a]", "report: x, blockers: []", "report: x, blockers: [a], accept: []",
    ])
  func mistakes(_ with: String) throws {
    let scene = try CheckScene()
    #expect(throws: SceneMistakes.self) { try scene.run(PromotedReport.self, "{ \(with) }") }
  }
}
