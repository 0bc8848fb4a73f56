import CheckScene
import Chronology
import ReadinessCheck
import StrictJSON
import Testing
import VenueAccessCheck

@Suite("venue-access, by a record") struct RecordedProbeTests {
  private static let with = "record: probe.json"

  /// A scene whose engine must not be asked.
  private static func scene() throws -> AccessScene {
    let scene = try AccessScene()
    try scene.checks.writeEngine("#!/bin/sh\ntouch '\(scene.checks.folder)/asked'\nexit 70\n")
    return scene
  }

  private static func run(_ scene: AccessScene, _ with: String = with) throws -> CheckAnswer {
    let answer = try scene.checks.run(VenueAccessCheck.self, "{ \(with) }")
    #expect(!scene.checks.names(in: ".").contains("asked"))
    return answer
  }

  @Test("passes what a young one says, until it is too old") func pass() throws {
    let scene = try Self.scene()
    try scene.checks.write("probe.json", scene.record().text())
    for (maxAge, end) in [("", Int64(14)), (", max-age: 1h", 59)] {
      let answer = try Self.run(scene, "record: probe.json\(maxAge)")
      #expect(answer.findings.count == 7)
      #expect(answer.findings.allSatisfy { $0.status == .pass })
      let until = scene.checks.now.advanced(byMilliseconds: end * 60_000)
      #expect(answer.findings.allSatisfy { $0.validUntil == until && $0.artifact?.sha256.count == 64 })
    }
  }

