import GateScene
import Glibc
import Processes
import StrictJSON
import Testing

/// `readiness check` itself, with an external blocker.
@Suite("An external blocker", .serialized) struct ExternalRunTests {
  private static func scene(
    _ body: String, _ more: String = "", timeout: String = "20s", with: String = ""
  ) throws -> GateScene {
    let scene = try GateScene()
    try scene.write("check.sh", ScriptScene.prelude + body + "\n", mode: 0o755)
    let digest = scene.shell("sha256sum check.sh").output.prefix(64)
    try scene.write(
      "p.yaml",
      """
      policy: v1
      name: p
      environment: simulator
      blockers:
        - id: backup
          title: T
          risk: high
          check: external
          timeout: \(timeout)\(more)
          with:
            run: \(scene.folder)/check.sh
            sha256: \(digest)
      \(with)
      """)
    return scene
  }

  private static func blocker(_ result: ProcessResult) throws -> JSON {
    let json = try JSON.parse(result.standardOutput)
    return try #require(json["predicate"]?["blockers"]?.arrayValue?.first)
  }

  private static func check(_ scene: GateScene, environment: [String: String] = [:]) -> ProcessResult {
    scene.run(
      BuiltPrograms.readiness, ["check", "p.yaml", "--format", "json"], environment: environment)
  }

  @Test("that passes makes the report READY, and was told its id, the resolved parameters and a nonce")
  func ready() throws {
    let folder = try GateScene()
    let scene = try Self.scene(
      "printf '%s' \"$request\" > '\(folder.folder)/request'; answer pass \"$(finding pass \"$HOME\")\"",
      with: "      environment: [HOME]\n      arguments: [x]")
    let first = Self.check(scene, environment: ["HOME": "/h"])
    #expect(first.status == 0, "\(first.errors)")
    let blocker = try Self.blocker(first)
    #expect(blocker["outcome"]?.stringValue == "pass")
    #expect(blocker["findings"]?.arrayValue?.first?["subject"]?.stringValue == "/h")
    let request = try JSON.parse(Array(try folder.read("request").utf8))
    #expect(request["id"]?.stringValue == "backup")
    let deadline = try #require(request["deadlineMilliseconds"]?.integerValue)
    #expect((1...20_000).contains(deadline))
    let resolved = try JSON.parse(
      scene.run(BuiltPrograms.readiness, ["policy", "show", "--resolved", "p.yaml"]).standardOutput)
    let with = resolved["blockers"]?.arrayValue?.first?["with"]
    #expect(request["parameters"]?.text(sortedKeys: true) == with?.text(sortedKeys: true))
    let nonce = try #require(request["nonce"]?.stringValue)
    #expect(nonce.utf8.count == 32)
    #expect(Self.check(scene, environment: ["HOME": "/h"]).status == 0)
    #expect(try JSON.parse(Array(try folder.read("request").utf8))["nonce"]?.stringValue != nonce)
  }

  @Test("that says fail, and one that says nothing, close the gate with their own exit statuses")
  func closed() throws {
    #expect(Self.check(try Self.scene("answer fail \"$(finding fail a)\"")).status == 1)
    let silent = Self.check(try Self.scene("exit 0"))
    #expect(silent.status == 3)
    #expect(try Self.blocker(silent)["outcome"]?.stringValue == "unknown")
  }

  @Test("that does not end is ended at its deadline, with all that it started, in whatever session")
  func timeout() throws {
    let marks = try GateScene()
    #expect(marks.shell("chmod 777 .").isSuccess)
    let scene = try Self.scene(
      """
      trap '' TERM INT HUP
      setsid sh -c 'echo $$ > "\(marks.folder)/grandchild"; while :; do sleep 30; done' &
      echo $$ > '\(marks.folder)/child'
      until [ -s '\(marks.folder)/grandchild' ]; do sleep 0.01; done
      answer pass "$(finding pass a)"
      while :; do sleep 30; done
      """, timeout: "10s")
    let result = Self.check(scene)
    #expect(result.status == 3)
    #expect(result.durationMicroseconds < 25_000_000)
    #expect(try Self.blocker(result)["outcome"]?.stringValue == "timeout")
    for name in ["child", "grandchild"] {
      let process = try marks.read(name).split(separator: "\n").joined()
      #expect(isGone(process), "\(name) \(process) is still there")
    }
  }

  @Test("that leaves a process behind when it passes leaves none when the gate is done")
  func orphans() throws {
    let marks = try GateScene()
    let scene = try Self.scene(
      """
      setsid sh -c 'echo $$ > "\(marks.folder)/grandchild"; exec sleep 60' > /dev/null 2>&1 &
      until [ -s '\(marks.folder)/grandchild' ]; do sleep 0.01; done
      answer pass "$(finding pass a)"
      """)
    #expect(Self.check(scene).status == 0)
    #expect(isGone(try marks.read("grandchild").split(separator: "\n").joined()))
  }

  @Test("runs as its user", .enabled(if: geteuid() == 0, "only root can become somebody else"))
  func user() throws {
    let scene = try Self.scene(
      "answer pass \"$(finding pass \"$(id -un) $(id -G)\")\"", "\n    user: nobody")
    let result = Self.check(scene)
    #expect(result.status == 0, "\(result.output)")
    let subject = try Self.blocker(result)["findings"]?.arrayValue?.first?["subject"]?.stringValue
    #expect(subject == "nobody 65534")
    #expect(scene.shell("chmod 700 check.sh").isSuccess)
    let denied = Self.check(scene)
    #expect(denied.status == 3)
    let finding = try Self.blocker(denied)["findings"]?.arrayValue?.first
    #expect(finding?["message"]?.stringValue == "the program cannot be read")
    #expect(finding?["hint"]?.stringValue?.contains("let the blocker's user read it") == true)
  }

  @Test("with mistakes is told about by lint, with place and hint")
  func lint() throws {
    let scene = try Self.scene("true")
    _ = scene.shell("sed -i -e 's|run: .*|run: check.sh|' -e 's|sha256: .*|sha256: none|' p.yaml")
    let result = scene.run(BuiltPrograms.readiness, ["policy", "lint", "p.yaml"])
    #expect(result.status == 4)
    #expect(
      result.errors == """
        p.yaml:11:12: error: the program's path 'check.sh' is not absolute [policy.bad-value]
          11 |       run: check.sh
             |            ^
          hint: begin with a slash: run: /etc/readiness/checks/backup-fresh.py
        p.yaml:12:15: error: 'none' is no SHA-256 digest: 64 hexadecimal digits, and here are 4 characters [policy.bad-value]
          12 |       sha256: none
             |               ^
          hint: sha256: what 'sha256sum PROGRAM' prints
        2 mistakes; nothing was checked

        """)
  }
}
