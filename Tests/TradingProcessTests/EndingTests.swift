import EngineProcesses
import GateScene
import Glibc
import Testing
import Trading
import TradingEngine

@Suite("An engine that is told to end or to trip", .inTurn) struct EndingTests {
  enum Moment: String, CaseIterable, Sendable {
    case idle, entryInFlight, resting, exposed, protected, closing
  }

  private func bring(_ scene: TradingScene, to moment: Moment) async throws -> Strategy {
    let strategy = try scene.strategy()
    func enter() async {
      strategy.send(Session.intent(.enter).line)
      await strategy.answer(to: "e1", ["protected"], within: 10_000)
    }
    switch moment {
    case .idle: break
    case .entryInFlight:
      try await scene.fault("{fault: accept-late, by: 1500ms, endpoint: sendorder}")
      strategy.send(Session.intent(.enter).line)
      await strategy.answer(to: "e1", ["accepted"], within: 5_000)
    case .resting:
      strategy.send(Session.intent(.enterLimit).line)
      _ = try await scene.awaitTruth(within: 8_000) { !$0.entries.isEmpty }
    case .exposed:
      // The stop's sending takes its time.
      try await scene.fault("{fault: accept-late, by: 1500ms, endpoint: sendorder, nth: 2}")
      strategy.send(Session.intent(.enter).line)
      _ = try await scene.awaitTruth(within: 8_000) { !$0.isFlat }
    case .protected: await enter()
    case .closing:
      await enter()
      try await scene.fault("{fault: accept-late, by: 1s, endpoint: sendorder}")
      strategy.send(Session.intent(.exit).line)
      await strategy.answer(to: "x2", ["accepted"], within: 5_000)
    }
    return strategy
  }

  @Test(
    "by SIGTERM ends soon with status 0, everything covered and no entry left", arguments: Moment.allCases)
  func terminate(_ moment: Moment) async throws {
    let scene = try await TradingScene()
    let engine = try await scene.run()
    let strategy = try await bring(scene, to: moment)
    let before = try await scene.truth()
    engine.signal(SIGTERM)
    #expect(await engine.end(within: 35_000), "\(engine.standardError)")
    let truth = try await scene.truth()
    let about =
      "\(before), then \(truth): \(engine.standardError) \(strategy.answers.count)"
    #expect(engine.status == 0, "\(engine.status ?? -1): \(about)")
    #expect(truth.entries.isEmpty && (truth.isFlat || truth.isCovered), "\(about)")
    if moment == .protected {
      #expect(truth.own(.stopLoss).map(\.venueID) == before.own(.stopLoss).map(\.venueID), "\(about)")
    }
    let again = try await scene.run()
    let settled = try await scene.awaitTruth(within: 10_000, for: 500) { $0.isSettled }
    #expect(settled.isSettled && again.isRunning, "\(settled)")
  }

  @Test("ends with status 1 and an alert where nothing can be covered", .enabled(if: KillPlace.isEverything))
  func uncovered() async throws {
    let scene = try await TradingScene()
    let engine = try await scene.run()
    try await scene.fault("{fault: refuse, status: 503, endpoint: sendorder, nth: 2, always: true}")
    let strategy = try scene.strategy()
    strategy.send(Session.intent(.enter).line)
    _ = try await scene.awaitTruth(within: 8_000) { !$0.isFlat }
    engine.signal(SIGTERM)
    #expect(await engine.end(within: 45_000) && engine.status == 1, "\(engine.status ?? -1)")
    #expect(engine.standardError.contains("[stop.not-covered]"), "\(engine.standardError)")
  }

  enum Trip: String, CaseIterable, Sendable { case signal, file }

  private func trip(_ scene: TradingScene, _ engine: EngineProcess, _ trip: Trip) throws {
    switch trip {
    case .signal: engine.signal(SIGUSR1)
    case .file: try scene.dropTrip()
    }
  }

  @Test("takes its entry back when it is tripped", arguments: Trip.allCases)
  func tripResting(_ way: Trip) async throws {
    let scene = try await TradingScene()
    let engine = try await scene.run()
    _ = try await bring(scene, to: .resting)
    try trip(scene, engine, way)
    let truth = try await scene.awaitTruth(within: 8_000) { $0.orders.isEmpty }
    #expect(truth.orders.isEmpty && truth.isFlat, "\(truth) \(engine.standardError)")
    #expect(scene.killSwitch()?.cause == (way == .signal ? .signal : .fileDrop))
  }

  @Test(
    "keeps its stop when it is tripped, and through the next start", arguments: Trip.allCases)
  func tripProtected(_ way: Trip) async throws {
    let scene = try await TradingScene()
    let (engine, _) = try await scene.protected()
    let before = try await scene.truth()
    try trip(scene, engine, way)
    #expect(await eventually(5_000) { scene.killSwitch()?.mode == .tripped })
    let truth = try await scene.awaitTruth(within: 4_000, for: 2_000) { $0.isCovered }
    #expect(truth.own(.stopLoss).map(\.venueID) == before.own(.stopLoss).map(\.venueID), "\(truth)")
    engine.signal(SIGTERM)
    #expect(await engine.end(within: 35_000) && engine.status == 0, "\(engine.standardError)")
    try await scene.expectNoEntries()
    #expect(try await scene.truth().isCovered)
  }
}