  @Test("judges what it says as it judges the engine's own answer") func judged() throws {
    let scene = try Self.scene()
    let told = AccessScene.answer([
      "account": "x", "keyPermissions": AccessScene.permissions("not-told", "granted"),
    ])
    try scene.checks.write("probe.json", scene.record(of: told).text())
    let answer = try Self.run(scene)
    #expect(
      answer.summary == [
        "pass API key", "fail account", "pass environment", "pass PF_XBTUSD", "pass PF_ETHUSD",
        "fail withdrawal permission", "unknown trading permission",
      ])
    #expect(answer.findings.allSatisfy { ($0.status == .pass) == ($0.validUntil != nil) })
  }

  struct Case: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let summary: String
    let message: String
    var with = RecordedProbeTests.with
    var changes: [String: JSON?] = [:]
    var answer = AccessScene.answer()
    /// Milliseconds before now.
    var age: Int64 = 60_000

    init(
      _ description: String, _ summary: String, _ message: String, with: String = RecordedProbeTests.with,
      _ changes: [String: JSON?] = [:], age: Int64 = 60_000
    ) {
      testDescription = description
      (self.summary, self.message, self.with, self.age) = (summary, message, with, age)
      self.changes = changes
    }

    /// A probe that failed.
    init(refused code: String, _ status: Int, _ summary: String, _ message: String) {
      self.init(
        "a probe that failed with \(code)", summary, message,
        ["outcome": .string(code), "exitStatus": .integer(status)])
      answer = AccessScene.refusal(code)
    }
  }

  static let cases = [
    Case(
      "another engine's", "fail venue", "another engine",
      ["engineSha256": .string(String(repeating: "f", count: 64))]),
    Case(
      "one made with another configuration", "fail venue", "another configuration",
      ["configurationSha256": .string(String(repeating: "c", count: 64))]),
    Case(
      "one made without a configuration", "fail venue", "another configuration",
      ["configurationSha256": .null]),
    Case("one of another boot", "fail venue", "another boot", ["bootId": "b"]),
    Case("one of no boot", "fail venue", "another boot", ["bootId": .null]),
    Case("one as old as may not be", "fail venue", "too old", age: 900_000),
    Case(
      "one as old as may not be here", "fail venue", "too old", with: "record: probe.json, max-age: 1m",
      age: 60_000),
    Case("one from the future", "fail venue", "from the future", age: -5_001),
    Case("one of another version", "fail venue", "not a probe's", ["probe": "v2"]),
    Case("one without a time", "fail venue", "not a probe's", ["probedAt": "today"]),
    Case("one without an outcome", "fail venue", "not a probe's", ["outcome": nil]),
    Case("one without an account", "fail venue", "not a probe's", ["account": nil]),
    Case("one that says ok and failed", "fail venue", "not a probe's", ["exitStatus": 75]),
    Case("one that failed and does not say why", "fail venue", "not a probe's", ["outcome": "venue.x"]),
    Case(refused: "venue.unreachable", 75, "unknown venue", "does not answer"),
    Case(refused: "venue.credentials", 78, "fail API key", "does not take the key"),
    Case(refused: "venue.account-differs", 78, "fail account", "another account"),
    Case(refused: "engine.configuration-refused", 78, "fail venue", "not the one that is meant"),
  ]

  @Test("refuses", arguments: cases) func refuse(_ each: Case) throws {
    let scene = try Self.scene()
    let probedAt = scene.checks.now.advanced(byMilliseconds: -each.age)
    var changes = each.changes
    if changes["probedAt"] == nil { changes["probedAt"] = .some(.string(probedAt.description)) }
    try scene.checks.write("probe.json", scene.record(changes, of: each.answer).text())
    let answer = try Self.run(scene, each.with)
    #expect(answer.summary == [each.summary])
    let finding = try #require(answer.findings.first)
    #expect(finding.message.contains(each.message), "\(finding)")
    #expect(finding.hint?.isEmpty == false && finding.validUntil == nil && finding.artifact != nil)
  }

  @Test(
    "refuses what is no record",
    arguments: [
      ("true", "fail", "there is no record"), ("mkdir probe.json", "fail", "not a regular file"),
      ("mkfifo probe.json", "fail", "not a regular file"),
      ("echo '{}' >there; ln -s there probe.json", "fail", "not a regular file"),
      (": >probe.json", "fail", "not a probe's"), ("echo oh >probe.json", "fail", "not a probe's"),
      ("echo '{}' >probe.json", "fail", "not a probe's"),
      ("head -c 2000000 /dev/zero >probe.json", "fail", "not a probe's"),
    ]) func none(_ command: String, status: String, message: String) throws
  {
    let scene = try Self.scene()
    #expect(scene.checks.shell(command) == 0)
    let answer = try Self.run(scene)
    #expect(answer.summary == ["\(status) venue"])
    #expect(answer.findings.first?.message.contains(message) == true, "\(answer.findings)")
  }

  @Test("does not know what it cannot read: the record, the boot, the digests") func unreadable() throws {
    let scene = try Self.scene()
    try scene.checks.write("probe.json", scene.record().text())
    var files = AlteredFiles()
    files.contents["/random/boot_id"] = .success(Array("\(AccessScene.boot)\n".utf8))
    files.contents["/probe.json"] = .failure(FileAccessError(.denied, "cannot open it"))
    scene.checks.files = files
    #expect(try Self.run(scene).summary == ["unknown venue"])
    files.contents["/probe.json"] = nil
    files.contents["/random/boot_id"] = .failure(FileAccessError(.missing, "no such file"))
    scene.checks.files = files
    #expect(try Self.run(scene).summary == ["unknown venue"])
    files.contents["/random/boot_id"] = .success([0x0A])
    scene.checks.files = files
    #expect(try Self.run(scene).summary == ["unknown venue"])
    files.contents["/random/boot_id"] = .success(Array("\(AccessScene.boot)\n".utf8))
    scene.checks.files = files
    #expect(try Self.run(scene).closed == [])
    scene.checks.subjects["engine"] = .init(path: "/x", sha256: "")
    #expect(try Self.run(scene).summary == ["unknown venue"])
    scene.checks.subjects["engine"] = nil
    #expect(try Self.run(scene).summary == ["unknown venue"])
  }
}
