import AuditLog
import DurableFiles
import Glibc
import Processes
import StrictJSON
import Testing

@Suite("'trading-engine kill-switch drill'", .serialized) struct KillSwitchDrillCommandTests {
  private static let record = "data/kill_switch_drill.json"
  private static let alone = ["state-loaded", "armed", "tripped", "latched", "reset", "armed-again"]

  private static func trip(_ scene: EngineScene) throws -> String {
    let tripped = try scene.answer("kill-switch", "trip", "--config", "etc/engine.yaml", "--reason", "odd")
    return try #require(tripped["tripId"]?.stringValue)
  }

  /// An armed switch of an engine that does not run.
  private static func armed() throws -> EngineScene {
    let scene = try EngineScene(EngineScene.withoutGate)
    let id = try trip(scene)
    _ = try scene.answer(
      "kill-switch", "reset", "--config", "etc/engine.yaml", "--trip-id", id, "--reason", "r")
    return scene
  }

  private static func steps(_ record: JSON) -> [String] {
    (record["steps"]?.arrayValue ?? []).map {
      ($0["passed"]?.boolValue == true ? "" : "!") + ($0["step"]?.stringValue ?? "")
    }
  }

  @Test("drills the state of an engine that does not run, and keeps what it saw") func stopped() throws {
    let scene = try Self.armed()
    let before = try scene.decisions().count
    let answer = try scene.answer("kill-switch", "drill", "--config", "etc/engine.yaml")
    #expect(
      answer.members?.map(\.key) == [
        "killSwitchDrill", "at", "engineSha256", "environment", "tripId", "tripMilliseconds",
        "acknowledgedByEngine", "steps",
      ])
    #expect(Self.steps(answer) == Self.alone)
    #expect(answer["engineSha256"] == (try scene.answer("identity")["sha256"]))
    #expect(answer["environment"]?.stringValue == "simulator")
    #expect(answer["acknowledgedByEngine"]?.boolValue == false)
    #expect(try JSON.parse(Array(scene.scratch.read(Self.record).utf8)) == answer)
    #expect(try DurableFiles.status(scene.scratch[Self.record]).mode & 0o777 == 0o644)
    let shown = try scene.answer("kill-switch", "show", "--config", "etc/engine.yaml")
    #expect(shown["state"]?.stringValue == "armed" && shown["reason"]?.stringValue == "reset: drill")
    #expect(
      try scene.decisions()[before...].map(\.kind) == ["kill-switch-tripped", "kill-switch-reset"])
    let elsewhere = scene.run(
      "kill-switch", "drill", "--config", "etc/engine.yaml", "--record", "etc/drill.json")
    #expect(elsewhere.isSuccess && elsewhere.output.contains("passed  armed-again"))
    #expect(scene.scratch.has("etc/drill.json"))
  }

  @Test("drills with the engine that runs, which acknowledges and enters nothing") func running() throws {
    let scene = try EngineScene(EngineScene.withoutGate)
    let engine = try RunningEngine(scene)
    let answer = try scene.answer("kill-switch", "drill", "--config", "etc/engine.yaml")
    #expect(
      Self.steps(answer) == [
        "state-loaded", "armed", "tripped", "latched", "acknowledged", "entries-refused", "reset",
        "armed-again",
      ])
    #expect(answer["acknowledgedByEngine"]?.boolValue == true)
    #expect(answer["tripMilliseconds"]?.integerValue.map { $0 < 6_000 } == true)
    #expect(try engine.health { $0["entries"]?.stringValue == "permitted" }["entries"] == "permitted")
    _ = try engine.stop()
    #expect(
      try scene.decisions().map(\.kind) == [
        "admitted", "session-started", "kill-switch-tripped", "suspended", "kill-switch-reset", "resumed",
        "session-stopped",
      ])
  }

  @Test("does not begin beside an engine that does not answer") func silent() throws {
    let scene = try EngineScene(EngineScene.withoutGate)
    let engine = try RunningEngine(scene)
    engine.send(SIGSTOP)
    let result = scene.run("kill-switch", "drill", "--config", "etc/engine.yaml")
    #expect(result.termination == .exited(75) && result.errors.contains("[kill-switch.drill-engine-silent]"))
    engine.send(SIGCONT)
    #expect(!scene.scratch.has(Self.record))
    #expect(try engine.health()["killSwitch"]?["state"] == "armed")
    _ = try engine.stop()
  }

  @Test("does not begin where the environment is no simulator's") func environment() throws {
    let scene = try EngineScene {
      EngineScene.withoutGate($0).replacing("environment: simulator", with: "environment: paper")
        .replacing("http://127.0.0.1:8080", with: "https://futures.kraken.com")
    }
    let result = scene.run("kill-switch", "drill", "--config", "etc/engine.yaml", "--json")
    #expect(result.termination == .exited(78), "\(result.errors)")
    #expect(
      try JSON.parse(result.standardOutput)["error"]?["code"]?.stringValue == "kill-switch.drill-environment")
    #expect(result.errors.contains("hint: "))
    #expect(!scene.scratch.has("data/decisions.jsonl"))
  }

  @Test("does not begin with a switch that is tripped, lost or damaged") func notArmed() throws {
    let scene = try EngineScene(EngineScene.withoutGate)
    let missing = scene.run("kill-switch", "drill", "--config", "etc/engine.yaml")
    #expect(missing.termination == .exited(1) && missing.errors.contains("[kill-switch.unreadable]"))
    let id = try Self.trip(scene)
    let tripped = scene.run("kill-switch", "drill", "--config", "etc/engine.yaml")
    #expect(tripped.termination == .exited(1) && tripped.errors.contains("[kill-switch.not-armed]"))
    #expect(tripped.errors.contains("--trip-id \(id)"))
    try scene.scratch.write("data/kill_switch_state.json", "torn")
    let damaged = scene.run("kill-switch", "drill", "--config", "etc/engine.yaml")
    #expect(damaged.termination == .exited(1) && damaged.errors.contains("[kill-switch.unreadable]"))
    #expect(try scene.scratch.read("data/kill_switch_state.json") == "torn")
    #expect(!scene.scratch.has(Self.record))
  }

  @Test("says that it stays tripped when a step fails, what to type, and keeps that") func failed() throws {
    let scene = try Self.armed()
    // The decision log cannot take the trip, which is in force all the same.
    _ = unsafe unlink(scene.scratch["data/decisions.jsonl.lock"])
    try DurableFiles.createFolder(scene.scratch["data/decisions.jsonl.lock"])
    let result = scene.run("kill-switch", "drill", "--config", "etc/engine.yaml", "--json")
    #expect(result.termination == .exited(1))
    let error = try JSON.parse(result.standardOutput)["error"]
    #expect(error?["code"]?.stringValue == "kill-switch.drill-failed" && error?["step"] == "tripped")
    let shown = try scene.answer("kill-switch", "show", "--config", "etc/engine.yaml")
    #expect(shown["state"]?.stringValue == "tripped" && shown["reason"]?.stringValue == "drill")
    let id = try #require(shown["tripId"]?.stringValue)
    #expect(
      result.errors.contains(
        "hint: the switch stays tripped; when you know why: trading-engine kill-switch reset --config "
          + "etc/engine.yaml --trip-id \(id) --reason 'drill failed at tripped'"), "\(result.errors)")
    let record = try JSON.parse(Array(scene.scratch.read(Self.record).utf8))
    #expect(Self.steps(record) == ["state-loaded", "armed", "!tripped"])
  }

  @Test("says that it passed and was not kept, when its record cannot be written") func unkept() throws {
    let scene = try Self.armed()
    for place in ["none/drill.json", "data"] {
      let result = scene.run("kill-switch", "drill", "--config", "etc/engine.yaml", "--record", place)
      #expect(result.termination == .exited(74), "\(result.errors)")
      #expect(result.errors.contains("the switch is armed"))
      #expect(result.errors.contains("[kill-switch.drill-not-recorded]"))
    }
    #expect(
      try scene.answer("kill-switch", "show", "--config", "etc/engine.yaml")["state"]?.stringValue == "armed")
  }

  @Test("leaves a record that the engine's user owns, also when root asks", .enabled(if: geteuid() == 0))
  func owner() throws {
    let scene = try Self.armed()
    for name in try DurableFiles.list(scene.scratch["data"], limit: 100).compactMap(\.name) + ["."] {
      _ = unsafe chown(scene.scratch["data/\(name)"], 65_534, 65_534)
    }
    _ = try scene.answer("kill-switch", "drill", "--config", "etc/engine.yaml")
    #expect(try DurableFiles.status(scene.scratch[Self.record]).userID == 65_534)
  }
}
