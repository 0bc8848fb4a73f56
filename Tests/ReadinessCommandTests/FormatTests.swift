import GateScene
import Testing

@Suite("readiness check --format") struct FormatTests {
  private static let formats = [
    "human", "json", "junit", "tap", "sarif", "prometheus", "nagios", "markdown", "html",
  ]

  @Test("names every format in its help")
  func help() throws {
    let help = try CommandScene().run("check", "--help").output
    let words = help.split { $0 == " " || $0 == "\n" || $0 == "," || $0 == "." }.map(String.init)
    for format in Self.formats { #expect(words.contains(format), "\(format)") }
  }

  @Test("prints what --output writes, for a signed report, with the same exit status in every format")
  func outputs() throws {
    let world = try CommandScene(hasKey: true)
    try world.leaveLegacyFile()
    let outputs = Self.formats.flatMap { ["--output", "\($0)=out.\($0)"] }
    for format in Self.formats {
      let result = world.scene.run(
        BuiltPrograms.readiness,
        [
          "check", "p.yaml", "--key", "keys/gate.pem", "--keyring", "keys/keyring.yaml", "--report", "r.json",
          "--state", "state", "--format", format,
        ] + outputs)
      #expect(result.status == 1, "\(format): \(result.errors)")
      #expect(try world.scene.read("out.\(format)") == result.output, "\(format)")
      #expect(result.output.contains("legacy-state-file"), "\(format)")
    }
  }

  struct Plugin: Sendable, CustomTestStringConvertible {
    let name: String
    let status: Int32
    let line: String
    var arguments = ["p.yaml"]
    var prepare: @Sendable (CommandScene) throws -> Void = { _ in }
    var testDescription: String { name }
  }

  static let plugins = [
    Plugin(name: "READY", status: 0, line: "READINESS OK - 1/1 blockers pass, dry run | 'blockers'=1;"),
    Plugin(
      name: "a part of a policy", status: 1,
      line: "READINESS WARNING - 1/1 blockers pass, 1 left out by --only, dry run | ",
      arguments: ["p.yaml", "--only", "legacy-state-file"],
      prepare: {
        try $0.scene.write(
          "p.yaml",
          try $0.scene.read("p.yaml")
            + "  - { id: other, title: T, risk: low, check: legacy-file-absence, with: { root: root, files: [x] } }\n"
        )
      }),
    Plugin(
      name: "a failed blocker", status: 2,
      line: "READINESS CRITICAL - 0/1 blockers pass, legacy-state-file fail, dry run | ",
      prepare: { try $0.leaveLegacyFile() }),
    Plugin(
      name: "an undecided blocker", status: 2,
      line: "READINESS CRITICAL - 0/1 blockers pass, legacy-state-file unknown, dry run | ",
      prepare: { try $0.policy(CommandScene.undecided) }),
    Plugin(
      name: "a policy with a mistake", status: 3, line: "READINESS UNKNOWN - exit status 4: p.yaml:",
      prepare: { try $0.policy(head: "nonsense: 1\n") }),
    Plugin(
      name: "no policy", status: 3, line: "READINESS UNKNOWN - exit status 4: ", arguments: ["none.yaml"]),
    Plugin(
      name: "an unknown option", status: 3, line: "READINESS UNKNOWN - exit status 64: ",
      arguments: ["p.yaml", "--nonsense"]),
    Plugin(
      name: "an output that cannot be written", status: 3, line: "READINESS UNKNOWN - exit status 74: ",
      arguments: ["p.yaml", "--output", "tap=none/there"]),
  ]

  @Test("nagios, by the plugin, has the exit status of a plugin", arguments: plugins)
  func plugin(_ expected: Plugin) throws {
    let world = try CommandScene()
    try expected.prepare(world)
    let result = world.scene.run(
      BuiltPrograms.package + "/deploy/monitoring/check_readiness", expected.arguments,
      environment: ["READINESS": BuiltPrograms.readiness])
    #expect(result.output.hasPrefix(expected.line), "\(result.output)")
    #expect(result.status == expected.status)
    #expect(result.errors == "")
  }

  @Test(
    "nagios, by the plugin, takes the program's word only where its exit status goes with it",
    arguments: [
      ("READINESS OK - x", 0, 0), ("READINESS WARNING - x", 0, 1), ("READINESS WARNING - x", 1, 2),
      ("READINESS CRITICAL - x", 1, 2), ("READINESS CRITICAL - x", 3, 2), ("READINESS CRITICAL - x", 0, 3),
      ("READINESS OK - x", 1, 3), ("READINESS OK - x", 74, 3), ("READINESS OKAY", 0, 3), ("", 0, 3),
    ])
  func word(line: String, status: Int, expected: Int) throws {
    let world = try CommandScene()
    try world.scene.write("program", "#!/bin/sh\necho '\(line)'\nexit \(status)\n", mode: 0o755)
    let result = world.scene.run(
      BuiltPrograms.package + "/deploy/monitoring/check_readiness", ["p.yaml"],
      environment: ["READINESS": world.scene["program"]])
    #expect(result.status == Int32(expected))
    #expect(
      result.output.hasPrefix(expected == 3 ? "READINESS UNKNOWN - exit status \(status)" : line),
      "\(result.output)")
  }

  @Test("nagios, by the plugin, is unknown where there is no program or no argument")
  func nothing() throws {
    let world = try CommandScene()
    let plugin = BuiltPrograms.package + "/deploy/monitoring/check_readiness"
    let absent = world.scene.run(plugin, ["p.yaml"], environment: ["READINESS": "/nowhere/readiness"])
    #expect(absent.output.hasPrefix("READINESS UNKNOWN - exit status 127"))
    #expect(absent.status == 3)
    #expect(world.scene.run(plugin).status == 3)
  }
}
