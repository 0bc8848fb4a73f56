import GateScene
import Processes
import StrictJSON
import Testing

/// A desk that ran its gate three times, the second time with a blocker that failed.
@Suite("readiness audit") struct AuditCommandTests {
  private func scene() throws -> CommandScene {
    let scene = try CommandScene(hasKey: true)
    #expect(scene.check().status == 0)
    try scene.leaveLegacyFile()
    #expect(scene.check().status == 1)
    scene.scene.shell("rm root/.kill_switch_state")
    #expect(scene.check().status == 0)
    return scene
  }

  private func audit(_ scene: CommandScene, _ arguments: String...) -> ProcessResult {
    scene.scene.run(BuiltPrograms.readiness, ["audit"] + arguments + ["--state", "state"])
  }

  private func digests(_ scene: CommandScene) throws -> [String] {
    try audit(scene, "list", "--format", "json").output.split(separator: "\n").map {
      try #require(try JSON.parse(Array($0.utf8))["sha256"]?.stringValue)
    }
  }

  @Test("keeps elsewhere what an export holds, and all of it or nothing") func bundles() throws {
    let scene = try scene()
    let bundle = audit(scene, "export").output
    try scene.scene.write("month.jsonl", bundle)
    let added = scene.run("audit", "add", "month.jsonl", "--state", "elsewhere")
    #expect(added.status == 0, "\(added.errors)")
    #expect(added.output.split(separator: "\n").map { $0.prefix(7) } == ["added  ", "added  ", "added  "])
    let verified = scene.run(
      "audit", "verify", "--copy", "--state", "elsewhere", "--keyring", "keys/keyring.yaml")
    #expect(verified.status == 0, "\(verified.output)")
    try scene.scene.write("bad.jsonl", bundle + "{}\n")
    let refused = scene.run("audit", "add", "bad.jsonl", "--state", "third")
    #expect(refused.status == 5 && refused.errors.contains("'bad.jsonl:4'"), "\(refused.errors)")
    #expect(refused.errors.contains("[audit.not-an-envelope]") && !scene.scene.exists("third"))
    try scene.scene.write("empty.jsonl", "")
    #expect(scene.run("audit", "add", "empty.jsonl", "--state", "third").status == 5)
  }

  @Test("lists, shows and compares what was signed") func reads() throws {
    let scene = try scene()
    let list = audit(scene, "list")
    #expect(list.output.split(separator: "\n").map { $0.contains("BLOCKED") } == [false, true, false])
    let names = try digests(scene)
    let shown = audit(scene, "show", String(names[1].prefix(10)))
    #expect(shown.output.contains("\"verdict\": \"BLOCKED\""), "\(shown.output.prefix(300))")
    let same = audit(scene, "diff", names[0], names[0])
    #expect((same.status, same.output) == (0, "the two say the same\n"))
    let other = audit(scene, "diff", names[0], names[1])
    #expect(other.status == 1)
    #expect(other.output.contains("verdict: READY → BLOCKED\n"))
    #expect(other.output.contains("blocker legacy-state-file: pass → fail\n"))
  }

  @Test("exports for spreadsheets and for other verifiers") func exports() throws {
    let scene = try scene()
    let table = audit(scene, "export", "--format", "csv").output.split(separator: "\n")
    #expect(table.count == 4)
    #expect(table[2].contains(",simulator,live,desk,"))
    let bundle = audit(scene, "export").output.split(separator: "\n")
    #expect(bundle.count == 3)
    #expect(
      try JSON.parse(Array(bundle[0].utf8))["payloadType"]?.stringValue == "application/vnd.in-toto+json")
  }

  @Test("verifies, and says which report is lost or altered") func verifies() throws {
    let scene = try scene()
    let keyring = ["--keyring", "keys/keyring.yaml"]
    let intact = audit(scene, "verify", keyring[0], keyring[1])
    #expect((intact.status, intact.errors) == (0, ""))
    #expect(intact.output.hasPrefix("intact: 3 reports in 1 chain\n"), "\(intact.output)")
    #expect(intact.output.contains("the decision log was not compared: --decisions FILE"))
    let names = try digests(scene)
    scene.scene.shell("mv state/reports/\(names[1]).json kept.json")
    let lost = audit(scene, "verify", keyring[0], keyring[1])
    #expect(lost.status == 5)
    #expect(lost.output.contains("[audit.report-missing]"), "\(lost.output)")
    #expect(audit(scene, "add", "kept.json").output.hasPrefix("added  \(names[1])"))
    #expect(audit(scene, "verify", keyring[0], keyring[1]).status == 0)
    scene.scene.shell("sed -i 's/payload\":\"eyJ/payload\":\"eyI/' state/reports/\(names[1]).json")
    let json = audit(scene, "verify", keyring[0], keyring[1], "--format", "json")
    #expect(json.status == 5)
    #expect(try JSON.parse(json.standardOutput)["intact"]?.boolValue == false)
    #expect(audit(scene, "show", names[1]).codes == ["audit.report-altered"])
  }

  @Test(
    "refuses what it cannot answer",
    arguments: [
      (["show", "zz"], Int32(64), "audit.no-such-report"), (["show", ""], 64, "audit.no-such-report"),
      (["add", "p.yaml"], 5, "audit.not-an-envelope"), (["add", "none.json"], 5, "audit.report-unreadable"),
      (["coverage", "--from", "2026-11-01T00:00:00Z"], 64, "usage"),
      (["coverage", "--from", "yesterday", "--decisions", "d"], 64, "usage"),
      (
        ["verify", "--keyring", "keys/keyring.yaml", "--machine", "x", "--decisions", "d"], 64,
        "usage.unknown-machine"
      ),
    ])
  func refuses(_ arguments: [String], _ status: Int32, _ code: String) throws {
    let scene = try scene()
    let result = scene.scene.run(BuiltPrograms.readiness, ["audit"] + arguments + ["--state", "state"])
    #expect(result.status == status, "\(result.errors)")
    #expect(result.codes.first?.hasPrefix(code) == true, "\(result.errors)")
  }
}
