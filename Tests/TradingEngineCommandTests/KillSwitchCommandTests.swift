import AuditLog
import DurableFiles
import Glibc
import Processes
import StrictJSON
import Testing

@Suite("'trading-engine kill-switch'", .serialized) struct KillSwitchCommandTests {
  private func show(_ scene: EngineScene) throws -> JSON {
    try scene.answer("kill-switch", "show", "--config", "etc/engine.yaml")
  }

  @Test("trips and resets the state of an engine that does not run") func stopped() throws {
    let scene = try EngineScene(EngineScene.withoutGate)
    #expect(try show(scene)["state"] == .null)
    let tripped = try scene.answer(
      "kill-switch", "trip", "--config", "etc/engine.yaml", "--reason", "odd fills")
    #expect(tripped["state"]?.stringValue == "tripped" && tripped["cause"]?.stringValue == "command")
    let id = try #require(tripped["tripId"]?.stringValue)
    #expect(try show(scene) == tripped)
    let wrong = scene.run(
      "kill-switch", "reset", "--config", "etc/engine.yaml", "--trip-id", "zz", "--reason", "r")
    #expect(wrong.termination == .exited(1) && wrong.errors.contains("[kill-switch.wrong-trip-id]"))
    let reset = try scene.answer(
      "kill-switch", "reset", "--state", "data/kill_switch_state.json", "--trip-id", id, "--reason",
      "explained")
    #expect(reset["state"]?.stringValue == "armed" && reset["reason"]?.stringValue == "reset: explained")
    let again = scene.run(
      "kill-switch", "reset", "--config", "etc/engine.yaml", "--trip-id", id, "--reason", "r")
    #expect(again.termination == .exited(1) && again.errors.contains("[kill-switch.not-tripped]"))
    #expect(try scene.decisions().map(\.kind) == ["kill-switch-tripped", "kill-switch-reset"])
  }

  @Test("trips and resets a running engine") func running() throws {
    let scene = try EngineScene(EngineScene.withoutGate)
    let engine = try RunningEngine(scene)
    let tripped = try scene.answer("kill-switch", "trip", "--config", "etc/engine.yaml", "--reason", "odd")
    #expect(tripped["cause"]?.stringValue == "command" && tripped["reason"]?.stringValue == "odd")
    #expect(
      try engine.health { $0["entries"]?.stringValue == "stopped" }["protectionOnly"]?.boolValue == true)
    let id = try #require(tripped["tripId"]?.stringValue)
    let reset = try scene.answer(
      "kill-switch", "reset", "--config", "etc/engine.yaml", "--trip-id", id, "--reason", "explained")
    #expect(reset["state"]?.stringValue == "armed")
    #expect(
      try engine.health { $0["entries"]?.stringValue == "permitted" }["killSwitch"]?["state"]?.stringValue
        == "armed")
    #expect(!scene.scratch.has("data/kill_switch_state.json.trip"))
    #expect(!scene.scratch.has("data/kill_switch_state.json.reset"))
    _ = try engine.stop()
    #expect(
      try scene.decisions().map(\.kind) == [
        "admitted", "session-started", "kill-switch-tripped", "suspended", "kill-switch-reset", "resumed",
        "session-stopped",
      ])
  }

  @Test("has a signal and a file that do the same") func otherWays() throws {
    let scene = try EngineScene(EngineScene.withoutGate)
    let engine = try RunningEngine(scene)
    engine.send(SIGUSR1)
    let signalled = try engine.health { $0["entries"]?.stringValue == "stopped" }
    #expect(signalled["killSwitch"]?["cause"]?.stringValue == "signal")
    let id = try #require(signalled["killSwitch"]?["tripId"]?.stringValue)
    // A reset without a reason, and one with a wrong id, are none.
    try scene.scratch.write(
      "data/kill_switch_state.json.reset", #"{"killSwitchReset":"v1","tripId":"zz","reason":"r"}"#)
    _ = try engine.health { _ in !scene.scratch.has("data/kill_switch_state.json.reset") }
    #expect(try engine.health()["entries"]?.stringValue == "stopped")
    _ = try scene.answer(
      "kill-switch", "reset", "--config", "etc/engine.yaml", "--trip-id", id, "--reason", "r")
    try scene.scratch.write("data/kill_switch_state.json.trip", "")
    let dropped = try engine.health { $0["killSwitch"]?["cause"]?.stringValue == "file-drop" }
    #expect(dropped["entries"]?.stringValue == "stopped")
    _ = try engine.stop()
    #expect(try show(scene)["cause"]?.stringValue == "file-drop", "the latch outlives the engine")
  }

  @Test("leaves files that the engine's user can open, also when root asks", .enabled(if: geteuid() == 0))
  func owner() throws {
    let scene = try EngineScene(EngineScene.withoutGate)
    _ = unsafe chown(scene.scratch["data"], 65_534, 65_534)
    let tripped = try scene.answer("kill-switch", "trip", "--config", "etc/engine.yaml", "--reason", "odd")
    let id = try #require(tripped["tripId"]?.stringValue)
    _ = try scene.answer(
      "kill-switch", "reset", "--config", "etc/engine.yaml", "--trip-id", id, "--reason", "r")
    _ = try scene.answer("admission", "reset", "--config", "etc/engine.yaml", "--reason", "r")
    for name in try DurableFiles.list(scene.scratch["data"], limit: 100).compactMap(\.name) {
      #expect(try DurableFiles.status(scene.scratch["data/\(name)"]).userID == 65_534, "\(name)")
    }
  }

  @Test("survives SIGKILL latched") func latched() throws {
    let scene = try EngineScene(EngineScene.withoutGate)
    let engine = try RunningEngine(scene)
    engine.send(SIGUSR1)
    _ = try engine.health { $0["entries"]?.stringValue == "stopped" }
    engine.send(SIGKILL)
    _ = try engine.end()
    let again = try RunningEngine(scene)
    #expect(try again.health()["entries"]?.stringValue == "stopped")
    _ = try again.stop()
  }

  @Test("is tripped by a state that was lost or damaged", arguments: ["", "garbage"])
  func lost(content: String) throws {
    let scene = try EngineScene(EngineScene.withoutGate)
    _ = try RunningEngine(scene).stop()
    _ = unsafe unlink(scene.scratch["data/kill_switch_state.json"])
    if !content.isEmpty { try scene.scratch.write("data/kill_switch_state.json", content) }
    let engine = try RunningEngine(scene)
    let cause = content.isEmpty ? "state-missing" : "state-unreadable"
    #expect(try engine.health()["killSwitch"]?["cause"]?.stringValue == cause)
    _ = try engine.stop()
    #expect(try scene.decisions().contains { $0.kind == "kill-switch-tripped" })
  }
}
