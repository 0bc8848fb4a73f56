import Attestation
import CertificationEvidence
import CheckScene
import Chronology
import Cryptography
import ReadinessCheck
import SLTPCertification
import Testing
import TranscriptScene

@Suite("sltp-certification") struct SLTPCertificationTests {
  @Test("is not passed by", arguments: Obstacle.all)
  func obstacle(_ obstacle: Obstacle) throws {
    let scene = try EvidenceScene()
    try obstacle.prepare(scene)
    let finding = try scene.finding(obstacle.more)
    #expect(finding.status == obstacle.status)
    #expect(finding.found.contains(obstacle.found), "\(finding)")
  }

  @Test("is passed by evidence whose transcript the judge passes", arguments: Proof.all)
  func proof(_ proof: Proof) throws {
    let scene = try EvidenceScene()
    try proof.prepare(scene)
    let finding = try scene.finding(proof.more)
    #expect(finding.status == .pass, "\(finding)")
    #expect(finding.found.contains(proof.found), "\(finding)")
  }

  @Test("states what the judged transcripts show of the venue, and no behaviour without a proof")
  func behaviours() throws {
    let scene = try EvidenceScene()
    try scene.write(scene.certification())
    let answer = try scene.scene.run(SLTPCertification.self, EvidenceScene.policy)
    #expect(answer.behaviours.count == CertifiedBehaviour.allCases.count)
    #expect(answer.behaviours["orderIDKeptWhenFired"] == "yes")
    #expect(answer.behaviours["siblingCancelledAfterFill"] == "no")
    #expect(answer.behaviours["overlappingReduceOnlyStopsAccepted"] == "yes")
    #expect(answer.behaviours["reduceOnlyTriggerAcceptedWhileFlat"] == "not-observed")
    scene.scene.shell("rm evidence/*.transcript.jsonl")
    #expect(try scene.scene.run(SLTPCertification.self, EvidenceScene.policy).behaviours == [:])
  }

  @Test("asks for every symbol and case, one finding each")
  func coverage() throws {
    let scene = try EvidenceScene()
    try scene.write(scene.certification())
    let answer = try scene.scene.run(
      SLTPCertification.self, "evidence: evidence\nsymbols: [PF_XBTUSD, PF_ETHUSD]\ntriggers: [last, mark]\n")
    #expect(answer.findings.count == 2 * 2 * 2 * 2)
    #expect(answer.findings.filter { $0.status == .pass }.map(\.subject) == [EvidenceScene.subject])
    #expect(answer.findings.filter { $0.status == .fail }.count == 15)
    #expect(
      answer.findings.map(\.subject).prefix(3) == [
        "PF_XBTUSD TC-SL-LONG-LAST", "PF_XBTUSD TC-SL-LONG-MARK", "PF_XBTUSD TC-SL-SHORT-LAST",
      ])
  }

  @Test("says until when evidence holds, and which file it is")
  func evidenceEnd() throws {
    let scene = try EvidenceScene()
    let bytes = try scene.write(scene.certification())
    let byAge = try scene.finding("max-age: 2h\n")
    #expect(byAge.validUntil == scene.now.advanced(byMilliseconds: 3_600_000))
    #expect(byAge.artifact == .init(name: "evidence.json", sha256: SHA256.digest(of: bytes).hex))
    #expect(try scene.finding().validUntil == scene.now.advanced(byMilliseconds: 10 * EvidenceScene.day))
  }

  @Test("reads one file as well as a folder, and does not know about a file that it cannot read")
  func places() throws {
    let scene = try EvidenceScene()
    func closed(_ policy: String = EvidenceScene.policy) throws -> [String] {
      try scene.scene.run(SLTPCertification.self, policy).closed
    }
    try scene.write(scene.certification())
    let one =
      "evidence: evidence/evidence.json\nsymbols: [PF_XBTUSD]\norders: [stop-loss]\npositions: [long]\n"
    #expect(try closed(one) == [])
    try scene.write(Array("{".utf8), as: "torn.json")
    #expect(try closed() == ["unknown torn.json"])
    scene.scene.shell("rm evidence/evidence.json")
    #expect(try closed() == ["unknown \(EvidenceScene.subject)", "unknown torn.json"])
    scene.scene.shell("rm evidence/torn.json; mkfifo evidence/fifo.json")
    #expect(try closed() == ["unknown \(EvidenceScene.subject)", "unknown fifo.json"])
    var files = AlteredFiles()
    files.lists["/evidence"] = FileAccessError(.denied, "cannot list: EACCES")
    scene.scene.files = files
    #expect(try scene.finding().status == .unknown)
  }

  @Test("binds by order mapping when the policy says so, with simulator evidence of this build")
  func orderMapping() throws {
    let more = "binds: order-mapping\n"
    let scene = try EvidenceScene()
    try scene.write(scene.certification(), about: EvidenceScene.otherEngine)
    #expect(try scene.finding(more).status == .fail)
    #expect(try scene.finding(more).found.contains("no simulator evidence"))
    try scene.write(scene.certification { $0.environment = .simulator }, as: "simulated.json")
    let finding = try scene.finding(more)
    #expect(finding.status == .pass)
    #expect(finding.found == "evidence.json, certified with another build")
    // Without the parameter the same evidence is about another program.
    #expect(try scene.finding().status == .fail)

    let other = String(repeating: "9", count: 64)
    try scene.writeEngine(mapping: "\"\(other)\"", adapter: "\"kraken-futures-rest-v3\"")
    #expect(try scene.finding(more).found.contains("another order mapping"))
    try scene.writeEngine(mapping: "null", adapter: "\"kraken-futures-rest-v3\"")
    #expect(try scene.finding(more).status == .unknown)
    try scene.scene.writeEngine("#!/bin/sh\nsleep 60\n")
    scene.scene.milliseconds = 300
    #expect(try scene.finding(more).status == .unknown)
    #expect(try scene.finding(more).found.contains("no answer in time"))
  }

  @Test("about a program that is no engine asks that program nothing")
  func foreignProgram() throws {
    let scene = try EvidenceScene()
    scene.scene.subjects["program"] = .init(path: "/srv/bot.py", sha256: EvidenceScene.otherEngine)
    try scene.write(scene.certification())
    #expect(try scene.finding("subject: program\n").status == .fail)
    try scene.write(scene.certification(), about: EvidenceScene.otherEngine)
    #expect(try scene.finding("subject: program\n").status == .pass)
  }
}

