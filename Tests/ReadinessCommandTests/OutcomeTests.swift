import GateScene
import Processes
import StrictJSON
import Testing

/// One outcome of one check, brought about by files and by nothing else.
struct CheckOutcome: Sendable, CustomTestStringConvertible {
  let check: String
  let outcome: String
  /// Below the scene's folder, in a shell.
  let script: String
  let with: String
  var more = ""
  var subjects = "engine: engine"

  var testDescription: String { "\(check): \(outcome)" }

  private static let python = """
    mkdir -p app/lib/python3.11/site-packages/a-1.dist-info
    echo 'version = 3.11.2' > app/pyvenv.cfg
    printf 'Name: a\\nVersion: 1\\n' > app/lib/python3.11/site-packages/a-1.dist-info/METADATA
    """
  private static let state = "mkdir -p app; mkdir -m 700 app/data"

  /// What each check is asked where nothing is wrong.
  private static let asked = [
    "dependency-presence": "{ root: app, python: { environment: ., requirements: [r.txt] } }",
    "state-path":
      "{ root: app, environment-files: [.env], allow-file-systems: [overlay, tmpfs], "
      + "paths: [{ variable: STATE, default: data/s.json, kind: json }] }",
    "legacy-file-absence": "{ root: app, files: [.old], mentioned-nowhere-in: [src] }",
    "sltp-certification": "{ evidence: app/evidence, symbols: [PF_XBTUSD] }",
  ]

  private static func of(_ check: String, _ outcome: String, _ script: String, _ more: String = "")
    -> CheckOutcome
  {
    CheckOutcome(check: check, outcome: outcome, script: script, with: asked[check] ?? "{}", more: more)
  }

  /// Nothing certifies before the judge of transcripts is there: sltp-certification has no pass yet, and a test of its
  /// own says that evidence which covers everything is unknown.
  static let all =
    [
      of("dependency-presence", "pass", python + "\necho a > app/r.txt"),
      of("dependency-presence", "fail", python + "\necho 'a > 1' > app/r.txt"),
      of("dependency-presence", "unknown", python + "\necho '-r missing' > app/r.txt"),
      of("state-path", "pass", state + "; touch app/.env"),
      of("state-path", "fail", state + "; touch app/.env; mkdir app/data/s.json"),
      of("state-path", "unknown", state + "; echo nonsense > app/.env"),
      of("legacy-file-absence", "pass", "mkdir -p app/src; echo x > app/src/x"),
      of("legacy-file-absence", "fail", "mkdir -p app/src; echo x > app/src/x; mkdir app/.OLD"),
      of("legacy-file-absence", "unknown", "mkdir -p app/src"),
      of("sltp-certification", "fail", "mkdir -p app/evidence"),
      of("sltp-certification", "unknown", "mkdir -p app/evidence; echo '{}' > app/evidence/e.json"),
    ]
    + asked.keys.sorted().map { of($0, "blocked", python, "needs: [first], ") } + late

  /// What stops the worker that asks it, so that only the gate can end it.
  private static let stopping =
    "mkdir -p app; printf '#!/bin/sh\\nkill -STOP $PPID; sleep 9\\n' > engine; chmod 755 engine; touch engine.yaml"

  private static let late = [
    CheckOutcome(
      check: "dependency-presence", outcome: "timeout", script: stopping + "; cp engine app/program",
      with: "{ executables: [\"$PWD/app/program >= 1\"] }", more: "timeout: 500ms, "),
    CheckOutcome(
      check: "state-path", outcome: "timeout", script: stopping,
      with:
        "{ root: app, paths: [{ variable: KILL_SWITCH_STATE_PATH, default: data/s.json, kind: kill-switch }] }",
      more: "timeout: 500ms, "),
    CheckOutcome(
      check: "legacy-file-absence", outcome: "timeout", script: stopping,
      with: "{ root: app, files: [.old] }",
      more: "timeout: 500ms, ", subjects: "engine: engine, configuration: engine.yaml"),
    // More to read than fits in the time.
    CheckOutcome(
      check: "sltp-certification", outcome: "timeout",
      script: "mkdir -p app/evidence; cd app/evidence; truncate -s 8388608 $(seq -f '%g.json' 900)",
      with: asked["sltp-certification"] ?? "{}", more: "timeout: 100ms, "),
  ]
}

@Suite("A real check, run by the gate") struct OutcomeTests {
  @Test("ends as the world is", arguments: CheckOutcome.all)
  func outcome(expected: CheckOutcome) throws {
    let world = try CommandScene(hasKey: true)
    try world.scene.write("engine", "x")
    try world.scene.write("engine.yaml", "x")
    #expect(world.scene.shell(expected.script).isSuccess)
    let first =
      expected.outcome == "blocked"
      ? "  - { id: first, title: T, risk: low, check: legacy-file-absence, with: { root: app, files: [pyvenv.cfg] } }\n"
      : ""
    try world.scene.write(
      "p.yaml",
      "policy: v1\nname: desk\nenvironment: simulator\n"
        + "subjects: { \(expected.subjects) }\nblockers:\n" + first
        + "  - { id: b, title: T, risk: low, check: \(expected.check), \(expected.more)"
        + "with: \(expected.with.replacing("$PWD", with: world.scene.folder)) }\n"
    )
    let result = world.check()
    let statement = try world.statement()
    let blocker = try #require(statement["predicate"]?["blockers"]?.arrayValue?.last)
    let outcome = blocker["outcome"]?.stringValue
    #expect(outcome == expected.outcome, "\(blocker.text())")
    #expect(blocker["findings"]?.arrayValue?.isEmpty == false)
    let isFailed = expected.outcome == "fail" || expected.outcome == "blocked"
    #expect(result.status == (outcome == "pass" ? 0 : isFailed ? 1 : 3))
    // What is signed reads back, and the verdict follows from it.
    let verified = world.run("verify", "report.json", "--keyring", "keys/keyring.yaml")
    #expect(verified.status == result.status, "\(verified.errors)")
  }
}
