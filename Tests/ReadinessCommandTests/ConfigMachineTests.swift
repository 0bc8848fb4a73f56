import GateScene
import Testing

@Suite("readiness config lint, on the engine's machine") struct ConfigMachineTests {
  /// A world, made by a shell as root, in which the engine runs as `nobody`.
  struct World: Sendable, CustomTestStringConvertible {
    let name: String
    let codes: [String]
    var text = ConfigScene.simulator
    /// Run in the configuration's folder, after it was written.
    var script = ""

    var testDescription: String { name }

    static func simulator(_ name: String, _ codes: [String], adding text: String, _ script: String = "")
      -> World
    {
      World(name: name, codes: codes, text: ConfigScene.simulator + text, script: script)
    }

    static let gate = "gate: { keyring: keyring.yaml, state: store, approvals: approvals }\n"
    static let good = """
      install -m 0400 -o nobody /dev/null keys; touch keyring.yaml; mkdir store approvals
      chown -R root:root engine.yaml keyring.yaml store; chmod 0755 .

      """

    static func live(_ name: String, _ codes: [String], _ script: String) -> World {
      World(name: name, codes: codes, text: ConfigScene.live + gate, script: good + script)
    }

    static let all = [
      simulator("nothing to complain about", [], adding: ""),
      live("live, as it should be", [], ""),
      live("a key that others can read", ["engine.file-readable-by-others"], "chmod 0440 keys"),
      live("a key of somebody else's", ["engine.unusable"], "chown root keys"),
      live("no key", ["engine.file-missing"], "rm keys"),
      live("a folder for a key", ["engine.wrong-kind"], "rm keys; mkdir keys"),
      live("no keyring", ["engine.file-missing"], "rm keyring.yaml"),
      live("a keyring for root's eyes", ["engine.unusable"], "chmod 0600 keyring.yaml"),
      live("a file for approvals", ["engine.wrong-kind"], "rmdir approvals; touch approvals"),
      live("closed approvals", ["engine.unusable"], "chmod 0700 approvals"),
      live("a keyring of the engine's own", ["engine.writable-by-engine"], "chown nobody keyring.yaml"),
      live(
        "heads that the engine can remove", ["engine.writable-by-engine"],
        "mkdir store/heads; chmod 0777 store/heads"),
      live(
        "a configuration that everybody can write", ["engine.writable-by-engine"], "chmod 0666 engine.yaml"),
      simulator(
        "no folder for the kill switch", ["engine.folder-missing"],
        adding: "state: { kill-switch-state-path: /var/lib/none-of-that-name/k.json }\n"),
      simulator(
        "a folder of root's for the kill switch", ["engine.unusable"],
        adding: "state: { kill-switch-state-path: SCENE/data/k.json }\n", "mkdir -m 0755 data"),
      simulator(
        "a link for the kill switch", ["engine.wrong-kind"],
        adding: "state: { kill-switch-state-path: SCENE/data/k.json }\n",
        "mkdir data; ln -s /dev/null data/k.json; chown nobody data"),
      simulator(
        "no authorities", ["engine.file-missing"], adding: ""
      ).replacing("http://127.0.0.1:8080\"", with: "https://localhost:8080\", ca-bundle: ca.pem"),
    ]

    func replacing(_ old: String, with new: String) -> World {
      var other = self
      other.text = text.replacing(old, with: new)
      return other
    }
  }

  @Test("names what the engine's user cannot use or must not", arguments: World.all)
  func machine(world: World) throws {
    let scene = try GateScene()
    guard scene.shell("id -u").output == "0\n" else { return }
    // Not below /var/tmp, where everybody may write: the engine would not believe what it finds there.
    let folder = String(scene.shell("mktemp -d /var/lib/config-lint.XXXXXX").output.dropLast())
    try #require(folder.hasPrefix("/var/lib/"))
    defer { scene.shell("rm -rf '\(folder)'") }
    let text = world.text.replacing("SCENE", with: folder)
    let made = scene.shell(
      "set -e; umask 022; cd '\(folder)'; chmod 0755 .; cat > engine.yaml\n\(world.script)", input: text)
    try #require(made.status == 0, "\(made.errors)")
    let result = scene.run(
      BuiltPrograms.readiness, ["config", "lint", "\(folder)/engine.yaml", "--user", "nobody"])
    #expect(result.codes == world.codes, "\(result.errors)")
    #expect(result.status == (world.codes.isEmpty ? 0 : 4))
  }

