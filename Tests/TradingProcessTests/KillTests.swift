import EngineProcesses
import GateScene
import Glibc
import Testing
import Trading

@Suite("An engine that was killed at any operation on its disk", .inTurn) struct KillTests {
  /// Plays the session on an engine that dies at a place.
  private func kill(_ scene: TradingScene, at place: KillPlace) async throws {
    let operation = try await SessionCounts.learned.value.operation(place)
    let engine = scene.start(["run"], plan: "any:\(operation):\(place.action.rawValue)")
    _ = await engine.says("running in environment", within: 20_000)
    try await Session.play(scene, engine)
    // A session may take fewer operations than the one that was counted.
    engine.signal(SIGKILL)
    #expect(await engine.end(within: 5_000))
    #expect(engine.wasKilled, "\(engine.status ?? -1): \(engine.standardError)")
  }

  /// Each intent's entry went out at most once.
  private func checkEntries(_ scene: TradingScene, _ about: String) async throws {
    let sent = try await scene.entriesSent()
    #expect(Set(sent).count == sent.count && Set(sent).isSubset(of: Session.sizes), "\(sent) \(about)")
  }

  @Test("leaves all covered or flat once it runs again, and does nothing twice", arguments: KillPlace.places)
  func again(_ place: KillPlace) async throws {
    let scene = try await TradingScene()
    try await kill(scene, at: place)
    let left = try await scene.truth()
    let engine = scene.start(["run"])
    if await engine.says("running in environment", within: 20_000) {
      await Session.repeatAll(scene)
    } else {
      // It was killed while it flattened; the switch is latched, and a person has to look.
      #expect(engine.status == 78 && engine.standardError.contains("kill-switch"), "\(engine.standardError)")
    }
    let guardian = engine.isRunning ? engine : scene.start(["protect", "--until-flat"])
    let truth = try await scene.awaitTruth(within: 15_000, for: 1_500) { $0.isSettled }
    let about = "left \(left), now \(truth): \(engine.standardError) \(guardian.standardError)"
    #expect(truth.isSettled, "\(about)")
    try await checkEntries(scene, about)
    if engine.isRunning {
      // What was asked for has been done, whoever had to be asked twice.
      #expect(truth.orders.allSatisfy { $0.id?.intent != 1 }, "\(about)")
    }
  }
}
