import GateScene
import Glibc
import Processes
import StrictJSON
import Testing

@Suite("readiness check with waivers") struct WaivedCheckTests {
  @Test("opens for a waived blocker, keeps what was observed, and runs what needs it")
  func waived() throws {
    let desk = try WaiverScene()
    #expect(desk.world.check().status == 1)
    let until = WaiverScene.time(in: 86_400 - 60)
    desk.waive(["--until": "\(until)", "--reason": "ticket 12 \u{1B}[2J"])
    let result = desk.world.check(
      "--waiver", "w.json", "--output", "junit=o.xml", "--output", "markdown=o.md")
    #expect(result.status == 0, "\(result.errors)")
    #expect(result.errors == "")
    #expect(result.output.hasPrefix("READY_WITH_WAIVERS  policy 'desk' for simulator\n"))
    let text = "observed fail, waived by 'alice' until \(until): ticket 12 "
    for shown in [result.output, try desk.scene.read("o.xml"), try desk.scene.read("o.md")] {
      #expect(shown.contains(text), "\(shown)")
      #expect(!shown.contains("\u{1B}"))
    }
    let predicate = try desk.world.statement()["predicate"]
    #expect(predicate?["verdict"]?.stringValue == "READY_WITH_WAIVERS")
    let blockers = predicate?["blockers"]?.arrayValue ?? []
    #expect(blockers.map { $0["outcome"]?.stringValue } == ["waived", "pass"])
    #expect(blockers.map { $0["observed"]?.stringValue } == ["fail", "pass"])
    #expect(blockers.first?["findings"]?.text().contains("the legacy file is there") == true)
    #expect(predicate?["waivers"]?.arrayValue?.map { $0["blocker"]?.stringValue } == ["legacy-state-file"])
    #expect(desk.world.check("--waiver", "w.json", "--strict").status == 1)
    let verified = desk.world.run("verify", "report.json", "--keyring", "keys/keyring.yaml")
    #expect(verified.status == 0, "\(verified.errors)")
    #expect(verified.output.contains("  waivers   legacy-state-file\n"))
    #expect(verified.output.contains("  WAIVED legacy-state-file (\(text)"))
    let json = try JSON.parse(
      desk.world.run("verify", "report.json", "--keyring", "keys/keyring.yaml", "--format", "json")
        .standardOutput)
    #expect(json["waived"]?.arrayValue?.first?["approver"]?.stringValue == "alice")
    #expect(json["waived"]?.arrayValue?.first?["expiresAt"]?.stringValue == "\(until)")
  }

