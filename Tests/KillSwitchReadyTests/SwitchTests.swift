import CheckScene
import KillSwitchReady
import ReadinessCheck
import StrictJSON
import Testing

@Suite("kill-switch-ready, the switch") struct SwitchTests {
  private static let passed = ["pass kill switch state", "pass kill switch", "pass kill switch drill"]

  struct Case: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let summary: [String]
    let message: String
    var hint: String?
    let output: String
    var status = 0

    init(
      _ description: String, _ summary: [String], _ message: String, _ output: String, status: Int = 0,
      hint: String? = nil
    ) {
      testDescription = description
      self.summary = summary + ["pass kill switch drill"]
      (self.message, self.output, self.status, self.hint) = (message, output, status, hint)
    }
  }

  private static let latched = KillSwitchScene.shown(
    "tripped", tripID: "1a2b3c4d", cause: "daily-loss", reason: "lost enough")

  static let cases = [
    Case(
      "armed", ["pass kill switch state", "pass kill switch"], "is armed", KillSwitchScene.armed),
    Case(
      "tripped", ["pass kill switch state", "fail kill switch"], "is latched", latched,
      hint: "kill-switch reset --config"),
    Case(
      "flattened", ["pass kill switch state", "fail kill switch"], "is latched",
      KillSwitchScene.shown("flattened", tripID: "1a2b3c4d", cause: "flatten-command", reason: "r"),
      hint: "--trip-id 1a2b3c4d"),
    Case(
      "not armed for a moment", ["pass kill switch state", "unknown kill switch"], "not armed now",
      KillSwitchScene.shown("noEntry", cause: "clock-lost"), hint: "run the gate again"),
    Case(
      "a word that is unknown", ["pass kill switch state", "unknown kill switch"], "not armed now",
      KillSwitchScene.shown("asleep"), hint: "run the gate again"),
    Case(
      "no state", ["fail kill switch state"], "there is no state",
      #"{"state":null,"path":"/srv/ks.json","reason":"no such file"}"#, hint: "kill-switch trip"),
    Case(
      "a damaged state", ["fail kill switch state"], "counts as tripped",
      #"{"error":{"code":"kill-switch.unreadable","message":"it is torn","hint":null}}"#, status: 1,
      hint: "kill-switch trip"),
    Case(
      "another refusal", ["unknown kill switch state"], "does not say", #"{"error":{"code":"x"}}"#, status: 1),
    Case("an engine that fails", ["unknown kill switch state"], "does not say", "", status: 70),
    Case("nonsense", ["unknown kill switch state"], "does not say", "armed"),
    Case("half an answer", ["unknown kill switch state"], "does not say", #"{"state":"armed"}"#),
    Case("a state of another kind", ["unknown kill switch state"], "does not say", #"{"state":true}"#),
  ]

  @Test("is judged by what the engine shows", arguments: cases) func show(_ each: Case) throws {
    let scene = try KillSwitchScene()
    try scene.engine(each.output, status: each.status)
    let answer = try scene.checks.run(KillSwitchReady.self, "drill: drill.json")
    #expect(answer.summary == each.summary, "\(answer.findings)")
    let finding = try #require(answer.findings.dropLast().last)
    #expect(finding.message.contains(each.message), "\(finding)")
    if let hint = each.hint { #expect(finding.hint?.contains(hint) == true, "\(finding)") }
    #expect(answer.findings.allSatisfy { ($0.status == .pass) == ($0.hint == nil) })
  }

  @Test("shows what tripped it, and the command that resets it") func latchedHint() throws {
    let scene = try KillSwitchScene()
    try scene.engine(Self.latched)
    let answer = try scene.checks.run(KillSwitchReady.self, "drill: drill.json")
    let finding = try #require(answer.findings(on: "kill switch").first)
    #expect(finding.found == "tripped, trip 1a2b3c4d, cause daily-loss: lost enough")
    #expect(
      finding.hint
        == "when you know why: trading-engine kill-switch reset --config \(scene.checks.folder)/engine.yaml "
        + "--trip-id 1a2b3c4d --reason '…'")
  }

  @Test("is looked for from a root, when one is named") func root() throws {
    let scene = try KillSwitchScene()
    try scene.engine(KillSwitchScene.armed, root: "/var/lib/trading-engine")
    #expect(
      try scene.checks.run(KillSwitchReady.self, "{ drill: drill.json, root: /var/lib/trading-engine }")
        .summary
        == Self.passed)
    #expect(
      try scene.checks.run(KillSwitchReady.self, "drill: drill.json").closed == ["unknown kill switch state"])
  }

  @Test(
    "is not known without an engine, without a configuration, or when the engine hangs or forgets the path")
  func silent() throws {
    let closed = ["unknown kill switch state"]
    let scene = try KillSwitchScene()
    scene.checks.subjects["engine"] = .init(path: "/x", sha256: KillSwitchScene.engineSha256)
    #expect(try scene.checks.run(KillSwitchReady.self, "drill: drill.json").closed == closed)
    try scene.checks.writeEngine("#!/bin/sh\necho '{\"paths\":[]}'\n")
    #expect(try scene.checks.run(KillSwitchReady.self, "drill: drill.json").closed == closed)
    try scene.checks.writeEngine("#!/bin/sh\necho '{\"paths\":3}'\n")
    #expect(try scene.checks.run(KillSwitchReady.self, "drill: drill.json").closed == closed)
    try scene.checks.writeEngine("#!/bin/sh\nsleep 60\n")
    scene.checks.milliseconds = 300
    #expect(try scene.checks.run(KillSwitchReady.self, "drill: drill.json").closed == closed)
    try scene.engine(KillSwitchScene.armed)
    scene.checks.milliseconds = 20_000
    scene.checks.subjects["configuration"] = nil
    #expect(try scene.checks.run(KillSwitchReady.self, "drill: drill.json").closed == closed)
  }

  @Test("is looked for where an environment file says, whatever the gate's own environment holds")
  func environmentFile() throws {
    let scene = try KillSwitchScene()
    try scene.engine(Self.latched)
    for environment in [[:], ["KILL_SWITCH_STATE_PATH": "/srv/armed.json"]] {
      scene.checks.serviceEnvironment = environment
      #expect(
        try scene.checks.run(KillSwitchReady.self, "drill: drill.json").closed
          == ["unknown kill switch state"])
      try scene.checks.write("one.env", "KILL_SWITCH_STATE_PATH=/srv/old.json\n")
      try scene.checks.write("two.env", "OTHER=x\nKILL_SWITCH_STATE_PATH=/srv/ks.json\n")
      let answer = try scene.checks.run(
        KillSwitchReady.self, "{ drill: drill.json, environment-files: [one.env, two.env] }")
      #expect(answer.closed == ["fail kill switch"], "\(answer.findings)")
    }
  }

  @Test(
    "is not known when an environment file cannot be read, or in more than one way",
    arguments: [
      (nil, "no such file"), ("KILL_SWITCH_STATE_PATH\n", "no '='"),
      ("KILL_SWITCH_STATE_PATH=$HOME/ks.json\n", "two.env:1"),
    ]) func unknownEnvironment(_ text: String?, _ found: String) throws
  {
    let scene = try KillSwitchScene()
    try scene.engine(KillSwitchScene.armed)
    if let text { try scene.checks.write("two.env", text) }
    let answer = try scene.checks.run(
      KillSwitchReady.self, "{ drill: drill.json, environment-files: [two.env] }")
    #expect(answer.closed == ["unknown kill switch state"])
    let finding = try #require(answer.findings(on: "kill switch state").first)
    #expect(finding.found.contains(found), "\(finding)")
    #expect(finding.hint?.contains("environment-files") == true)
  }
}
