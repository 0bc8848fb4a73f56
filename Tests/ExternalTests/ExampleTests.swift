import CheckScene
import Chronology
import External
import GateScene
import Processes
import ReadinessCheck
import Testing

@Suite("An external check that ships", .serialized) struct ExampleTests {
  private static let folder = "\(BuiltPrograms.package)/checks/External"

  @Test(
    "tells a fresh backup from an old, an empty, a missing and a future one",
    arguments: [
      ("echo data > backup", Finding.Status.pass, "the backup is fresh"),
      ("echo data > backup; touch -d '27 hours ago' backup", .fail, "too old"),
      ("echo data > backup; touch -d '2 hours' backup", .fail, "from the future"),
      (": > backup", .fail, "is none"), ("mkdir backup", .fail, "is none"), ("true", .fail, "no backup"),
    ])
  func backup(shell: String, status: Finding.Status, message: String) throws {
    let world = try ScriptScene()
    world.scene.now = SystemClock.now()
    #expect(
      world.scene.shell("cp '\(Self.folder)/examples/backup-fresh.py' check.py && chmod 755 check.py") == 0)
    #expect(world.scene.shell(shell) == 0)
    let findings = try world.run(
      "\(world.scene.folder)/check.py", "arguments: ['\(world.scene.folder)/backup', '26']")
    let finding = try #require(findings.first)
    #expect(finding.status == status, "\(finding)")
    #expect(finding.message.contains(message), "\(finding)")
    #expect((finding.validUntil != nil) == (status == .pass))
  }

  @Test("does not answer when it is asked wrongly")
  func usage() throws {
    let world = try ScriptScene()
    world.scene.now = SystemClock.now()
    #expect(
      world.scene.shell("cp '\(Self.folder)/examples/backup-fresh.py' check.py && chmod 755 check.py") == 0)
    let finding = try #require(try world.run("\(world.scene.folder)/check.py").first)
    #expect(finding.status == .unknown)
    #expect(finding.found == "exit status 1: usage: backup-fresh.py FILE HOURS")
  }

  @Test("is what the README's templates make", arguments: ["python", "sh"])
  func templates(language: String) throws {
    let world = try ScriptScene()
    let readme = String(
      decoding: try world.scene.files.read("\(Self.folder)/README.md", limit: 1 << 20), as: UTF8.self)
    let start = try #require(readme.firstRange(of: "```\(language)\n"))
    let rest = readme[start.upperBound...]
    let end = try #require(rest.firstRange(of: "```"))
    let text = rest[..<end.lowerBound].split(
      separator: "/etc/trading-engine/on-call", omittingEmptySubsequences: false
    )
    .joined(separator: "\(world.scene.folder)/on-call")
    let path = try world.scene.write("template", text, mode: 0o755)
    let absent = try world.run(path)
    #expect(absent.map(\.status) == [.fail], "\(absent)")
    try world.scene.write("on-call", "somebody")
    let present = try world.run(path)
    #expect(present.map(\.status) == [.pass], "\(present)")
  }
}
