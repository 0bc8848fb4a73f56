import EngineProcesses
import GateScene
import Glibc
import KrakenWorld
import Testing
import Trading
import TradingEngine

/// What the service manager does when the engine fails and may not start again: `protect --until-flat`.
@Suite("A start that is refused after a kill", .inTurn) struct ChainTests {
  static let places = KillPlace.places.filter { place in
    KillPlace.isEverything || [.enter, .exit].contains(place.step) && [20, 60, 50].contains(place.share)
  }

  private func refuse(_ scene: TradingScene) async throws {
    try scene.configure(
      gate: "{ required: true, keyring: \(scene.folder)/keyring.yaml, state: \(scene.folder)/gate }")
    let refused = try await scene.command(["run"])
    #expect(refused.status == 78, "\(refused.status ?? -1) \(refused.standardError)")
  }

  @Test("leaves protection to the command that needs keys alone, and goes on after it", arguments: places)
  func protect(_ place: KillPlace) async throws {
    let scene = try await TradingScene()
    let operation = try await SessionCounts.learned.value.operation(place)
    let killed = scene.start(["run"], plan: "any:\(operation):\(place.action.rawValue)")
    _ = await killed.says("running in environment", within: 20_000)
    try await Session.play(scene, killed)
    killed.signal(SIGKILL)
    #expect(await killed.end(within: 5_000) && killed.wasKilled)
    try await refuse(scene)
    let protection = scene.start(["protect", "--until-flat"])
    let truth = try await scene.awaitTruth(within: 15_000, for: 1_500) { $0.isSettled }
    #expect(truth.isSettled, "\(truth) \(protection.standardError)")
    if truth.isFlat {
      #expect(await protection.end(within: 10_000))
    } else {
      #expect(protection.isRunning, "\(protection.standardError)")
      protection.signal(SIGTERM)
      #expect(await protection.end(within: 10_000))
      #expect(try await scene.truth().isCovered)
    }
    #expect(protection.status == 0, "\(protection.standardError)")
    // The report is there again.
    try scene.configure()
    if scene.killSwitch()?.mode.isLatched == true { try await scene.reset() }
    let engine = try await scene.run()
    let strategy = try scene.strategy()
    // Which of the two is open depends on where it was killed.
    for entry in ["e1", "e3"] {
      strategy.send(#"{"exit":{"id":"\#(entry)-exit","of":"\#(entry)"}}"#)
      await strategy.answer(to: "\(entry)-exit", ["done", "refused"], within: 8_000)
    }
    let flat = try await scene.awaitTruth(within: 8_000) { $0.isFlat && $0.isSettled }
    #expect(flat.isFlat && flat.isSettled, "\(flat) \(engine.standardError) \(strategy.answers)")
  }

  @Test("closes a position whose stop was taken away meanwhile") func uncovered() async throws {
    let scene = try await TradingScene()
    let (engine, _) = try await scene.protected()
    engine.signal(SIGKILL)
    #expect(await engine.end(within: 5_000))
    try await scene.simulator.control("cancel", "{symbol: PF_XBTUSD}")
    #expect(try await !scene.truth().isSettled)
    try await refuse(scene)
    let protection = scene.start(["protect", "--until-flat"])
    let truth = try await scene.awaitTruth(within: 12_000, for: 500) { $0.isSettled }
    #expect(truth.isSettled, "\(truth) \(protection.standardError)")
    // Its stop is gone for good: what is left is closed, and a person has to look.
    #expect(await protection.end(within: 12_000) && protection.status == 0, "\(protection.standardError)")
    #expect(scene.killSwitch()?.cause == .uncovered)
    try scene.configure()
    try await scene.expectNoEntries()
    try await scene.reset()
    _ = try await scene.run()
  }
}