  @Test("ends the report with its first waiver, and says when one ends soon")
  func ends() throws {
    let desk = try WaiverScene()
    let until = WaiverScene.time(in: 3_600)
    desk.waive(["--until": "\(until)"])
    let early = desk.world.check("--waiver", "w.json")
    #expect(!early.output.contains("ends soon"))
    let predicate = try desk.world.statement()["predicate"]
    #expect(predicate?["expiresAt"]?.stringValue == "\(until)")
    #expect(predicate?["expiresBecause"]?.stringValue == "the waiver of legacy-state-file")
    // Three quarters of its life are over.
    let soon = WaiverScene.time(in: 8)
    desk.waive(["--until": "\(soon)"])
    sleep(6)
    let late = desk.world.check("--waiver", "w.json")
    #expect(
      late.output.contains("note: the waiver of 'legacy-state-file' ends soon, at \(soon)"), "\(late.output)")
  }

  @Test("says that a waiver is not needed or not used, and leaves it out of the report")
  func unneeded() throws {
    let desk = try WaiverScene()
    desk.waive()
    desk.scene.shell("rm root/.kill_switch_state")
    let passed = desk.world.check("--waiver", "w.json")
    #expect(passed.status == 0 && passed.output.hasPrefix("READY  "))
    #expect(
      passed.output.contains("note: the waiver 'w.json' is no longer needed: 'legacy-state-file' passed\n"))
    let predicate = try desk.world.statement()["predicate"]
    #expect(predicate?["waivers"]?.arrayValue?.isEmpty == true)
    #expect(predicate?["expiresBecause"]?.stringValue == "valid-for 12h")
    // A check that did not run has shown nothing to excuse.
    try desk.world.leaveLegacyFile()
    desk.waive(["--blocker": "second"])
    let unrun = desk.world.check("--waiver", "w.json")
    #expect(unrun.status == 1)
    #expect(unrun.output.contains("note: the waiver 'w.json' was not used: 'second' did not run"))
    #expect(unrun.output.contains("2 blockers: 1 fail, 1 blocked"))
  }

  @Test("excuses what is unknown, too")
  func undecided() throws {
    let desk = try WaiverScene()
    desk.scene.shell("rm root/.kill_switch_state")
    try desk.policy(
      "files: [.kill_switch_state]", "files: [.kill_switch_state], ignored-by-git: [.kill_switch_state]")
    #expect(desk.world.check().status == 3)
    desk.waive()
    #expect(desk.world.check("--waiver", "w.json").status == 0)
    #expect(try desk.blocker()?["observed"]?.stringValue == "unknown")
    #expect(desk.world.run("verify", "report.json", "--keyring", "keys/keyring.yaml").status == 0)
  }

  @Test("verifies waivers in a dry run as well, for which it needs the keyring")
  func dryRun() throws {
    let desk = try WaiverScene()
    desk.waive()
    let dry = desk.world.run("check", "p.yaml", "--waiver", "w.json", "--keyring", "keys/keyring.yaml")
    #expect(dry.status == 0 && dry.output.contains("observed fail, waived by 'alice'"), "\(dry.errors)")
    guard unsafe access("/etc/trading-engine/keyring.yaml", F_OK) != 0 else { return }
    let blind = desk.world.run("check", "p.yaml", "--waiver", "w.json")
    #expect(blind.status == 4 && blind.codes == ["keyring.unreadable"])
  }

  @Test("never writes over a waiver")
  func output() throws {
    let desk = try WaiverScene()
    desk.waive()
    let before = try desk.scene.read("w.json")
    for result in [
      desk.world.check("--waiver", "w.json", report: "w.json"),
      desk.world.check("--waiver", "w.json", "--output", "json=w.json"),
    ] {
      #expect(result.status == 64 && result.codes == ["usage.output-is-input"])
    }
    #expect(try desk.scene.read("w.json") == before)
  }

  struct Wrong: Sendable, CustomTestStringConvertible {
    let name: String
    let code: String
    /// Begins with a desk without a waiver, and leaves one in `w.json`.
    let prepare: @Sendable (WaiverScene) throws -> Void
    init(_ code: String, _ name: String, _ prepare: @escaping @Sendable (WaiverScene) throws -> Void) {
      (self.code, self.name, self.prepare) = (code, name, prepare)
    }
    var testDescription: String { name }
  }

  private static func forged(
    _ code: String, _ name: String, _ changes: [String: JSON]
  ) -> Wrong {
    Wrong(code, name) { desk in
      desk.waive()
      try desk.forge(changes)
    }
  }

  /// Waived under the policy with one text in another's place.
  private static func under(_ code: String, _ name: String, _ text: String, _ other: String) -> Wrong {
    Wrong(code, name) { desk in
      desk.world.run(
        "keys", "generate", "--name", "all", "--role", "approver", "--environment", "simulator",
        "--environment", "paper", "--out", "keys")
      try desk.policy(text, other, as: "q.yaml")
      desk.waive(["--policy": "q.yaml", "--key": "keys/all.pem"])
    }
  }

  static let wrong: [Wrong] = [
    Wrong("waiver.unreadable", "no file") { _ in },
    Wrong("waiver.unreadable", "a folder") { $0.scene.shell("mkdir w.json") },
    Wrong("waiver.unreadable", "a pipe") { $0.scene.shell("mkfifo w.json") },
    Wrong("waiver.too-large", "a large file") { $0.scene.shell("truncate -s 65537 w.json") },
    Wrong("waiver.not-a-waiver", "an empty file") { $0.scene.shell(": > w.json") },
    Wrong("waiver.not-a-waiver", "a policy") { $0.scene.shell("cp p.yaml w.json") },
    Wrong("waiver.not-a-waiver", "a report signed as an approver") { desk in
      desk.waive()
      try desk.forge([:], predicateType: "urn:readiness-gate:approval:v1")
    },
    Wrong("waiver.not-a-waiver", "another payload type") { desk in
      desk.waive()
      try desk.forge([:], payloadType: "text/plain")
    },
    Wrong("waiver.not-canonical", "indented by an editor") { desk in
      desk.waive()
      desk.scene.shell("sed -i 's/,/, /' w.json")
    },
    Wrong("waiver.malformed", "an empty reason") { desk in
      desk.waive()
      try desk.forge(["reason": " "])
    },
    Wrong("signature.invalid", "a changed byte") { desk in
      desk.waive()
      // A letter of the payload becomes another one; base64 it stays.
      let text = try desk.scene.read("w.json")
      let start = text.index(text.startIndex, offsetBy: 400)
      let letter = text[start] == "B" ? "C" : "B"
      try desk.scene.write("w.json", text[..<start] + letter + text[text.index(after: start)...])
    },
    Wrong("signature.unknown-key", "a stranger's signature") { desk in
      desk.waive()
      desk.world.run(
        "keys", "generate", "--name", "mallory", "--role", "approver", "--environment", "simulator", "--out",
        "other")
      desk.scene.shell("cp other/mallory.pem keys/mallory.pem")
      try desk.forge([:], by: "mallory")
    },
    Wrong("key.wrong-role", "the gate's signature") { desk in
      desk.waive()
      try desk.forge(["approver": "gate"], by: "gate")
    },
    Wrong("key.wrong-environment", "an approver's for demo") { desk in
      desk.waive()
      try desk.world.key("demo", "approver", "demo")
      try desk.forge(["approver": "demo"], by: "demo")
    },
    Wrong("key.not-valid-now", "an approver's whose key has ended") { desk in
      desk.waive()
      try desk.world.key("late", "approver", validFor: "1ms")
      try desk.forge(["approver": "late"], by: "late")
    },
    Wrong("key.not-valid-at-issue", "begun before the key") { desk in
      desk.waive()
      try desk.forge(["notBefore": "2020-01-01T00:00:00.000Z"])
    },
    Wrong("key.revoked", "an approver's whose key was revoked since") { desk in
      desk.waive()
      desk.world.run(
        "keys", "revoke", "--name", "alice", "--reason", "stolen", "--keyring", "keys/keyring.yaml")
    },
    forged("waiver.wrong-approver", "another's name", ["approver": "gate"]),
    under("waiver.wrong-environment", "for paper", "environment: simulator", "environment: paper"),
    under(
      "waiver.wrong-scope", "for certification", "waivers:",
      "scope: certification\nreport: { grants: { max-orders: 1 } }\nwaivers:"),
    under("waiver.wrong-policy", "under a policy of another name", "name: desk", "name: bureau"),
    forged("waiver.unknown-blocker", "a blocker that there is not", ["blocker": "legacy"]),
    forged("waiver.blocker-edited", "another blocker's waiver", ["blocker": "second"]),
    Wrong("waiver.blocker-edited", "a blocker that was edited since") { desk in
      desk.waive()
      try desk.policy(
        "root: root, files: [.kill_switch_state]", "root: root, files: [.kill_switch_state, .x]")
    },
    Wrong("waiver.policy-edited", "a policy of which something else was edited since") { desk in
      desk.waive()
      try desk.policy("title: Second", "title: The second")
    },
    Wrong("waiver.not-waivable", "a blocker that cannot be waived") { desk in
      desk.waive()
      try desk.policy("    risk: high\n", "    risk: critical\n")
      try desk.forgeForPresentPolicy()
    },
    Wrong("waiver.not-yet", "not begun") { desk in
      desk.waive(["--not-before": "\(WaiverScene.time(in: 1_800))"])
    },
    Wrong("waiver.expired", "ended") { desk in
      desk.waive(["--until": "\(WaiverScene.time(in: 1))"])
      sleep(2)
    },
    forged(
      "waiver.too-long", "a longer life than the policy allows", ["expiresAt": "2099-01-01T00:00:00.000Z"]),
    Wrong("waiver.too-many", "a policy that allows none") { desk in
      desk.waive()
      try desk.policy("maximum: 1", "maximum: 0")
      try desk.forgeForPresentPolicy()
    },
  ]

  @Test("goes on without a waiver that does not count, BLOCKED, and says why", arguments: wrong)
  func refusal(wrong: Wrong) throws {
    let desk = try WaiverScene()
    try wrong.prepare(desk)
    let result = desk.world.check("--waiver", "w.json")
    #expect(result.status == 1)
    #expect(result.codes == [wrong.code], "\(result.errors)")
    #expect(result.errors.hasPrefix("error: the waiver 'w.json' excuses nothing: expected "))
    #expect(result.errors.contains("]\n  hint: "))
    let predicate = try desk.world.statement()["predicate"]
    #expect(predicate?["verdict"]?.stringValue == "BLOCKED")
    #expect(predicate?["waivers"]?.arrayValue?.isEmpty == true)
    #expect(try desk.blocker()?["outcome"]?.stringValue == "fail")
  }

  @Test("takes no waiver from the key that signs the report, whatever its roles")
  func sameKey() throws {
    let desk = try WaiverScene()
    desk.world.run(
      "keys", "generate", "--name", "both", "--role", "gate", "--role", "approver", "--environment",
      "simulator", "--out", "keys")
    desk.waive(["--key": "keys/both.pem"])
    let result = desk.world.run(
      "check", "p.yaml", "--key", "keys/both.pem", "--keyring", "keys/keyring.yaml", "--report",
      "report.json", "--state", "state", "--waiver", "w.json")
    #expect(result.status == 1 && result.codes == ["waiver.same-key"], "\(result.errors)")
    #expect(desk.world.check("--waiver", "w.json").status == 0, "another key signs")
  }

  @Test("takes none of two waivers for one blocker, and none of more than the policy allows")
  func several() throws {
    let desk = try WaiverScene()
    desk.waive()
    desk.waive(["--out": "again.json"])
    let twice = desk.world.check("--waiver", "w.json", "--waiver", "again.json")
    #expect(twice.status == 1 && twice.codes == ["waiver.twice", "waiver.twice"])
    let same = desk.world.check("--waiver", "w.json", "--waiver", "w.json")
    #expect(same.status == 1 && same.codes == ["waiver.twice", "waiver.twice"])
    desk.waive(["--blocker": "second", "--out": "second.json"])
    let many = desk.world.check("--waiver", "w.json", "--waiver", "second.json")
    #expect(many.status == 1 && many.codes == ["waiver.too-many", "waiver.too-many"])
    // One that does not count is none of them.
    let one = desk.world.check("--waiver", "w.json", "--waiver", "none.json")
    #expect(one.status == 0 && one.codes == ["waiver.unreadable"])
  }

  @Test("opens the engine's door as far as the engine's own configuration goes")
  func admitted() throws {
    let desk = try WaiverScene()
    desk.scene.shell("mkdir data approvals")
    try desk.policy(
      "waivers:",
      "subjects: { engine: \(BuiltPrograms.engine), configuration: engine.yaml }\nwaivers:")
    func admit(_ caps: String) throws -> ProcessResult {
      try desk.scene.write("engine.yaml", Self.configuration.replacing("CAPS", with: caps))
      let checked = desk.world.check("--waiver", "w.json")
      #expect(checked.status == 0, "\(checked.errors)")
      #expect(
        desk.world.run(
          "verify", "report.json", "--keyring", "keys/keyring.yaml", "--engine", BuiltPrograms.engine,
          "--configuration", "engine.yaml"
        ).status == 0)
      return desk.scene.run(BuiltPrograms.engine, ["admit", "--config", "engine.yaml", "--json"])
    }
    func code(_ result: ProcessResult) throws -> String? {
      try JSON.parse(result.standardOutput)["refusal"]?["code"]?.stringValue
    }
    desk.waive(["--until": "\(WaiverScene.time(in: 7_200))"])
    let yes = try admit("{ maximum: 1, max-lifetime: 7d }")
    #expect(yes.status == 0, "\(yes.output) \(yes.errors)")
    let none = try admit("{}")
    #expect(none.status == 78)
    #expect(try code(none) == "waiver.over-cap")
    let short = try admit("{ maximum: 1, max-lifetime: 1h }")
    #expect(short.status == 78)
    #expect(try code(short) == "waiver.over-cap")
    // Without the waiver the newest report is BLOCKED, and that is what the engine learns.
    #expect(desk.world.check("--waiver", "none.json").status == 1)
    let blocked = desk.scene.run(BuiltPrograms.engine, ["admit", "--config", "engine.yaml", "--json"])
    #expect(try code(blocked) == "report.blocked")
  }

  private static let configuration = """
    engine: v1
    environment: simulator
    venue: { adapter: kraken-futures, origin: http://127.0.0.1:8080 }
    symbols: [PF_XBTUSD]
    margin-mode: isolated
    limits:
      max-order-notional-usd: "100"
      max-position-notional-usd: "200"
      max-daily-loss-usd: "50"
      max-orders-per-minute: 10
    gate:
      required: true
      keyring: keys/keyring.yaml
      state: state
      approvals: approvals
      waivers: CAPS
      live: { report: report.json }
    health: { port: 0 }

    """
}