  @Test("warns of what is lost at the next boot, and of alerts that nobody would send")
  func warnings() throws {
    let world = try ConfigScene()
    let result = try world.lint(
      ConfigScene.simulator
        + "state: { kill-switch-state-path: /tmp/k.json }\nalerts: { command: /usr/bin/none-of-that-name }\n",
      "--user", "nobody")
    #expect(result.status == 0, "\(result.errors)")
    #expect(
      result.errors.contains(
        "warning: the folder of KILL_SWITCH_STATE_PATH '/tmp' is empty after the next boot"))
    #expect(result.errors.contains("[engine.not-a-program]"))
    #expect(result.output.contains(", 2 warnings\n"))
  }

  @Test("warns of a live configuration that tells nobody when it is in trouble")
  func nobodyIsTold() throws {
    let gate = "gate: { live: { policy-sha256: \(String(repeating: "12", count: 32)) } }\n"
    let result = try ConfigScene().lint(ConfigScene.live + gate, "--elsewhere")
    #expect(result.status == 0, "\(result.errors)")
    #expect(result.errors.contains("[engine.no-alert-channel]"), "\(result.errors)")
    #expect(result.errors.contains("trading-engine alert --test"))
    #expect(result.output.contains(", 1 warning\n"), "\(result.output)")
  }

  @Test("warns of an alert program that the engine's user could change")
  func alertProgram() throws {
    let scene = try GateScene()
    guard scene.shell("id -u").output == "0\n" else { return }
    let folder = String(scene.shell("mktemp -d /var/lib/config-lint.XXXXXX").output.dropLast())
    try #require(folder.hasPrefix("/var/lib/"))
    defer { scene.shell("rm -rf '\(folder)'") }
    let text = ConfigScene.simulator + "alerts: { command: \(folder)/bin/alert }\n"
    let made = scene.shell(
      "set -e; umask 022; cd '\(folder)'; chmod 0755 .; mkdir bin; cat > engine.yaml; install /bin/true bin/alert",
      input: text)
    try #require(made.status == 0, "\(made.errors)")
    for (script, place) in [
      ("true", nil), ("chown nobody bin/alert", "bin/alert"),
      ("chown root bin/alert; chmod 0777 bin", "bin"),
    ] {
      scene.shell("cd '\(folder)'; \(script)")
      let result = scene.run(
        BuiltPrograms.readiness, ["config", "lint", "\(folder)/engine.yaml", "--user", "nobody"])
      let warning = place.map { "warning: nobody could change the alert program at '\(folder)/\($0)'" }
      #expect(
        warning.map { result.errors.contains($0) } ?? result.errors.isEmpty, "\(script): \(result.errors)")
      #expect(result.status == 0)
    }
  }

  @Test("does not take root's rights for the engine's")
  func root() throws {
    let world = try ConfigScene()
    guard world.scene.shell("id -u").output == "0\n" else { return }
    let result = try world.lint(ConfigScene.simulator)
    #expect(result.output.contains("note: rights to files were left out"))
    #expect(!(try world.lint(ConfigScene.simulator, "--user", "nobody")).output.contains("rights"))
  }

  @Test(
    "reads the unit's environment files",
    arguments: [
      ("KILL_SWITCH_STATE_PAHT=/var/lib/x", "environment.near-miss"),
      ("no assignment", "environment.bad-line"),
      ("KILL_SWITCH_STATE_PATH=", "environment.bad-path"),
      ("KILL_SWITCH_STATE_PATH=/x/", "environment.bad-path"),
      ("LD_PRELOAD=/x.so", "environment.loader-variable"), ("# nothing", nil), ("OTHER=1", nil),
    ])
  func environmentFiles(line: String, code: String?) throws {
    let world = try ConfigScene()
    try world.scene.write("engine.env", "# the unit's\n\(line)\n")
    let result = try world.lint(ConfigScene.simulator, "--elsewhere", "--environment-file", "engine.env")
    #expect(result.codes == (code.map { [$0] } ?? []), "\(result.errors)")
    if code != nil { #expect(result.errors.hasPrefix("engine.env:2:1: error: ")) }
    #expect(
      try world.lint(ConfigScene.simulator, "--environment-file", "none.env").codes == [
        "environment.unreadable"
      ])
  }

  @Test(
    "follows a state path that an environment file moves, and warns of a doubtful one and of a slip in the shell"
  )
  func moved() throws {
    let world = try ConfigScene()
    try world.scene.write(
      "engine.env", "INSTRUMENT_SPECS_CACHE_PATH=/var/lib/none-of-that-name/s.json # why\n")
    let result = try world.lint(
      ConfigScene.simulator, "--environment-file", "engine.env",
      environment: ["kill_switch_state_path": "/x"])
    #expect(result.codes == ["engine.folder-missing"])
    #expect(result.errors.contains("engine.env:1:1: error: the folder of INSTRUMENT_SPECS_CACHE_PATH"))
    #expect(result.errors.contains("engine.env:1:1: warning: INSTRUMENT_SPECS_CACHE_PATH: "))
    #expect(result.errors.contains("warning: 'kill_switch_state_path' is set here"))
  }
}
