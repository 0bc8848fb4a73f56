import GateScene
import Glibc
import StrictJSON
import Testing

@Suite("readiness selftest") struct SelftestCommandTests {
  @Test("breaks what every check asks for and sees each turn red") func whole() throws {
    let scene = try GateScene()
    let ended = scene.run(
      BuiltPrograms.readiness, ["selftest", "--scratch", scene.folder, "--format", "json"],
      milliseconds: 400_000)
    let answer = try JSON.parse(Array(ended.output.utf8))
    let answers = try #require(answer["answers"]?.arrayValue)
    for answer in answers {
      #expect(answer["right"] == .bool(true), "\(answer.text(pretty: true))")
    }
    #expect(ended.status == 0, "\(ended.errors)")
    let checks = scene.run(BuiltPrograms.readiness, ["policy", "checks"]).output.split(separator: "\n")
    let kinds = checks.compactMap { $0.split(separator: " ").first.map(String.init) }
    let leftOut = try #require(answer["leftOut"]?.arrayValue).compactMap(\.stringValue)
    #expect(Set(answers.compactMap { $0["check"]?.stringValue } + leftOut) == Set(kinds) && kinds.count > 5)
    #expect(leftOut == (geteuid() == 0 ? [] : ["unit-hardening"]))
    #expect(answer["passed"] == .bool(true) && answers.count > 60)
    // Nothing is left.
    #expect(scene.shell("ls -A").output == "")
  }

  @Test("says what it tried, and nothing to anybody else's variables") func one() throws {
    let scene = try GateScene()
    let ended = scene.run(
      BuiltPrograms.readiness, ["selftest", "--scratch", scene.folder, "--only", "venue-api-lifecycle"],
      environment: ["KILL_SWITCH_STATE_PATH": "/run/elsewhere"], milliseconds: 200_000)
    #expect(ended.status == 0, "\(ended.output) \(ended.errors)")
    let lines = ended.output.split(separator: "\n").map(String.init)
    #expect(lines.first == "venue-api-lifecycle")
    #expect(lines.count { $0.hasPrefix("  green  a sound world: ") } == 2)
    #expect(lines.contains { $0.hasPrefix("  red    the venue's interface ends too soon: ") })
    #expect(
      lines.last
        == "selftest: 1 check, 3 preconditions broken one at a time: each turned its blocker red")
  }

  @Test(
    "refuses what it cannot try",
    arguments: [
      (["--only", "no-such-check"], "[usage.unknown-kind]", Int32(64)),
      (["--programs", "/usr/share"], "[selftest.no-program]", 64),
      (["--scratch", "/no/such/folder"], "[selftest.no-scratch]", 64),
      (["--scratch", "a b"], "[selftest.no-scratch]", 64),
    ])
  func refuses(_ arguments: [String], _ code: String, _ status: Int32) throws {
    let scene = try GateScene()
    scene.shell("mkdir 'a b'")
    let ended = scene.run(BuiltPrograms.readiness, ["selftest"] + arguments)
    #expect(ended.status == status && ended.errors.contains(code), "\(ended.errors)")
  }
}
