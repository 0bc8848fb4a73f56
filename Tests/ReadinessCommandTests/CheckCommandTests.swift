import DurableFiles
import GateScene
import Glibc
import Processes
import StrictJSON
import Testing

@Suite("readiness check") struct CheckCommandTests {
  @Test("without a key says that it is a dry run, and writes nothing")
  func dryRun() throws {
    let world = try CommandScene()
    let result = world.run("check", "p.yaml", "--state", "state")
    #expect(result.status == 0)
    #expect(result.output.hasPrefix("READY  policy 'desk' for simulator\n"))
    #expect(result.output.contains("dry run: nothing was signed or written"))
    #expect(result.errors == "")
    #expect(!world.scene.exists("state"))
  }

  @Test("signs, stores and writes a report, also a BLOCKED one")
  func signed() throws {
    let world = try CommandScene(hasKey: true)
    #expect(world.check().status == 0)
    let first = try world.statement()
    try world.leaveLegacyFile()
    #expect(world.check().status == 1)
    let second = try world.statement()
    #expect(second["predicate"]?["verdict"]?.stringValue == "BLOCKED")
    let names = world.scene.shell("ls state/reports | sort").output.split(separator: "\n").map(String.init)
    #expect(names.count == 2)
    let previous = try #require(second["predicate"]?["previous"]?.stringValue)
    #expect(names.contains("\(previous).json"))
    #expect(first["predicate"]?["previous"] == .null)
    let numbers = [first, second].compactMap { $0["predicate"]?["sequence"]?.integerValue }
    #expect(numbers.count == 2 && numbers[0] < numbers[1])
    let payload = world.scene.shell("sha256sum", input: first.text()).output.prefix(64)
    #expect(String(payload) == previous)
    let head = try JSON.parse(
      Array(try world.scene.read("state/heads/simulator.live.desk.json").utf8.drop { $0 == 0x0A }).trimmed)
    #expect(head.text().contains("\"verdict\":\"BLOCKED\""))
    #expect(
      try world.scene.read("report.json")
        == world.scene.read("state/reports/\(names.first { $0 != "\(previous).json" } ?? "")"))
  }

  @Test(
    "makes the folders above a user's own store, private, and says so when there is no home",
    arguments: [["HOME": "home"], ["HOME": "home", "XDG_STATE_HOME": "home/else/where"], [:]])
  func ownStore(variables: [String: String]) throws {
    let world = try CommandScene(hasKey: true)
    let user = geteuid() == 0 ? "setpriv --reuid=65534 --regid=65534 --clear-groups" : ""
    let environment = variables.sorted { $0.key < $1.key }.map { "\($0.key)='\(world.scene[$0.value])'" }
      .joined(separator: " ")
    let result = world.scene.shell(
      """
      mkdir home && chmod 0777 home . && chmod -R a+rX keys && cp keys/gate.pem own.pem
      if [ "$(id -u)" = 0 ]; then chown 65534 own.pem; fi; chmod 0600 own.pem
      \(user) test -x '\(BuiltPrograms.readiness)' || exit 99
      umask 022; exec \(user) env -i \(environment) '\(BuiltPrograms.readiness)' check p.yaml --key own.pem \
        --keyring keys/keyring.yaml --report report.json
      """)
    // A clone that others may not enter.
    guard result.status != 99 else { return }
    guard !variables.isEmpty else {
      #expect(result.status == 64 && result.codes == ["store.no-default"], "\(result.errors)")
      return
    }
    #expect(result.status == 0, "\(result.errors)")
    let above = variables["XDG_STATE_HOME"] ?? "home/.local/state"
    #expect(world.scene.exists("\(above)/readiness-gate/heads/simulator.live.desk.json"))
    #expect(try DurableFiles.status(world.scene[above]).mode & 0o777 == 0o700)
  }

  @Test("leaves the report in use untouched when it cannot store a new one")
  func untouched() throws {
    let world = try CommandScene(hasKey: true)
    #expect(world.check().status == 0)
    let before = try world.scene.read("report.json")
    world.scene.shell("echo garbage > state/heads/simulator.live.desk.json")
    let result = world.check()
    #expect(result.status == 74)
    #expect(result.codes == ["audit.damaged"])
    #expect(try world.scene.read("report.json") == before)
  }

  @Test("prints every format of one run, and they agree")
  func formats() throws {
    let world = try CommandScene(hasKey: true)
    try world.leaveLegacyFile()
    let result = world.check(
      "--format", "json", "--output", "junit=out.xml", "--output", "markdown=out.md", "--output",
      "human=out.txt",
      "--output", "json=out.json")
    #expect(result.status == 1)
    #expect(result.output == (try world.scene.read("out.json")))
    #expect(try JSON.parse(Array(result.output.utf8)).text() == world.statement().text())
    #expect(try world.scene.read("out.txt").hasPrefix("BLOCKED  policy 'desk' for simulator\n"))
    #expect(try world.scene.read("out.md").contains("| No legacy state file | ❌ Fail | High |"))
    let parser =
      "import xml.dom.minidom as d,sys; s=d.parse(sys.argv[1]).getElementsByTagName('testsuite')[0]; print(s.getAttribute('tests'), s.getAttribute('failures'))"
    let junit = world.scene.run("/usr/bin/python3", ["-c", parser, "out.xml"])
    if case .exited(127) = junit.termination { return }
    #expect(junit.output == "1 1\n", "\(junit.errors)")
    let mode = world.scene.shell("stat -c %a out.xml report.json").output
    #expect(mode == "644\n644\n")
  }

  @Test("takes another file for a subject, also one named from the working directory")
  func subject() throws {
    let world = try CommandScene(hasKey: true)
    try world.scene.write("one", "1")
    try world.scene.write("two", "2")
    try world.policy(head: "subjects: { program: one }\n")
    func digest(_ arguments: String...) throws -> String? {
      let result = world.scene.run(
        BuiltPrograms.readiness, ["check", "p.yaml", "--format", "json"] + arguments)
      #expect(result.status == 0, "\(result.errors)")
      return try JSON.parse(result.standardOutput)["subject"]?.arrayValue?.first?["digest"]?["sha256"]?
        .stringValue
    }
    let one = String(world.scene.shell("sha256sum one").output.prefix(64))
    let two = String(world.scene.shell("sha256sum two").output.prefix(64))
    #expect(try digest() == one)
    #expect(try digest("--subject", "program=two") == two)
    #expect(try digest("--subject", "program=\(world.scene["two"])") == two)
    let resolved = world.run("policy", "show", "--digest", "p.yaml").output
    let signed = try JSON.parse(
      world.run("check", "p.yaml", "--format", "json", "--subject", "program=two").standardOutput)
    #expect((signed["predicate"]?["policy"]?["resolvedSha256"]?.stringValue ?? "") + "\n" == resolved)
  }

  @Test("gives the engine's commands the configuration that was named from the working directory")
  func engineSubject() throws {
    let world = try CommandScene()
    world.scene.shell(
      "cp '\(BuiltPrograms.package)/deploy/engine.example.yaml' engine.yaml; mkdir -p system/data; chmod -R go+rX ."
    )
    try world.scene.write(
      "p.yaml",
      """
      policy: v1
      name: desk
      environment: simulator
      subjects: { engine: /nonexistent, configuration: /nonexistent }
      blockers:
        - id: state-paths
          title: State paths
          risk: low
          check: state-path
          with:
            root: system
            allow-file-systems: [overlay, tmpfs, 9p]
            paths:
              - { variable: KILL_SWITCH_STATE_PATH, default: data/kill.json, kind: kill-switch }

      """)
    let result = world.run(
      "check", "p.yaml", "--format", "json", "--subject", "engine=\(BuiltPrograms.engine)", "--subject",
      "configuration=engine.yaml", environment: ["KILL_SWITCH_STATE_PATH": "data/kill.json"])
    let answer = try JSON.parse(result.standardOutput)
    let findings = answer["predicate"]?["blockers"]?.arrayValue?.first?["findings"]?.arrayValue ?? []
    #expect(
      !findings.contains { $0.text().contains("engine.yaml") && $0.text().contains("no such file") },
      "\(answer.text())")
    #expect(
      answer["predicate"]?["runtime"]?["statePaths"]?["KILL_SWITCH_STATE_PATH"]?.stringValue
        == world.scene["system/data/kill.json"], "\(answer.text())")
  }

  @Test("runs one blocker alone with --only, dry")
  func only() throws {
    let world = try CommandScene()
    let result = world.run("check", "p.yaml", "--only", "legacy-state-file")
    #expect(result.status == 0)
    #expect(result.output.contains("1 blocker: 1 pass"))
  }

  @Test(
    "colours what goes to a terminal, unless NO_COLOR is set",
    .enabled(if: PythonPeer.plain != nil, "python3 is not here"))
  func colour() throws {
    let world = try CommandScene()
    let spawn =
      "import pty, sys, os; os.environ.update(dict(a.split('=') for a in sys.argv[2:])); pty.spawn([sys.argv[1], 'check', 'p.yaml'])"
    func output(_ variables: String...) -> String {
      world.scene.run("/usr/bin/python3", ["-c", spawn, BuiltPrograms.readiness] + variables).output
    }
    #expect(output("TERM=xterm").contains("\u{1B}[32mREADY\u{1B}[0m"))
    #expect(output("TERM=xterm", "NO_COLOR=").contains("\u{1B}[32m"))
    #expect(!output("TERM=xterm", "NO_COLOR=1").contains("\u{1B}"))
    #expect(!output("TERM=dumb").contains("\u{1B}"))
    #expect(!world.run("check", "p.yaml").output.contains("\u{1B}"))
  }
}

extension [UInt8] {
  /// Without a final newline.
  fileprivate var trimmed: [UInt8] { last == 0x0A ? Array(dropLast()) : self }
}
