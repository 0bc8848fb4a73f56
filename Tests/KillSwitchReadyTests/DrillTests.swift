import CheckScene
import Chronology
import KillSwitchReady
import ReadinessCheck
import StrictJSON
import Testing

@Suite("kill-switch-ready, the drill") struct DrillTests {
  private static func run(_ scene: KillSwitchScene, _ with: String = "") throws -> Finding {
    try scene.engine(KillSwitchScene.armed)
    let answer = try scene.checks.run(KillSwitchReady.self, "{ drill: drill.json\(with) }")
    #expect(answer.summary.dropLast() == ["pass kill switch state", "pass kill switch"])
    return try #require(answer.findings.last)
  }

  @Test("passes, until it is too old") func pass() throws {
    let scene = try KillSwitchScene()
    for (age, days) in [("", Int64(30)), (", max-drill-age: 7d", 7)] {
      let finding = try Self.run(scene, age)
      #expect(finding.status == .pass && finding.artifact?.sha256.count == 64)
      #expect(
        finding.validUntil == scene.checks.now.advanced(byMilliseconds: days * 86_400_000 - 3_600_000))
      #expect(finding.found.contains("41 ms") && finding.found.contains("by the state alone"))
    }
  }

  private static func steps(_ names: [String], failed: String? = nil) -> JSON {
    .array(names.map { KillSwitchScene.step($0, passed: $0 != failed) })
  }

  struct Case: Sendable, CustomTestStringConvertible {
    let testDescription: String
    var status = Finding.Status.fail
    let message: String
    var with = ""
    var changes: [String: JSON?] = [:]
    var age: Int64 = 3_600_000

    init(
      _ description: String, _ message: String, as status: Finding.Status = .fail, with: String = "",
      _ changes: [String: JSON?] = [:], age: Int64 = 3_600_000
    ) {
      testDescription = description
      (self.message, self.status, self.with, self.changes, self.age) = (message, status, with, changes, age)
    }
  }

  private static let other: [String: JSON?] = ["engineSha256": .string(String(repeating: "f", count: 64))]
  private static let engine: [String: JSON?] = [
    "acknowledgedByEngine": true, "steps": steps(KillSwitchScene.withEngine),
  ]

  static let cases = [
    Case("another engine", "another engine", other),
    Case(
      "another engine, where any will do", "was tripped and reset", as: .pass, with: ", binds: any", other),
    Case("one in another environment", "not held in the simulator", ["environment": "live"]),
    Case("one that is too old", "too old", age: 30 * 86_400_000),
    Case("one that is too old here", "too old", with: ", max-drill-age: 1h"),
    Case("one as young as it may be", "was tripped and reset", as: .pass, age: 30 * 86_400_000 - 1),
    Case("one from the future", "from the future", age: -5_001),
    Case(
      "one whose latch did not hold", "not passed",
      ["steps": steps(["state-loaded", "armed", "tripped", "latched"], failed: "latched")]),
    Case(
      "one that lacks a step", "not passed",
      ["steps": steps(["state-loaded", "armed", "tripped", "latched", "reset"])]),
    Case("one without steps", "not passed", ["steps": []]),
    Case("one without a time to trip", "not passed", ["tripMilliseconds": .null]),
    Case(
      "one that says that the engine acknowledged and has no such step", "not passed",
      ["acknowledgedByEngine": true]),
    Case(
      "one by the state alone", "no running engine acknowledged", with: ", acknowledged-by-engine: true"),
    Case(
      "one with a running engine", "was tripped and reset", as: .pass, with: ", acknowledged-by-engine: true",
      engine),
    Case("one of another version", "not a drill's", ["killSwitchDrill": "v2"]),
    Case("one with a member too many", "not a drill's", ["more": 1]),
    Case("one with a member too few", "not a drill's", ["environment": nil]),
    Case("one without a time", "not a drill's", ["at": "today"]),
    Case(
      "one with a step of another shape", "not a drill's", ["steps": [["step": "armed", "passed": true]]]),
  ]

  @Test("is judged", arguments: cases) func judge(_ each: Case) throws {
    let scene = try KillSwitchScene()
    try scene.record(scene.drill(each.changes, age: each.age))
    let finding = try Self.run(scene, each.with)
    #expect(finding.status == each.status && finding.message.contains(each.message), "\(finding)")
    #expect((finding.status == .pass) == (finding.hint == nil))
    #expect((finding.status == .pass) == (finding.validUntil != nil))
  }

  @Test(
    "is none",
    arguments: [
      ("rm drill.json", "there is no record"), ("rm drill.json; mkdir drill.json", "there is no record"),
      ("rm drill.json; mkdir drill.json; echo '[]' >drill.json/a.json", "not a drill's"),
      ("rm drill.json; mkfifo drill.json", "not a drill's"), (": >drill.json", "not a drill's"),
      ("echo '[]' >drill.json", "not a drill's"), ("head -c 100000 /dev/zero >drill.json", "not a drill's"),
    ]) func none(_ command: String, _ message: String) throws
  {
    let scene = try KillSwitchScene()
    #expect(scene.checks.shell(command) == 0)
    let finding = try Self.run(scene)
    #expect(finding.status == .fail && finding.message.contains(message), "\(finding)")
    #expect(finding.hint?.contains("kill-switch drill") == true)
  }

  @Test("is not known when it cannot be read, or compared") func unreadable() throws {
    let scene = try KillSwitchScene()
    var files = AlteredFiles()
    files.contents["/drill.json"] = .failure(FileAccessError(.denied, "cannot open it"))
    scene.checks.files = files
    #expect(try Self.run(scene).status == .unknown)
    scene.checks.files = AlteredFiles()
    try scene.engine(KillSwitchScene.armed)
    scene.checks.subjects["engine"] = .init(path: scene.checks.engine ?? "", sha256: "")
    let answer = try scene.checks.run(KillSwitchReady.self, "drill: drill.json")
    #expect(answer.closed == ["unknown kill switch drill"])
  }

  @Test(
    "refuses parameters that cannot be meant",
    arguments: [
      "", "drill: x, binds: name", "drill: x, max-drill-age: 0s", "drill: x, max-drill-age: 400d",
      "drill: x, acknowledged-by-engine: yes", "drill: x, more: y", "drill: ''", "drill: x, root: ''",
    ])
  func mistakes(_ with: String) throws {
    let scene = try CheckScene()
    #expect(throws: SceneMistakes.self) { try scene.run(KillSwitchReady.self, "{ \(with) }") }
  }

  @Test("needs the engine and its configuration") func needs() throws {
    let parameters = try CheckScene().read(KillSwitchReady.self, "drill: x")
    #expect(KillSwitchReady.subjectsNeeded(by: parameters).map(\.subject) == ["engine", "configuration"])
  }
}
