import Attestation
import AuditLog
import Chronology
import Cryptography
import DurableFiles
import GateScene
import ReadinessReport
import StrictJSON
import Testing

@testable import ReadinessGate

@Suite("An archive is verified") struct ArchiveVerificationTests {
  private func day() throws -> AuditScene {
    var scene = try AuditScene()
    try scene.live(0..<1_440)
    try scene.issue(at: 1_441)
    try scene.writeLog()
    return scene
  }

  @Test("and is intact when nothing was touched") func intact() throws {
    let found = try day().verify()
    #expect(found.findings == [])
    #expect(found.exitStatus == 0)
    #expect(found.reportCount == 4)
    #expect(found.entryCount == 1_441)
  }

  struct Damage: Sendable, CustomTestStringConvertible {
    let what: String
    let codes: [String]
    let touch: @Sendable (AuditScene) throws -> Void
    var testDescription: String { what }

    init(_ what: String, _ codes: [String], _ touch: @escaping @Sendable (AuditScene) throws -> Void) {
      (self.what, self.codes, self.touch) = (what, codes, touch)
    }
  }

  @Test(
    "and says which record was altered or lost",
    arguments: [
      Damage("one letter of a payload", ["audit.report-altered", "audit.report-missing"]) { scene in
        try flip(scene.report(1), at: 400)
      },
      Damage("one letter of a signature", ["audit.report-altered", "audit.report-missing"]) { scene in
        let path = scene.report(1)
        var bytes = try DurableFiles.read(path, limit: 1 << 20)
        let place = bytes.count - 20
        bytes[place] = bytes[place] == 0x41 ? 0x42 : 0x41
        try DurableFiles.replace(path, with: bytes)
      },
      Damage(
        "two reports exchanged", ["audit.report-altered", "audit.report-altered", "audit.report-missing"]
      ) {
        scene in
        let (first, second) = (scene.report(1), scene.report(2))
        let bytes = try DurableFiles.read(first, limit: 1 << 20)
        try DurableFiles.replace(first, with: DurableFiles.read(second, limit: 1 << 20))
        try DurableFiles.replace(second, with: bytes)
      },
      Damage("a report taken out", ["audit.report-missing"]) { try DurableFiles.remove($0.report(1)) },
      Damage("the first report taken out", ["audit.report-missing"]) {
        try DurableFiles.remove($0.report(0))
      },
      Damage("the last report taken out", ["audit.report-missing", "audit.tail-cut"]) {
        try DurableFiles.remove($0.report(3))
      },
      Damage("the last report taken out, and the counter set back", ["audit.report-missing"]) { scene in
        try DurableFiles.remove(scene.report(3))
        scene.scene.shell("sed -i s/\(scene.reports[3])/\(scene.reports[2])/ store/chains/*")
      },
      Damage("all reports taken out", ["audit.empty", "audit.log-unseen", "audit.report-missing"]) { scene in
        for index in 0..<4 { try DurableFiles.remove(scene.report(index)) }
      },
      Damage(
        "all reports taken out, with counters and heads",
        ["audit.empty", "audit.log-unseen", "audit.report-missing"]
      ) { $0.scene.shell("rm store/reports/* store/chains/* store/heads/*") },
      Damage("a counter that says nothing", ["audit.counter-damaged"]) {
        $0.scene.shell("for file in store/chains/*; do echo x > $file; done")
      },
      Damage("the counter taken out", ["audit.counter-lost"]) { $0.scene.shell("rm store/chains/*") },
      Damage("a file of another name", ["audit.stray-file"]) {
        try $0.scene.write("store/reports/x.json", "{}")
      },
      Damage("a report in another byte form", ["audit.report-altered", "audit.report-missing"]) { scene in
        let path = scene.report(1)
        try DurableFiles.replace(path, with: DurableFiles.read(path, limit: 1 << 20) + [0x0A])
      },
      Damage("the log's tail cut", ["audit.log-tail-cut"]) { try $0.writeLog(without: 5) },
      Damage("the log emptied", ["audit.log-tail-cut"]) { try DurableFiles.replace($0.log, with: []) },
      Damage("the log taken away", ["audit.log-damaged"]) { try DurableFiles.remove($0.log) },
      Damage("a line of the log changed", ["audit.log-damaged"]) { scene in
        scene.scene.shell("sed -i '700s/permitted/suspended/' decisions.jsonl")
      },
      Damage("a line of the log taken out", ["audit.log-damaged"]) {
        $0.scene.shell("sed -i 700d decisions.jsonl")
      },
    ])
  func damaged(_ damage: Damage) throws {
    let scene = try day()
    try damage.touch(scene)
    let found = try scene.verify()
    #expect(Set(found.findings.map(\.code)) == Set(damage.codes), "\(found.text)")
    #expect(found.exitStatus == 5)
  }