/// Evidence that passes, and what the finding says besides.
struct Proof: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let found: String
  let more: String
  let prepare: @Sendable (EvidenceScene) throws -> Void

  init(
    _ name: String, _ found: String = "evidence.json", _ more: String = "",
    prepare: @escaping @Sendable (EvidenceScene) throws -> Void
  ) {
    (testDescription, self.found, self.more, self.prepare) = (name, found, more, prepare)
  }

  static let all: [Proof] = [
    Proof("from live") { try $0.write($0.certification()) },
    Proof("from demo") { try $0.write($0.certification { $0.environment = .demo }) },
    Proof("from the simulator under a simulator's policy", "evidence.json", "accept: [simulator]\n") {
      $0.scene.environment = "simulator"
      try $0.write($0.certification { $0.environment = .simulator })
    },
    Proof("just young enough", "evidence.json", "max-age: 1h\n") { try $0.write($0.certification()) },
    Proof("within the clocks' tolerance") {
      try $0.write($0.certification { $0.endedAt = $0.endedAt.advanced(byMilliseconds: 3_605_000) })
    },
    Proof("after an older run that failed", "new.json") {
      try $0.write($0.certification(), as: "new.json")
      try $0.write(
        $0.certification { $0.endedAt = $0.endedAt.advanced(byMilliseconds: -1) }, as: "old.json"
      ) { $0.answer("tested.send", replacing: #""status":"placed""#, with: #""status":"invalidPrice""#) }
    },
    Proof("before a newer run that was aborted and proved nothing", "old.json") {
      try $0.write($0.certification(), as: "old.json")
      let newer = $0.certification {
        $0.endedAt = $0.endedAt.advanced(byMilliseconds: 1)
        $0.ending = .aborted
      }
      try $0.write(newer, as: "new.json") { $0.remove("ends") }
    },
    Proof("before a newer failure of another order mapping", "old.json") {
      try $0.write($0.certification(), as: "old.json")
      let newer = $0.certification {
        $0.endedAt = $0.endedAt.advanced(byMilliseconds: 1)
        $0.orderMappingSha256 = String(repeating: "9", count: 64)
      }
      try $0.write(newer, about: EvidenceScene.otherEngine, as: "new.json", alter: Obstacle.refuse)
    },
    Proof("before a newer failure where evidence is not accepted from", "old.json") {
      try $0.write($0.certification(), as: "old.json")
      let newer = $0.certification {
        $0.endedAt = $0.endedAt.advanced(byMilliseconds: 1)
        $0.environment = .simulator
      }
      try $0.write(newer, as: "new.json", alter: Obstacle.refuse)
    },
    Proof("that its recorder calls a failure") {
      try $0.write($0.certification { $0.cases[0].verdict = .fail })
    },
    Proof("of another judge's time", "recorded under judge 0") {
      try $0.write($0.certification { $0.judgeVersion = "0" })
    },
  ]
}
