import DurableFiles
import EngineProcesses
import GateScene
import Glibc
import Testing
import Trading
import TradingEngine

@Suite("Somebody else on the account", .inTurn) struct NeighbourTests {
  @Test("trips the engine with an order, and the engine's stop stays") func foreignOrder() async throws {
    let scene = try await TradingScene()
    let (engine, _) = try await scene.protected()
    try await scene.restAside()
    #expect(
      await eventually(10_000) { scene.killSwitch()?.cause == .foreignOrder }, "\(engine.standardError)")
    let truth = try await scene.awaitTruth(within: 3_000, for: 2_000) { $0.isCovered }
    #expect(truth.isCovered && truth.orders.contains { $0.id == nil }, "\(truth)")
  }

  /// The configuration of an engine with another state folder.
  private func configureOther(_ scene: TradingScene) throws {
    try DurableFiles.createFolder("\(scene.folder)/other", mode: 0o700)
    try scene.configure(state: "\(scene.folder)/other", name: "other.yaml")
  }

  @Test("that is a younger engine does not start where it sees the older one's orders")
  func younger() async throws {
    let scene = try await TradingScene()
    let (engine, _) = try await scene.protected()
    try configureOther(scene)
    let other = scene.start(["run"], configuration: "other.yaml")
    #expect(await other.end(within: 30_000), "\(other.standardOutput)")
    #expect(
      other.status == 75 && other.standardError.contains("[engine.other-instance]"), "\(other.standardError)")
    #expect(try await scene.truth().isCovered && engine.isRunning)
    #expect(scene.killSwitch()?.mode == .armed)
  }

  @Test("that is another engine sends this one to reduceOnly by its first order") func older() async throws {
    let scene = try await TradingScene()
    let engine = try await scene.run()
    try configureOther(scene)
    let other = try await scene.run(configuration: "other.yaml")
    let strategy = try #require(Strategy("\(scene.folder)/other/intents.sock"))
    strategy.send(Session.intent(.enter).line)
    #expect(await strategy.answer(to: "e1", ["protected"], within: 10_000) != nil, "\(other.standardError)")
    #expect(await eventually(15_000) { scene.killSwitch()?.mode == .reduceOnly }, "\(engine.standardError)")
    let own = try scene.strategy()
    own.send(Session.intent(.enterAgain).line)
    #expect(await own.answer(to: "e3", ["refused"], within: 5_000) != nil)
    #expect(try await scene.truth().isCovered && other.isRunning)
  }
}
