import GateScene
import Processes
import StrictJSON
import Testing

@Suite("readiness policy") struct PolicyCommandTests {
  @Test("lint tells about every file, for people and for programs")
  func lint() throws {
    let world = try CommandScene()
    try world.scene.write(
      "bad.yaml", "policy: v1\nname: p\nenvironment: simulator\nblocker: []\nblockers: []\n")
    let result = world.run("policy", "lint", "p.yaml", "bad.yaml", "none.yaml")
    #expect(result.status == 4)
    #expect(result.output == "p.yaml: valid, 1 blocker\n")
    #expect(result.codes == ["policy.no-blockers", "policy.unknown-key", "policy.unreadable"])
    #expect(world.run("policy", "lint", "p.yaml").status == 0)
    let json = world.run("policy", "lint", "--format", "json", "p.yaml", "bad.yaml")
    #expect(json.status == 4)
    let answer = try JSON.parse(json.standardOutput)
    #expect(answer["valid"] == .bool(false))
    #expect(answer["diagnostics"]?.arrayValue?.map { $0["line"]?.integerValue } == [1, 4])
    #expect(answer["diagnostics"]?.arrayValue?.last?["hint"]?.stringValue == "did you mean 'blockers'?")
    #expect(json.errors == "")
  }

  @Test("show prints canonical JSON, and its digest is that of the bytes without the newline")
  func show() throws {
    let world = try CommandScene()
    let shown = world.run("policy", "show", "--resolved", "p.yaml")
    #expect(shown.status == 0)
    let text = shown.output.dropLast()
    #expect(try JSON.parse(Array(text.utf8)).text(sortedKeys: true) == text)
    let digest = world.scene.shell("sha256sum", input: String(text)).output.prefix(64)
    #expect(world.run("policy", "show", "--digest", "p.yaml").output == "\(digest)\n")
    #expect(world.run("policy", "show", "--resolved", "--digest", "p.yaml").output == "\(digest)\n")
    world.scene.shell("mkdir sub")
    let elsewhere = world.scene.shell("cd sub; '\(BuiltPrograms.readiness)' policy show --resolved ../p.yaml")
    #expect(elsewhere.output == shown.output)
  }

  @Test("schema, checks and explain answer without a file")
  func authoring() throws {
    let world = try CommandScene()
    #expect(try JSON.parse(world.run("policy", "schema").standardOutput)["$schema"] != nil)
    let kinds = world.run("policy", "checks").output.split(separator: "\n").map {
      $0.split(separator: " ")[0]
    }
    #expect(
      kinds == [
        "dependency-presence", "state-path", "legacy-file-absence", "sltp-certification",
        "venue-api-lifecycle", "promoted-report", "host-clock", "external", "configuration-valid",
        "unit-hardening", "venue-access", "kill-switch-ready",
      ])
    for kind in kinds { #expect(world.run("policy", "explain", String(kind)).output.hasPrefix("\(kind)\n")) }
  }

  @Test("and every other command has help with an example")
  func help() throws {
    let world = try CommandScene()
    let dump = world.run("--experimental-dump-help")
    var commands: [[String]] = []
    func collect(_ command: JSON, _ path: [String]) {
      commands.append(path)
      for sub in command["subcommands"]?.arrayValue ?? [] {
        let name = sub["commandName"]?.stringValue ?? ""
        if name != "help" { collect(sub, path + [name]) }
      }
    }
    collect(try #require(try JSON.parse(dump.standardOutput)["command"]), [])
    #expect(commands.count >= 14)
    for command in commands {
      let result = world.scene.run(BuiltPrograms.readiness, command + ["--help"])
      #expect(result.status == 0)
      #expect(result.output.contains("Example: readiness "), "\(command)")
    }
    #expect(world.run("--version").status == 0)
  }
}
