import EngineProcesses
import GateScene
import KrakenWorld
import Testing
import Trading
import TradingEngine

/// `deploy/examples`: what a reader starts from has to work as it stands.
@Suite("The example strategy in Python", .inTurn) struct ExampleStrategyTests {
  @Test("buys what rises, lets its stop follow, and ends when its take-profit has closed the position")
  func trade() async throws {
    let scene = try await TradingScene()
    let engine = try await scene.run()
    let strategy = EngineProcess(
      "/usr/bin/python3",
      [
        "\(BuiltPrograms.package)/deploy/examples/breakout.py", "--socket", scene.paths.intents, "--venue",
        scene.simulator.origin, "--size", "0.01", "--prices", "3", "--every", "0.2", "--trades", "1",
      ], folder: scene.folder, name: "example")
    var price = 70_000
    let isProtected = await eventually(20_000, every: 200) {
      price += 20
      try? await scene.hold(at: "\(price)")
      return strategy.standardOutput.contains("\"protected\"")
    }
    #expect(isProtected, "\(strategy.standardOutput) \(strategy.standardError) \(engine.standardError)")
    let covered = try await scene.awaitTruth(within: 5_000) { $0.isCovered && !$0.own(.takeProfit).isEmpty }
    #expect(covered.isCovered && !covered.own(.takeProfit).isEmpty, "\(covered)")
    price += 500
    try await scene.hold(at: "\(price)")
    #expect(
      await eventually(10_000) { strategy.standardOutput.contains("\"done\"") }, "\(strategy.standardOutput)")
    try await scene.hold(at: "73000")
    #expect(await strategy.end(within: 15_000) && strategy.status == 0, "\(strategy.standardError)")
    #expect(strategy.standardOutput.contains("\"closed\""), "\(strategy.standardOutput)")
    let flat = try await scene.awaitTruth(within: 5_000) { $0.isFlat && $0.orders.isEmpty }
    #expect(flat.isFlat && flat.orders.isEmpty, "\(flat)")
    engine.signal(15)
    #expect(await engine.end(within: 20_000) && engine.status == 0, "\(engine.standardError)")
  }
}
