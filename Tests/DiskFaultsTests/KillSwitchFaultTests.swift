import AuditLog
import DurableFiles
import GateScene
import Processes
import Testing
import Trading
import TradingEngine

@Suite("The kill switch on a disk that fails") struct KillSwitchFaultTests {
  private static let state = "data/kill_switch_state.json"

  private func engine(_ scene: FaultScene, _ arguments: [String], plan: String? = nil) -> ProcessResult {
    scene.run(BuiltPrograms.engine, ["kill-switch"] + arguments + ["--state", scene[Self.state]], plan: plan)
  }

  private func trip(_ scene: FaultScene, plan: String? = nil) -> ProcessResult {
    engine(scene, ["trip", "--reason", "odd fills"], plan: plan)
  }

  /// Nil where there is no state: without a session in the decision log that means armed.
  private func state(_ scene: FaultScene, _ what: String) -> KillSwitchState? {
    switch KillSwitchState.load(scene[Self.state]) {
    case .present(let state): return state
    case .missing: return nil
    case .unreadable(let reason):
      Issue.record("\(what): \(reason)")
      return nil
    }
  }

  /// Nothing that was written before is lost or unreadable, and a trip gets through afterwards.
  private func checkAftermath(_ scene: FaultScene, _ what: String) throws {
    let before = state(scene, what)
    #expect(before == nil || before?.mode == .tripped, "\(what)")
    let again = trip(scene)
    #expect(again.isSuccess, "\(what): \(again.errors)")
    let after = state(scene, what)
    #expect(after?.mode == .tripped && after?.reason == "odd fills", "\(what)")
    // A trip that was in force stays the same.
    #expect(before == nil || after == before, "\(what)")
    #expect(throws: Never.self, "\(what)") {
      try DecisionLog(path: scene["data/decisions.jsonl"]).anchor()
    }
  }

  /// How many operations one trip takes.
  private func operations() throws -> Int {
    let scene = try FaultScene()
    #expect(trip(scene, plan: "any:1000:EIO").isSuccess)
    let counts = try scene.counts()
    #expect(counts["rename"] ?? 0 >= 1 && counts["sync"] ?? 0 >= 4 && counts["write"] ?? 0 >= 3)
    return try #require(counts["any"])
  }

  @Test(
    "is armed or tripped after a kill at any operation of a trip", arguments: ["kill-before", "kill-torn"])
  func kills(_ action: String) throws {
    for number in 1...(try operations()) {
      let scene = try FaultScene()
      let result = trip(scene, plan: "any:\(number):\(action)")
      #expect(result.wasKilled, "\(number): \(result.termination)")
      try checkAftermath(scene, "\(action) at \(number)")
    }
  }

  @Test("stays tripped, or is armed by the reset alone, after a kill at any operation of a reset")
  func killedReset() throws {
    var number = 1
    while true {
      let scene = try FaultScene()
      try #require(trip(scene).isSuccess)
      let id = try #require(state(scene, "a trip")?.tripID)
      let reset = ["reset", "--trip-id", id, "--reason", "explained"]
      let result = engine(scene, reset, plan: "any:\(number):kill-torn")
      let after = try #require(state(scene, "\(number)"))
      switch after.mode {
      case .armed: #expect(after.reason == "reset: explained", "\(number)")
      default: #expect(after.mode == .tripped && after.tripID == id, "\(number)")
      }
      guard result.wasKilled else {
        #expect(result.isSuccess && number > 10)
        break
      }
      number += 1
    }
  }

  @Test(
    "says what failed at any operation, once or from there on",
    arguments: [("ENOSPC", "+"), ("EROFS", "+"), ("EIO", "")])
  func errors(_ error: String, _ lasting: String) throws {
    for number in 1...(try operations()) {
      let scene = try FaultScene()
      let what = "\(error) at \(number)\(lasting)"
      let result = trip(scene, plan: "any:\(number)\(lasting):\(error)")
      let mode = state(scene, what)?.mode
      switch result.termination {
      case .exited(0): #expect(mode == .tripped, "\(what)")
      case .exited(74):
        let isInForce = result.errors.contains("the kill switch is tripped, and that could not be recorded")
        // The instance lock comes first; without it nothing is begun.
        let isUnlocked = mode == nil && result.errors.contains("[state-path.not-written]")
        #expect(
          isInForce
            ? mode == .tripped && result.errors.contains("[decision-log.not-written]")
            : isUnlocked || result.errors.contains("[kill-switch.not-recorded]"), "\(what): \(result.errors)")
      case .exited(78):
        #expect(
          error == "EROFS" && result.errors.contains("[state-path.not-writable]") && mode == nil, "\(what)")
      default: Issue.record("\(what): \(result.termination), \(result.errors)")
      }
      try checkAftermath(scene, what)
    }
  }
}
