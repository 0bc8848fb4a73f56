import CheckScene
import Chronology
import KillSwitchReady
import ReadinessCheck
import StrictJSON
import Testing

@Suite("kill-switch-ready, a folder of drills") struct DrillFolderTests {
  private static let hour: Int64 = 3_600_000
  private static let other: [String: JSON?] = ["engineSha256": .string(String(repeating: "f", count: 64))]
  private static let failed: [String: JSON?] = [
    "steps": .array([KillSwitchScene.step("state-loaded"), KillSwitchScene.step("armed", passed: false)])
  ]

  private static func run(_ scene: KillSwitchScene, _ with: String = "") throws -> Finding {
    try scene.engine(KillSwitchScene.armed)
    let answer = try scene.checks.run(KillSwitchReady.self, "{ drill: drills\(with) }")
    return try #require(answer.findings(on: "kill switch drill").first)
  }

  struct Record: Sendable {
    let changes: [String: JSON?]
    let hours: Int64

    init(_ changes: [String: JSON?] = [:], hours: Int64) { (self.changes, self.hours) = (changes, hours) }
  }

  struct Case: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let records: [Record]
    var with = ""
    var status = Finding.Status.pass
    let message: String
    /// Which record is the finding's artifact.
    let counts: Int?

    init(
      _ description: String, _ records: [Record], with: String = "", _ status: Finding.Status,
      _ message: String, counts: Int?
    ) {
      testDescription = description
      (self.records, self.with, self.status) = (records, with, status)
      (self.message, self.counts) = (message, counts)
    }
  }

  static let cases = [
    Case(
      "a newer drill of another release", [Record(hours: 5), Record(other, hours: 1)], .pass,
      "was tripped and reset", counts: 0),
    Case(
      "a newer drill of another release that failed",
      [Record(hours: 5), Record(other.merging(failed) { $1 }, hours: 1)], .pass, "was tripped and reset",
      counts: 0),
    Case(
      "an older drill of the same engine that failed", [Record(failed, hours: 5), Record(hours: 1)], .pass,
      "was tripped and reset", counts: 1),
    Case(
      "a newer drill of the same engine that failed", [Record(hours: 5), Record(failed, hours: 1)], .fail,
      "not passed", counts: 1),
    Case(
      "two at the same time, of which one failed", [Record(failed, hours: 1), Record(hours: 1)], .fail,
      "not passed", counts: 0),
    Case(
      "two at the same time, of which the other failed", [Record(hours: 1), Record(failed, hours: 1)], .fail,
      "not passed", counts: 1),
    Case("none of this engine", [Record(other, hours: 1)], .fail, "no record is of a drill", counts: nil),
    Case(
      "one of another engine, where any will do", [Record(hours: 5), Record(other, hours: 1)],
      with: ", binds: any", .pass, "was tripped and reset", counts: 1),
    Case(
      "the newest failed, where any will do",
      [Record(hours: 5), Record(other.merging(failed) { $1 }, hours: 1)],
      with: ", binds: any", .fail, "not passed", counts: 1),
    Case("one that is too old", [Record(hours: 5)], with: ", max-drill-age: 1h", .fail, "too old", counts: 0),
  ]

  @Test("is judged by its newest record of this engine", arguments: cases) func judge(_ each: Case) throws {
    let scene = try KillSwitchScene()
    for (index, record) in each.records.enumerated() {
      try scene.checks.write(
        "drills/r\(index).json", scene.drill(record.changes, age: record.hours * Self.hour).text())
    }
    let finding = try Self.run(scene, each.with)
    #expect(finding.status == each.status && finding.message.contains(each.message), "\(finding)")
    let artifact = each.counts.map { "\(scene.checks.folder)/drills/r\($0).json" }
    #expect(finding.artifact?.name == artifact)
  }

  @Test("holds what is no record, which is told and hides nothing") func foreign() throws {
    let scene = try KillSwitchScene()
    try scene.checks.write("drills/a.json", "{}")
    try scene.checks.write("drills/release.json", scene.drill().text())
    #expect(
      scene.checks.shell(
        "cd drills; mkfifo b.json; mkdir c.json; head -c 100000 /dev/zero >d.json; echo x >.e.json; echo x >f.txt"
      )
        == 0)
    let finding = try Self.run(scene)
    #expect(finding.status == .pass && finding.found.contains("no records: a.json: "), "\(finding)")
    #expect(finding.found.contains("b.json: ") && finding.found.hasSuffix("; and 1 more"))
    #expect(!finding.found.contains("e.json") && !finding.found.contains("f.txt"))
  }

  @Test("is not known when it, or one of its files, cannot be read") func unreadable() throws {
    let scene = try KillSwitchScene()
    try scene.checks.write("drills/a.json", scene.drill().text())
    try scene.checks.write("drills/b.json", scene.drill(Self.other).text())
    var files = AlteredFiles()
    files.contents["/drills/b.json"] = .failure(FileAccessError(.denied, "cannot open it"))
    scene.checks.files = files
    let finding = try Self.run(scene)
    #expect(finding.status == .unknown && finding.hint?.hasSuffix("drills/b.json") == true, "\(finding)")
    files = AlteredFiles()
    files.lists["/drills"] = FileAccessError(.tooLarge, "more than 1000 names")
    scene.checks.files = files
    #expect(try Self.run(scene).status == .unknown)
  }

  @Test("cannot be compared without the engine's digest") func noDigest() throws {
    let scene = try KillSwitchScene()
    try scene.checks.write("drills/a.json", scene.drill().text())
    try scene.engine(KillSwitchScene.armed)
    scene.checks.subjects["engine"] = .init(path: scene.checks.engine ?? "", sha256: "")
    let answer = try scene.checks.run(KillSwitchReady.self, "drill: drills")
    #expect(answer.closed == ["unknown kill switch drill"])
  }
}