  @Test("and shows a log that was written anew, though its chain is whole") func rewritten() throws {
    let scene = try day()
    var other = try AuditScene()
    try other.live(0..<1_440, except: 100..<101)
    try other.writeLog()
    try DurableFiles.replace(scene.log, with: DurableFiles.read(other.log, limit: 16 << 20))
    let codes = try scene.codes()
    #expect(codes.contains("audit.log-rewritten"))
    #expect(codes.contains("audit.log-tail-cut"))
  }

  @Test("and shows a chain that begins anew") func restarted() throws {
    var scene = try day()
    scene.scene.shell("rm -r store/chains store/heads")
    try scene.issue(at: 1_500)
    #expect(try scene.codes() == ["audit.chain-restarted"])
  }

  @Test("by keys that were valid when a report was issued, whatever became of them") func revoked() throws {
    let scene = try day()
    let bytes = try DurableFiles.read(scene.scene["keyring.yaml"], limit: 1 << 20)
    let keyring = try Keyring(yaml: bytes, file: "keyring.yaml")
    let later = try keyring.revoking("gate", .init(at: AuditScene.at(2_000), reason: "rotated"))
    try DurableFiles.replace(scene.scene["keyring.yaml"], with: later.bytes)
    #expect(try scene.codes() == [])
    let before = try keyring.revoking("gate", .init(at: AuditScene.at(700), reason: "stolen"))
    try DurableFiles.replace(scene.scene["keyring.yaml"], with: before.bytes)
    #expect(try scene.codes().contains("audit.report-untrusted"))
  }

  @Test("and vouches for no log that no report saw") func unseen() throws {
    var scene = try AuditScene()
    try scene.issue(at: 0)
    scene.record("session-started", at: 1)
    try scene.writeLog()
    #expect(try scene.codes() == ["audit.log-unseen"])
  }

  @Test("of a copy without counters and heads, when it is called one") func copied() throws {
    let scene = try day()
    for index in 0..<4 { _ = try ArchiveAddition.add(scene.report(index), to: scene.scene["copy"]) }
    var options = ArchiveVerification.Options(
      store: scene.scene["copy"], keyringPath: scene.scene["keyring.yaml"], decisions: scene.log)
    #expect(try ArchiveVerification(options).findings.map(\.code) == ["audit.counter-lost"])
    options.isCopy = true
    #expect(try ArchiveVerification(options).findings == [])
  }

  @Test("and takes a report of ours in its one byte form alone") func otherForm() throws {
    let scene = try day()
    let bytes = try DurableFiles.read(scene.report(0), limit: 1 << 20)
    try DurableFiles.replace(scene.scene["other.json"], with: bytes + [0x0A])
    let thrown = #expect(throws: GateFailure.self) {
      try ArchiveAddition.add(scene.scene["other.json"], to: scene.scene["copy"])
    }
    #expect(thrown?.code == "audit.not-canonical")
  }

  @Test("beside statements of others, which are kept and not judged") func foreign() throws {
    let scene = try day()
    let key = try Ed25519PrivateKey.generate()
    let statement = try Statement(
      subjects: [("x", RenderingCases.digest)], predicateType: "https://example.org/x/v1", predicate: [:])
    let envelope = try DSSEEnvelope.sign(
      payloadType: inTotoPayloadType, payload: statement.encoded(), with: [key])
    try DurableFiles.replace(scene.scene["other.json"], with: envelope.encoded())
    #expect(try ArchiveAddition.add(scene.scene["other.json"], to: scene.store).map(\.isNew) == [true])
    #expect(try ArchiveAddition.add(scene.scene["other.json"], to: scene.store).map(\.isNew) == [false])
    let found = try scene.verify()
    #expect(found.findings == [])
    #expect(found.foreignCount == 1)
  }
}

/// Changes one letter of a text.
private func flip(_ path: String, at place: Int) throws {
  var bytes = try DurableFiles.read(path, limit: 1 << 20)
  bytes[place] = bytes[place] == 0x41 ? 0x42 : 0x41
  try DurableFiles.replace(path, with: bytes)
}
