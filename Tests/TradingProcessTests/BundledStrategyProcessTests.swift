import Chronology
import EngineProcesses
import ExactDecimal
import GateScene
import Glibc
import KrakenWorld
import StrictJSON
import Testing
import Trading
import TradingEngine

/// The real engine with its own strategy at the real simulated venue, whose clock the test moves on.
@Suite("The bundled strategy", .inTurn) struct BundledStrategyProcessTests {
  private static let configuration = """
    strategy: { name: donchian, donchian: { candles: 1m, entry-bars: 3, exit-bars: 1, atr-bars: 3, stop-atr: "2", take-profit-atr: "6", direction: long, risk-per-trade-usd: "5" } }
    """

  /// A venue whose market has stood at 70,000 for some minutes, and an engine that watches it.
  private static func begin() async throws -> (scene: TradingScene, engine: EngineProcess) {
    let scene = try await TradingScene(more: configuration)
    try await scene.trade(at: "70000")
    try await scene.move(toMinutes: 5)
    let engine = try await scene.run()
    guard await engine.says("note: strategy watches PF_XBTUSD by bars of 1m, 5 USD at risk", within: 5_000)
    else { throw SceneError(engine.standardError) }
    // The first look is at bars from before it watched.
    guard try await eventually(10_000, { try await scene.chartsRead() > 0 }) else {
      throw SceneError("no chart was read: \(engine.standardError)")
    }
    return (scene, engine)
  }

  /// Breaks out to 70,700, and waits for the position with its stop and take-profit.
  private static func enter(_ scene: TradingScene, _ engine: EngineProcess) async throws -> Truth {
    // The clock's jump keeps entries back for 5 s, so it comes some time before the bar's end.
    try await scene.move(toMinutes: 1, less: 13_000)
    try await scene.trade(at: "70700")
    guard await engine.says(#""answer":"protected""#, within: 30_000) else {
      throw SceneError("not protected: \(engine.standardError)")
    }
    return try await scene.awaitTruth(within: 5_000) { $0.isCovered && !$0.own(.takeProfit).isEmpty }
  }

  @Test(
    "enters a break with stop and take-profit, lets the stop follow, leaves at the opposite break, and is flat"
  )
  func trade() async throws {
    let (scene, engine) = try await Self.begin()
    let entered = try await Self.enter(scene, engine)
    #expect(entered.isCovered && entered.position.signum > 0, "\(entered) \(engine.standardError)")
    let stop = try #require(entered.own(.stopLoss).first?.stopPrice)
    let takeProfit = try #require(entered.own(.takeProfit).first?.stopPrice)
    #expect(stop < ExactDecimal(70_700) && takeProfit > ExactDecimal(70_700))
    let risk = try entered.position * (ExactDecimal(70_701) - stop)
    #expect(risk <= ExactDecimal(5))

    try await scene.trade(at: "71400")
    try await scene.move(toMinutes: 1)
    let trailed = try await scene.awaitTruth(within: 20_000, for: 500) { truth in
      truth.isCovered && truth.own(.stopLoss).count == 1
        && truth.own(.stopLoss).contains { $0.stopPrice.map { $0 > stop } ?? false }
    }
    #expect(
      trailed.own(.stopLoss).first?.stopPrice.map { $0 > stop } == true, "\(trailed) \(engine.standardError)")
    #expect(trailed.own(.takeProfit).first?.stopPrice == takeProfit)
    #expect(engine.standardError.contains(#"strategy asks {"adjust""#))

    // A bar that stays, then one that closes below it and above the stop.
    try await scene.move(toMinutes: 1)
    try await ContinuousClock().sleep(for: .milliseconds(4_000))
    try await scene.trade(at: "71300")
    try await scene.move(toMinutes: 1)
    let flat = try await scene.awaitTruth(within: 20_000) { $0.isFlat && $0.orders.isEmpty }
    #expect(flat.isFlat && flat.orders.isEmpty, "\(flat) \(engine.standardError)")
    #expect(await engine.says(#""answer":"closed""#, within: 5_000), "\(engine.standardError)")
    #expect(engine.standardError.contains(#"strategy asks {"exit""#))
    #expect(try await scene.entriesSent().count == 1)
    engine.signal(SIGTERM)
    #expect(await engine.end(within: 20_000) && engine.status == 0, "\(engine.standardError)")
  }

  @Test("goes on after a kill with the position that its former self opened, from the engine's journal")
  func killed() async throws {
    let (scene, engine) = try await Self.begin()
    let entered = try await Self.enter(scene, engine)
    let stop = try #require(entered.own(.stopLoss).first?.stopPrice)
    engine.signal(SIGKILL)
    #expect(await engine.end(within: 5_000))
    try await scene.trade(at: "71400")
    try await scene.move(toMinutes: 2)
    let again = try await scene.run()
    #expect(await again.says("note: strategy goes on with donchian:PF_XBTUSD:", within: 5_000))
    let trailed = try await scene.awaitTruth(within: 20_000, for: 500) { truth in
      truth.isCovered && truth.own(.stopLoss).contains { $0.stopPrice.map { $0 > stop } ?? false }
    }
    #expect(
      trailed.own(.stopLoss).first?.stopPrice.map { $0 > stop } == true, "\(trailed) \(again.standardError)")
    #expect(try await scene.entriesSent().count == 1)
    again.signal(SIGTERM)
    #expect(await again.end(within: 20_000) && again.status == 0, "\(again.standardError)")
    // What it leaves is protected.
    #expect(try await scene.truth().isCovered)
  }

  @Test("without a chart enters nothing, says so, and leaves what is protected protected")
  func noChart() async throws {
    let (scene, engine) = try await Self.begin()
    _ = try await Self.enter(scene, engine)
    try await scene.fault("{fault: delay, by: 30s, endpoint: chart, always: true}")
    try await scene.move(toMinutes: 1)
    #expect(await engine.says("alert: the strategy gets no new bar of PF_XBTUSD", within: 120_000))
    #expect(engine.standardError.contains("[strategy.no-bars]"))
    #expect(!engine.standardError.contains("does not answer"))
    #expect(try await scene.truth().isCovered)
    engine.signal(SIGTERM)
    #expect(await engine.end(within: 20_000) && engine.status == 0, "\(engine.standardError)")
  }
}

extension TradingScene {
  /// Prices of trades from here on, one of them every quarter of a second, as bars need them.
  fileprivate func trade(at price: String) async throws {
    try await simulator.control("prices", "{symbol: \(Self.symbol), price: \"\(price)\", path: flicker}")
  }

  /// Moves the venue's clock on to the end of so many minutes from now, or some time before it.
  fileprivate func move(toMinutes count: Int64, less milliseconds: Int64 = 0) async throws {
    let text = try await get("/simulator/time")["now"]?.stringValue
    let now = try #require(Timestamp(rfc3339: text ?? ""))
    let rest = count * 60_000 - now.unixMilliseconds % 60_000 - milliseconds
    guard rest > 0 else { return }
    try await simulator.control("time", "{advance: \(rest)ms}")
  }

  fileprivate func chartsRead() async throws -> Int {
    let entries = try await get("/simulator/transcript").arrayValue ?? []
    return entries.count { $0["endpoint"]?.stringValue == "chart" }
  }
}
