import GateScene
import Processes
import Testing

@Suite("readiness waive") struct WaiveCommandTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let name: String
    let status: Int32
    let code: String
    /// What the hint has to name.
    var hint = ""
    /// Done before, in the desk's folder.
    var script = ""
    /// A text of the policy, and what stands in its place.
    var policy = ("", "")
    var options: [String: String] = [:]
    var testDescription: String { name }
  }

  private static let risk = "    risk: high\n"
  private static func late(_ seconds: Int64) -> String { "\(WaiverScene.time(in: seconds))" }

  static let cases: [Case] = [
    Case(
      name: "a blocker that is nearly called so", status: 64, code: "waiver.unknown-blocker",
      hint: "did you mean 'legacy-state-file'?", options: ["--blocker": "legacy-state-fil"]),
    Case(
      name: "a part of an id", status: 64, code: "waiver.unknown-blocker",
      hint: "its blockers: legacy-state-file, second", options: ["--blocker": "legacy"]),
    Case(
      name: "a critical blocker", status: 4, code: "waiver.not-waivable",
      hint: "'waivable: true' in the blocker at p.yaml:6:5, which changes the policy's digest",
      policy: (risk, "    risk: critical\n")),
    Case(
      name: "a blocker that the policy does not let be waived", status: 4, code: "waiver.not-waivable",
      policy: (risk, risk + "    waivable: false\n")),
    Case(
      name: "under a policy that allows no waiver", status: 4, code: "waiver.none-allowed",
      hint: "raise 'waivers.maximum'", policy: ("maximum: 1", "maximum: 0")),
    Case(
      name: "under a policy that says nothing of waivers", status: 4, code: "waiver.none-allowed",
      policy: ("waivers: { maximum: 1, max-lifetime: 7d }\n", "")),
    Case(
      name: "for longer than the policy allows", status: 64, code: "waiver.too-long", hint: "at the latest",
      policy: ("7d", "1h"), options: ["--until": late(7_200)]),
    Case(name: "until yesterday", status: 64, code: "waiver.ended", options: ["--until": late(-86_400)]),
    Case(
      name: "from yesterday on", status: 64, code: "waiver.backdated",
      options: ["--not-before": late(-86_400)]),
    Case(
      name: "from its end on", status: 64, code: "waiver.no-lifetime", options: ["--not-before": late(7_200)]),
    Case(name: "without a reason", status: 64, code: "waiver.no-reason", options: ["--reason": " \n"]),
    Case(
      name: "with a document for a reason", status: 64, code: "waiver.reason-too-long",
      options: ["--reason": String(repeating: "x", count: 2_001)]),
    Case(name: "at no time", status: 64, code: "usage.invalid", options: ["--until": "Monday"]),
    Case(
      name: "with a key that the keyring does not know", status: 4, code: "signature.unknown-key",
      script:
        "'\(BuiltPrograms.readiness)' keys generate --name mallory --role approver --environment simulator --out other",
      options: ["--key": "other/mallory.pem"]),
    Case(name: "with the gate's key", status: 4, code: "key.wrong-role", options: ["--key": "keys/gate.pem"]),
    Case(
      name: "with a key for demo", status: 4, code: "key.wrong-environment",
      script: key("bob", "--environment demo"),
      options: ["--key": "keys/bob.pem"]),
    Case(
      name: "with a key that has ended", status: 4, code: "key.not-valid-now",
      script: key("bob", "--environment simulator --valid-for 1ms"), options: ["--key": "keys/bob.pem"]),
    Case(
      name: "with a revoked key", status: 4, code: "key.revoked",
      script:
        "'\(BuiltPrograms.readiness)' keys revoke --name alice --reason stolen --keyring keys/keyring.yaml"),
    Case(
      name: "beyond the key's own end", status: 4, code: "waiver.outlives-key", hint: "at the latest",
      options: ["--until": late(2 * 86_400)]),
    Case(
      name: "with a key that others can read", status: 4, code: "key.readable-by-others",
      script: "chmod 0640 keys/alice.pem"),
    Case(name: "with no key", status: 4, code: "key.unreadable", options: ["--key": "keys/none.pem"]),
    Case(name: "with no keyring", status: 4, code: "keyring.unreadable", options: ["--keyring": "none.yaml"]),
    Case(name: "with no policy", status: 4, code: "policy.unreadable", options: ["--policy": "none.yaml"]),
    Case(
      name: "in the policy's place", status: 64, code: "usage.output-is-input", options: ["--out": "p.yaml"]),
    Case(
      name: "in the key's place", status: 64, code: "usage.output-is-input",
      options: ["--out": "keys/alice.pem"]),
    Case(
      name: "in the keyring's place", status: 64, code: "usage.output-is-input",
      options: ["--out": "keys/keyring.yaml"]),
    Case(name: "in a folder's place", status: 74, code: "waiver.not-written", options: ["--out": "root"]),
    Case(
      name: "in a folder that is not there", status: 74, code: "waiver.not-written",
      options: ["--out": "none/w.json"]),
  ]

  private static func key(_ name: String, _ more: String) -> String {
    "'\(BuiltPrograms.readiness)' keys generate --name \(name) --role approver \(more) --out keys"
  }

  @Test("refuses to waive", arguments: cases)
  func refusal(expected: Case) throws {
    let desk = try WaiverScene()
    if !expected.policy.0.isEmpty { try desk.policy(expected.policy.0, expected.policy.1) }
    #expect(desk.scene.shell(expected.script).isSuccess)
    let before = desk.scene.shell("find . -type f | sort | xargs sha256sum").output
    let result = desk.waive(expected.options)
    #expect(result.status == expected.status)
    #expect(result.codes == [expected.code], "\(result.errors)")
    #expect(result.errors.contains("\n  hint: ") && result.errors.contains(expected.hint), "\(result.errors)")
    #expect(result.output == "")
    #expect(desk.scene.shell("find . -type f | sort | xargs sha256sum").output == before)
  }

  @Test("says who waived what, until when, and how it is used")
  func made() throws {
    let desk = try WaiverScene()
    let until = WaiverScene.time(in: 3_600)
    let result = desk.waive(["--until": "\(until)"])
    #expect(result.status == 0, "\(result.errors)")
    #expect(
      result.output == """
        'alice' waives 'legacy-state-file' of policy 'desk' for simulator until \(until): w.json
        use it with: readiness check p.yaml --waiver w.json …

        """)
    #expect(desk.scene.shell("stat -c %a w.json").output == "644\n")
    // The longest reason still makes a file that is read.
    #expect(desk.waive(["--reason": String(repeating: "\u{1}", count: 2_000)]).status == 0)
    #expect(desk.world.check("--waiver", "w.json").status == 0)
  }
}
