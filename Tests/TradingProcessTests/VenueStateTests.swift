import EngineProcesses
import GateScene
import Glibc
import KrakenWorld
import Testing
import Trading
import TradingEngine

@Suite("A venue that is not as it should be", .inTurn) struct VenueStateTests {
  @Test("by halting while a position is exposed pauses the deadline, and is covered when it trades again")
  func haltedExposed() async throws {
    let scene = try await TradingScene()
    let engine = try await scene.run()
    try await scene.fault("{fault: delay, by: 1s, endpoint: sendorder}")
    let strategy = try scene.strategy()
    strategy.send(Session.intent(.enter).line)
    // Whoever is told late halts the market before a stop can be there.
    try await scene.simulator.control("faults", "{fault: refuse, status: 503, endpoint: sendorder, nth: 2}")
    _ = try await scene.awaitTruth(within: 8_000) { !$0.isFlat }
    try await scene.simulator.control("market", "{symbol: PF_XBTUSD, suspended: true}")
    #expect(await engine.says("[protection.venue-blocked]", within: 10_000), "\(engine.standardError)")
    // Longer than the deadline.
    let halted = try await scene.awaitTruth(within: 8_000) { $0.isFlat }
    #expect(!halted.isFlat && scene.killSwitch()?.mode == .armed, "\(halted) \(engine.standardError)")
    try await scene.simulator.control("market", "{symbol: PF_XBTUSD}")
    let truth = try await scene.awaitTruth(within: 8_000, for: 500) { $0.isSettled }
    #expect(truth.isSettled, "\(truth) \(engine.standardError)")
  }

  @Test("by taking nothing but post-only orders refuses a market entry, and an exit waits for it")
  func postOnly() async throws {
    let scene = try await TradingScene()
    let (engine, strategy) = try await scene.protected()
    try await scene.simulator.control("market", "{symbol: PF_XBTUSD, post-only: true}")
    strategy.send(Session.intent(.exit).line)
    let waiting = try await scene.awaitTruth(within: 3_000) { $0.isFlat }
    #expect(waiting.isCovered, "\(waiting) \(engine.standardError)")
    try await scene.simulator.control("market", "{symbol: PF_XBTUSD}")
    #expect(await strategy.answer(to: "e1", ["closed"], within: 10_000) != nil, "\(strategy.answers)")
    try await scene.simulator.control("market", "{symbol: PF_XBTUSD, post-only: true}")
    strategy.send(Session.intent(.enterAgain).line)
    let answer = await strategy.answer(to: "e3", ["refused", "not-executed"], within: 8_000)
    #expect(answer != nil, "\(strategy.answers)")
    let truth = try await scene.truth()
    #expect(truth.isFlat && truth.orders.isEmpty, "\(truth)")
  }

  @Test("by ending all connections for 20 seconds leaves the position as it was, protected")
  func unreachableProtected() async throws {
    let scene = try await TradingScene()
    let (engine, strategy) = try await scene.protected()
    let before = try await scene.truth()
    try await scene.fault("{fault: disconnect, always: true}")
    try await ContinuousClock().sleep(for: .seconds(5))
    strategy.send(Session.intent(.enterAgain).line)
    #expect(await strategy.answer(to: "e3", ["refused"], within: 8_000) != nil)
    try await ContinuousClock().sleep(for: .seconds(KillPlace.isEverything ? 15 : 5))
    #expect(engine.isRunning)
    try scene.endFaults()
    let truth = try await scene.awaitTruth(within: 5_000, for: 2_000) { $0.isCovered }
    #expect(truth.own(.stopLoss).map(\.venueID) == before.own(.stopLoss).map(\.venueID), "\(truth)")
    #expect(scene.killSwitch()?.mode == .armed, "\(engine.standardError)")
    strategy.send(Session.intent(.exit).line)
    #expect(await strategy.answer(to: "e1", ["closed"], within: 10_000) != nil, "\(strategy.answers)")
  }

  @Test("by ending all connections while a position is exposed is closed or covered as soon as it answers")
  func unreachableExposed() async throws {
    let scene = try await TradingScene()
    let engine = try await scene.run()
    // The entry is done, and from then on nobody is answered.
    try await scene.fault("{fault: lose-reply, endpoint: sendorder}")
    let strategy = try scene.strategy()
    strategy.send(Session.intent(.enter).line)
    _ = try await scene.awaitTruth(within: 8_000) { !$0.isFlat }
    try await scene.fault("{fault: disconnect, always: true}")
    try await ContinuousClock().sleep(for: .seconds(KillPlace.isEverything ? 20 : 10))
    let during = try await scene.truth()
    try scene.endFaults()
    let truth = try await scene.awaitTruth(within: 6_000, for: 500) { $0.isSettled }
    #expect(truth.isSettled && engine.isRunning, "\(during), \(truth) \(engine.standardError)")
  }

  @Test("by being another one after a restart is believed in nothing: no entries until a person decides")
  func restarted() async throws {
    let scene = try await TradingScene()
    let (engine, strategy) = try await scene.protected()
    try await scene.restartSimulator(after: 3_000)
    #expect(await engine.says("[position.quarantined]", within: 30_000), "\(engine.standardError)")
    strategy.send(Session.intent(.enterAgain).line)
    #expect(await strategy.answer(to: "e3", ["refused"], within: 8_000) != nil)
    let truth = try await scene.truth()
    #expect(truth.isFlat && truth.orders.isEmpty && engine.isRunning, "\(truth)")
    #expect(try await scene.entriesSent().isEmpty)
  }
}
