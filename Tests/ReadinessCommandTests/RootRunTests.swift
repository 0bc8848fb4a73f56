import GateScene
import Glibc
import Processes
import StrictJSON
import Testing

@Suite("A gate that root runs", .enabled(if: geteuid() == 0, "needs root")) struct RootRunTests {
  static let secret = "hunter2-is-a-name-too"

  /// Files of the service's user, an empty Python environment, and a secret of root's.
  private func world(requirements: String) throws -> CommandScene {
    let world = try CommandScene(hasKey: true)
    try world.scene.write("secret", "\(Self.secret)\nroot:$6$salt$hash:19000:0:99999:7:::\n", mode: 0o600)
    world.scene.shell("mkdir -p app/lib/python3.11/site-packages")
    try world.scene.write("app/pyvenv.cfg", "version = 3.11.2\n")
    if !requirements.isEmpty { try world.scene.write("app/requirements.txt", requirements) }
    try world.scene.write(
      "p.yaml",
      """
      policy: v1
      name: desk
      environment: simulator
      blockers:
        - id: runtime-dependencies
          title: Dependencies
          risk: low
          check: dependency-presence
          with: { root: app, python: { environment: ., requirements: [requirements.txt] } }
        - id: legacy-state-file
          title: No legacy state file
          risk: high
          check: legacy-file-absence
          with: { root: app, files: [.kill_switch_state], mentioned-nowhere-in: [requirements.txt] }
        - id: state-paths
          title: State
          risk: low
          check: state-path
          with:
            root: app
            environment-files: [.env.local]
            paths: [{ variable: KILL_SWITCH_STATE_PATH, default: state.json, kind: json }]

      """)
    return world
  }

  @Test(
    "publishes no line of a file that the service's user cannot read",
    arguments: [
      ("-r ../secret\n", ""), ("--constraint ../secret\n", ""),
      ("-r more.txt\n", "ln -s ../secret app/more.txt"),
      ("", "ln -s ../secret app/requirements.txt"), ("a\n", "ln -s ../secret app/.env.local"),
      ("a\n", "ln -s ../secret app/state.json"),
      (
        "",
        """
        mkdir app/lib/python3.11/site-packages/a.egg-info
        printf 'Name: a\\nVersion: 1\\n' > app/lib/python3.11/site-packages/a.egg-info/PKG-INFO
        ln -s ../../../../../secret app/lib/python3.11/site-packages/a.egg-info/requires.txt
        echo a > app/requirements.txt
        """
      ),
    ])
  func secrets(requirements: String, script: String) throws {
    let world = try world(requirements: requirements)
    #expect(world.scene.shell("\(script)\nchown -hR nobody app").isSuccess)
    let result = world.check("--output", "markdown=r.md", "--output", "junit=r.xml")
    #expect(result.status == 1 || result.status == 3, "\(result.errors)")
    let everything = result.output + result.errors + (try world.statement().text())
    for word in ["hunter2", "$6$", "19000"] { #expect(!everything.contains(word), "\(everything)") }
    #expect(everything.contains("user 65534 leads there") || !script.isEmpty || requirements.isEmpty)
  }

  @Test("publishes no password of a requirement's URL")
  func credentials() throws {
    let world = try world(
      requirements: "a @ https://user:hunter2@h/x.whl\n-e git+https://hunter2@h/b\nx y://hunter2@z\n")
    let result = world.check()
    let everything = result.output + result.errors + (try world.statement().text())
    #expect(everything.contains("https://***@h/x.whl"))
    #expect(!everything.contains("hunter2"))
  }
}
