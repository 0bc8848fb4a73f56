import DurableFiles
import GateScene
import Glibc
import Processes
import StrictJSON
import Testing

@Suite("readiness ends with status") struct ExitStatusTests {
  @Test("0, 1 or 3 as the verdict is, dry or signed")
  func verdicts() throws {
    let world = try CommandScene(hasKey: true)
    #expect(world.run("check", "p.yaml").status == 0)
    #expect(world.check().status == 0)
    try world.policy(CommandScene.undecided)
    #expect(world.run("check", "p.yaml").status == 3)
    #expect(world.check().status == 3)
    #expect(world.run("verify", "report.json", "--keyring", "keys/keyring.yaml").status == 3)
    try world.leaveLegacyFile()
    #expect(world.run("check", "p.yaml").status == 1)
    #expect(world.check().status == 1)
    #expect(world.run("verify", "report.json", "--keyring", "keys/keyring.yaml").status == 1)
    #expect(world.check("--strict").status == 1)
  }

  @Test("4 for a policy with mistakes, which it shows, and for keys and keyrings that do not count")
  func invalid() throws {
    let world = try CommandScene(hasKey: true)
    try world.key("alice", "approver")
    try world.key("demo", "gate", "demo")
    try world.key("late", "gate", validFor: "1ms")
    try world.scene.write("bad.yaml", "policy: v1\nname: p\nenvironment: lvie\nblockers: []\n")
    for command in [
      ["check", "bad.yaml"], ["policy", "lint", "bad.yaml"], ["policy", "show", "--resolved", "bad.yaml"],
    ] {
      let result = world.scene.run(BuiltPrograms.readiness, command)
      #expect(result.status == 4)
      #expect(result.codes == ["policy.no-blockers", "policy.unknown-value"])
      #expect(result.output == "")
      #expect(
        result.errors.contains(
          "\n  3 | environment: lvie\n    |              ^\n  hint: did you mean 'live'?\n"))
    }
    #expect(world.run("check", "none.yaml").codes == ["policy.unreadable"])
    func refused(_ key: String, _ keyring: String = "keys/keyring.yaml") -> [String] {
      let result = world.run(
        "check", "p.yaml", "--key", key, "--keyring", keyring, "--report", "r.json", "--state", "state")
      #expect(result.status == 4, "\(key): \(result.errors)")
      #expect(!world.scene.exists("r.json"))
      return result.codes
    }
    #expect(refused("keys/alice.pem") == ["key.wrong-role"])
    #expect(refused("keys/demo.pem") == ["key.wrong-environment"])
    #expect(refused("keys/late.pem") == ["key.not-valid-now"])
    #expect(refused("keys/none.pem") == ["key.unreadable"])
    #expect(refused("keys/gate.pem", "keys/none.yaml") == ["keyring.unreadable"])
    #expect(refused("keys/gate.pem", "p.yaml").contains("keyring.invalid"))
    #expect(refused("keys/keyring.yaml").first?.hasPrefix("key.") == true)
    world.run("keys", "revoke", "--name", "gate", "--reason", "stolen", "--keyring", "keys/keyring.yaml")
    #expect(refused("keys/gate.pem") == ["key.revoked"])
    #expect(world.run("keys", "show", "--keyring", "none").status == 4)
  }

  @Test("5 for a report that is not trusted, 6 for one that has expired")
  func reports() throws {
    let world = try CommandScene(hasKey: true)
    #expect(world.check().status == 0)
    func verify(_ arguments: String...) -> ProcessResult {
      world.scene.run(
        BuiltPrograms.readiness, ["verify", "report.json", "--keyring", "keys/keyring.yaml"] + arguments)
    }
    #expect(verify().status == 0)
    #expect(verify("--environment", "simulator", "--format", "json").status == 0)
    // The keys are judged first, and none counts for live.
    #expect(verify("--environment", "live").codes == ["signature.threshold"])
    #expect(verify("--engine", "p.yaml").codes == ["report.subject-missing.engine"])
    let expires = try #require(try world.statement()["predicate"]?["expiresAt"]?.stringValue)
    #expect(verify("--at", expires).status == 6)
    #expect(verify("--at", "2000-01-01T00:00:00Z").status == 5)
    try world.key("bob", "approver")
    let changed = verify()
    #expect(changed.status == 5)
    #expect(changed.codes == ["keyring.mismatch"])
    world.scene.shell("sed -i s/payload/Payload/ report.json")
    #expect(verify().status == 5)
    #expect(world.run("verify", "none.json", "--keyring", "keys/keyring.yaml").codes == ["report.missing"])
    #expect(world.run("verify", "report.json", "--keyring", "none").status == 4)
  }

  @Test(
    "64 for what it does not understand",
    arguments: [
      [], ["keys"], ["policy"], ["check"], ["chekc"], ["check", "p.yaml", "--key", "k"],
      ["check", "p.yaml", "--report", "r"],
      ["check", "p.yaml", "--format", "xml"], ["check", "p.yaml", "--subject", "engine"],
      ["check", "p.yaml", "--subject", "=x"], ["check", "p.yaml", "--subject", "engine=/bin/true"],
      ["check", "p.yaml", "--only", "none"], ["check", "p.yaml", "--output", "pdf=x"],
      ["check", "p.yaml", "--output", "junit"],
      ["check", "p.yaml", "--only", "legacy-state-file", "--key", "k", "--report", "r"],
      ["check", "p.yaml", "more"],
      ["verify", "r", "--at", "yesterday"], ["verify", "r", "--environment", "prod"],
      ["policy", "explain", "none"],
      ["policy", "show", "p.yaml"], ["policy", "lint"], ["keys", "generate", "--name", "a"],
      ["keys", "generate", "--name", "A", "--role", "gate", "--environment", "live", "--out", "k"],
      ["keys", "generate", "--name", "a", "--role", "king", "--environment", "live", "--out", "k"],
      [
        "keys", "generate", "--name", "a", "--role", "gate", "--environment", "live", "--out", "k",
        "--valid-for", "0d",
      ],
      ["approve", "r", "--until", "soon", "--reason", "x", "--key", "k", "--out", "o"],
      ["approve", "r", "--until", "2030-01-01T00:00:00Z", "--reason", "", "--key", "k", "--out", "o"],
    ])
  func usage(arguments: [String]) throws {
    let world = try CommandScene()
    let result = world.scene.run(BuiltPrograms.readiness, arguments)
    #expect(result.status == 64, "\(result.errors)")
    #expect(result.output == "")
    #expect(result.errors.hasPrefix("error: "))
    #expect(result.errors.contains("]\n  hint: "))
    #expect(!world.scene.exists("k"))
  }

  @Test("74 where something cannot be written")
  func unwritable() throws {
    let world = try CommandScene(hasKey: true)
    func written(_ report: String, _ state: String) -> ProcessResult {
      world.run(
        "check", "p.yaml", "--key", "keys/gate.pem", "--keyring", "keys/keyring.yaml", "--report", report,
        "--state", state)
    }
    #expect(written("none/report.json", "state").status == 74)
    #expect(written("r.json", "none/state").codes == ["store.unwritable"])
    #expect(written("r.json", "p.yaml").status == 74)
    #expect(!world.scene.exists("r.json"))
    #expect(world.run("check", "p.yaml", "--output", "junit=none/x.xml").codes == ["output.not-written"])
    let full = world.scene.shell("'\(BuiltPrograms.readiness)' check p.yaml > /dev/full; echo $?")
    #expect(full.output == "74\n")
    #expect(
      world.run(
        "keys", "generate", "--name", "a", "--role", "gate", "--environment", "live", "--out", "none/keys"
      ).status == 74)
  }

  @Test(
    "74 on a full disk, and the report in use stays as it was",
    .enabled(if: geteuid() == 0, "only root can mount"))
  func fullDisk() throws {
    let world = try CommandScene(hasKey: true)
    #expect(world.check().status == 0)
    let before = try world.scene.read("report.json")
    // A file system of its own in a mount namespace of its own: nothing is left of it afterwards.
    let result = world.scene.shell(
      """
      unshare -m sh -c 'mkdir full && mount -t tmpfs -o size=64k tmpfs full || exit 99
      mkdir full/state; head -c 100000 /dev/zero > full/filler 2>/dev/null
      "$0" check p.yaml --key keys/gate.pem --keyring keys/keyring.yaml --report report.json --state full/state
      echo "status $?"' '\(BuiltPrograms.readiness)'
      """)
    guard result.status != 99, !result.errors.contains("unshare") else { return }
    #expect(result.output.hasSuffix("status 74\n"), "\(result.output) \(result.errors)")
    #expect(try world.scene.read("report.json") == before)
  }

  @Test("75 while another run holds the lock")
  func busy() throws {
    let world = try CommandScene(hasKey: true)
    #expect(world.check().status == 0)
    let before = try world.scene.read("report.json")
    let lock = try FileLock.acquire(world.scene["state/locks/simulator.live.desk.run"])
    let result = world.check()
    #expect(result.status == 75)
    #expect(result.codes == ["run.busy"])
    #expect(try world.scene.read("report.json") == before)
    // A dry run waits for nobody.
    #expect(world.run("check", "p.yaml").status == 0)
    lock.release()
    #expect(world.check().status == 0)
    let keys = try FileLock.acquire(world.scene["keys/.keyring.lock"])
    let second = world.run(
      "keys", "generate", "--name", "b", "--role", "gate", "--environment", "live", "--out", "keys")
    #expect(second.status == 75, "\(second.errors)")
    #expect(second.codes == ["keyring.busy"])
    keys.release()
  }

  @Test("130 when it is interrupted")
  func interrupted() throws {
    let world = try CommandScene(hasKey: true)
    try world.scene.write("slow", "#!/bin/sh\necho $$ > '\(world.scene["mark"])'\nsleep 60\n", mode: 0o755)
    try world.scene.write(
      "p.yaml",
      """
      policy: v1
      name: desk
      environment: simulator
      blockers:
        - id: slow
          title: Slow
          risk: low
          check: dependency-presence
          timeout: 50s
          with: { executables: ["\(world.scene["slow"]) >= 1.0"] }

      """)
    let result = world.scene.shell(
      """
      '\(BuiltPrograms.readiness)' check p.yaml --key keys/gate.pem --keyring keys/keyring.yaml --report r.json --state state & gate=$!
      until [ -s mark ]; do sleep 0.01; done
      kill -INT $gate; wait $gate; echo "status $?"
      """)
    #expect(result.output.hasSuffix("status 130\n"), "\(result.output)")
    #expect(!world.scene.exists("r.json"))
    #expect(isGone(String(try world.scene.read("mark").dropLast())))
  }
}
