import Attestation
import Chronology
import Cryptography
import DurableFiles
import GateScene
import Processes
import ReadinessCheck
import ReadinessReport
import StrictJSON
import Testing

@testable import ReadinessGate

@Suite("Verification of a report") struct ReportVerificationTests {
  private static func blocked(_ outcome: Outcome) -> ReadinessReport.Blocker {
    RenderingCases.blocker(
      "a", "T", .low, outcome,
      [.init(outcome == .fail ? .fail : .unknown, subject: "s", expected: "e", found: "f", message: "m")])
  }

  @Test("answers with the first of: not trusted, expired, BLOCKED, valid")
  func order() throws {
    let world = try SignedScene()
    let ready = try world.report()
    #expect(try world.verify(world.sign(ready)) == "0")
    for (outcome, status) in [(Outcome.fail, 1), (.unknown, 3), (.timeout, 3), (.blocked, 3)] {
      let report = try world.report {
        $0.blockers = [Self.blocked(outcome)]; $0.verdict = .blocked
      }
      #expect(try world.verify(world.sign(report)) == "\(status)")
      #expect(try world.verify(world.sign(report), world.options(at: report.expiresAt)) == "6")
    }
    let last = ready.expiresAt.advanced(byMilliseconds: -1)
    #expect(try world.verify(world.sign(ready), world.options(at: last)) == "0")
    #expect(try world.verify(world.sign(ready), world.options(at: ready.expiresAt)) == "6")
    let stranger = try Ed25519PrivateKey.generate()
    #expect(
      try world.verify(world.sign(ready, with: [stranger]), world.options(at: ready.expiresAt))
        == "5 signature.unknown-key")
  }

  @Test("refuses what is no report, each with its code")
  func codes() throws {
    let world = try SignedScene()
    let report = try world.report()
    let signed = try world.sign(report)
    func refused(
      _ bytes: [UInt8], _ code: String, _ change: (inout ReportVerification.Options) -> Void = { _ in }
    ) throws {
      let answer = try world.verify(bytes, world.options(change))
      #expect(answer == "5 \(code)")
    }
    try refused([], "report.not-canonical")
    try refused(Array("{}\n".utf8), "report.not-canonical")
    try refused(Array(signed.dropLast()), "report.not-canonical")
    try refused(signed + [0x0A], "report.not-canonical")
    try refused([0x20] + signed, "report.not-canonical")
    try refused(try world.sign(report, with: [world.gate, world.approver]), "key.wrong-role")
    try refused(
      try world.sign(try world.report { $0.keyringSha256 = RenderingCases.digest }), "keyring.mismatch")
    try refused(try world.sign(try world.report { $0.keyringSha256 = nil }), "keyring.mismatch")
    try refused(
      try world.sign(try world.report { $0.verdict = .readyWithWaivers }), "report.verdict-inconsistent")
    try refused(
      try world.sign(try world.report { $0.blockers = [Self.blocked(.fail)] }), "report.verdict-inconsistent")
    try refused(try world.sign(try world.report { $0.blockers = [] }), "report.verdict-inconsistent")
    try refused(try world.sign(try world.report { $0.issuedAt = $0.expiresAt }), "report.malformed")
    // What the keyring requires comes before what its keys may do: for demo it requires nothing, so nothing is enough.
    try refused(signed, "signature.threshold") { $0.environment = .demo }
    let demo = try SignedScene(environments: [.demo])
    let inLive = try demo.verify(demo.sign(demo.report()), demo.options { $0.environment = .live })
    #expect(inLive == "5 key.wrong-environment")
    let two = try SignedScene(environments: [.live, .demo])
    let elsewhere = try two.verify(two.sign(two.report()), two.options { $0.environment = .demo })
    #expect(elsewhere == "5 report.wrong-environment")
    try refused(signed, "report.subject-missing.engine") {
      $0.subjects = ["engine": world.scene["keyring.yaml"]]
    }
    try refused(signed, "report.from-future") { $0.at = RenderingCases.time(-4) }
    let approval = Approval(
      of: report, reason: "r", approver: "a", notBefore: SignedScene.now, expiresAt: report.expiresAt)
    try refused(
      try DSSEEnvelope.sign(
        payloadType: inTotoPayloadType, payload: approval.statement().encoded(), with: [world.gate]
      ).encoded(),
      "report.version")
    try refused(
      try DSSEEnvelope.sign(payloadType: "text/plain", payload: Array("x".utf8), with: [world.gate])
        .encoded(),
      "report.payload-type")
    #expect(world.scene.shell("truncate -s 16777217 report.json").isSuccess)
    let failure = #expect(throws: GateFailure.self) {
      try ReportVerification.verify(world.scene["report.json"], world.options())
    }
    #expect(failure?.code == "report.too-large")
    let missing = #expect(throws: GateFailure.self) {
      try ReportVerification.verify(world.scene["none"], world.options())
    }
    #expect(missing?.code == "report.missing")
    #expect(missing?.exitStatus == 5)
    let folder = #expect(throws: GateFailure.self) {
      try ReportVerification.verify(world.scene.folder, world.options())
    }
    #expect(folder?.code == "report.unreadable")
  }

  @Test("recomputes the digests of the files that are named")
  func subjects() throws {
    let world = try SignedScene()
    try world.scene.write("engine", "binary")
    try world.scene.write("other", "another")
    let digest = SHA256.digest(of: Array("binary".utf8)).hex
    let signed = try world.sign(
      try world.report { $0.subjects.insert(.init(name: "engine", sha256: digest), at: 0) })
    #expect(
      try world.verify(signed, world.options { $0.subjects = ["engine": world.scene["engine"]] }) == "0")
    for other in ["other", "none", "."] {
      #expect(
        try world.verify(signed, world.options { $0.subjects = ["engine": world.scene[other]] })
          == "5 report.subject-mismatch.engine")
    }
  }

  @Test("judges the keys: when, for what and where they count")
  func keys() throws {
    func answer(_ world: SignedScene, at time: Timestamp = SignedScene.now) throws -> String {
      try world.verify(world.sign(try world.report()), world.options(at: time))
    }
    #expect(try answer(SignedScene(gateRoles: [.certifier])) == "5 key.wrong-role")
    #expect(try answer(SignedScene(environments: [.demo])) == "5 key.wrong-environment")
    #expect(try answer(SignedScene(notAfter: SignedScene.now)) == "5 key.not-valid-now")
    #expect(try answer(SignedScene(notAfter: SignedScene.now.advanced(byMilliseconds: 1))) == "0")
    #expect(
      try answer(SignedScene(notBefore: SignedScene.now.advanced(byMilliseconds: 1))) == "5 key.not-valid-now"
    )
    #expect(try answer(SignedScene(notBefore: RenderingCases.time(3))) == "5 key.not-valid-at-issue")
    let revoked = TrustedKey.Revocation(at: RenderingCases.time(30), reason: "stolen")
    #expect(try answer(SignedScene(revocation: revoked)) == "5 key.revoked")
    let scene = try SignedScene()
    try DurableFiles.replace(scene.scene["keyring.yaml"], with: Array("keyring: v2\n".utf8))
    let failure = #expect(throws: GateFailure.self) { try KeyringFile.load(scene.scene["keyring.yaml"]) }
    #expect(failure?.exitStatus == 4)
    #expect(failure?.code == "keyring.invalid")
    #expect(failure?.rendered.contains("keyring.yaml:1:10: error:") == true)
  }

  @Test("accepts another spelling of the envelope only where that is asked for")
  func foreign() throws {
    let world = try SignedScene()
    let signed = try world.sign(try world.report())
    let pretty = Array(try JSON.parse(Array(signed.dropLast())).text(pretty: true).utf8)
    #expect(try world.verify(pretty) == "5 report.not-canonical")
    #expect(try world.verify(pretty, world.options { $0.isForeign = true }) == "0")
    #expect(try world.verify(signed, world.options { $0.isForeign = true }) == "0")
  }

  @Test("counts a waiver only as its approver signed it, and until it ends")
  func waivers() throws {
    let world = try SignedScene()
    let waiver = BlockerWaiver(
      policySha256: RenderingCases.digest, environment: .live, scope: .live, policyName: "live", blocker: "a",
      blockerSha256: RenderingCases.digest, reason: "r", approver: "alice",
      notBefore: RenderingCases.time(-10),
      expiresAt: RenderingCases.time(43_200))
    func answer(_ waiver: BlockerWaiver, by key: Ed25519PrivateKey, outcome: Outcome = .waived) throws
      -> String
    {
      let envelope = try DSSEEnvelope.sign(
        payloadType: inTotoPayloadType, payload: waiver.statement().encoded(), with: [key])
      let json = try JSON.parse(Array(envelope.encoded().dropLast()))
      let report = try world.report { report in
        report.blockers = [
          RenderingCases.blocker(
            "a", "T", .low, outcome, observed: .fail,
            [.init(.fail, subject: "s", expected: "e", found: "f", message: "m")])
        ]
        report.waivers = [.init(blocker: "a", envelope: json)]
        report.verdict = .readyWithWaivers
      }
      return try world.verify(world.sign(report))
    }
    #expect(try answer(waiver, by: world.approver) == "0")
    #expect(try answer(waiver, by: world.gate).hasPrefix("5 waiver."))
    #expect(try answer(waiver, by: try Ed25519PrivateKey.generate()).hasPrefix("5 waiver."))
    var other = waiver
    other.blocker = "b"
    #expect(try answer(other, by: world.approver) == "5 waiver.invalid")
    other = waiver
    other.environment = .demo
    #expect(try answer(other, by: world.approver).hasPrefix("5 waiver."))
    other = waiver
    other.policySha256 = String(repeating: "0", count: 64)
    #expect(try answer(other, by: world.approver) == "5 waiver.invalid")
    other = waiver
    other.expiresAt = RenderingCases.time(59)
    #expect(try answer(other, by: world.approver) == "5 waiver.expired")
  }

  @Test("refuses every report of which one bit is flipped", arguments: 0..<8)
  func bits(bit: Int) throws {
    let world = try SignedScene()
    let bytes = try world.sign(try world.report { $0.blockers[0].findings[0].message = "" })
    let keyring = try world.keyring().keyring
    let options = world.options()
    #expect(throws: Never.self) { try ReportVerification.verify(bytes, keyring: keyring, options) }
    for index in bytes.indices {
      var changed = bytes
      changed[index] ^= 1 << UInt8(bit)
      do throws(GateFailure) {
        _ = try ReportVerification.verify(changed, keyring: keyring, options)
        Issue.record("byte \(index), bit \(bit) is accepted")
      } catch { #expect(error.exitStatus == 5) }
    }
  }

  @Test("prints what a person asks next")
  func text() throws {
    let world = try SignedScene()
    let verified = try ReportVerification.verify(
      world.sign(try world.report()), keyring: world.keyring().keyring, world.options())
    for part in [
      "authentic: READY for live, expires in 11 h 59 min", "signed by gate", "issued    2026-",
      "sequence  17", "waivers   none", "PASS a",
    ] {
      #expect(verified.text.contains(part), "\(verified.text)")
    }
    let json = try JSON.parse(Array(verified.json.utf8))
    #expect(json["trusted"] == .bool(true))
    #expect(json["exitStatus"] == .integer(0))
    #expect(json["sequence"] == .integer(17))
    #expect(json["waivers"] == .array([]))
    #expect(json["expiresInMilliseconds"] == .integer(43_140_000))
  }
}
