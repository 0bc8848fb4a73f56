import DurableFiles
import EngineProcesses
import ExactDecimal
import Glibc
import StrictJSON
import Trading
import TradingEngine

/// How long money stands without a stop, and how long what a person takes back goes on: the engine and the simulated
/// venue as processes of their own, with a disk that syncs, over loopback.
struct ProtectionRows {
  private static let symbol = TradingScene.symbol
  private let trials: Int

  /// - Parameter rounds: of the other rows; each row here is that many trials, or a few more.
  init(_ rounds: Int) { trials = max(5, rounds) }

  func fills() throws -> Table {
    let trials = trials
    return table(
      "fill happened -> stop shown, polls included, of \(trials) resting entries",
      budget: "p99 at most 600 ms",
      try waited { try await Self.fillsToShown(trials) },
      notes: [
        "floor of freqtrade: it looks every 5 s, so half of all fills wait 2.5 s and one of 100 waits 4.95 s, "
          + "before anything is sent",
        "floor of hummingbot: it looks every 1 s, and no stop rests at the venue at all",
      ])
  }

  func decisions() throws -> Table {
    let trials = trials
    let measured = try waited { try await Self.decisionsToShown(trials) }
    var table = table(
      "entry answered -> stop shown, with a round trip of \(Self.roundTrip) ms, of \(trials)",
      budget: "p99 at most 2 round trips, a sync and 1 ms: \(2 * Self.roundTrip + 1) ms and the sync",
      measured.times)
    table.add(
      "floor", Batch(measured.syncs.map { Int64($0 * 1_000) }), "the sync alone, in the pauses between",
      most: measured.syncs.max() ?? 0)
    return table
  }

  func trips() throws -> Table {
    let trials = trials
    return table(
      "trip (SIGUSR1) -> all entries cancelled, two symbols, of \(trials)", budget: "none; measured",
      try waited { try await Self.tripsToCancelled(trials) })
  }

  func crashes() throws -> Table {
    let trials = trials
    return table(
      "crash (SIGKILL between fill and stop) -> covered, of \(trials)",
      budget: "none; measured. A service manager's RestartSec comes on top",
      try waited { try await Self.crashesToCovered(trials) })
  }

  private func table(_ title: String, budget: String, _ times: [Double], notes: [String] = []) -> Table {
    var table = Table(title, budget: budget)
    table.add("ours", Batch(times.map { Int64($0 * 1_000) }), "trading-engine run", most: times.max() ?? 0)
    for note in notes { table.add(note: note) }
    return table
  }

  // MARK: Trials

  /// A resting entry that a price reaches at any time between two looks of the engine.
  @concurrent private static func fillsToShown(_ trials: Int) async throws -> [Double] {
    let scene = try await TradingScene(atMost: 60 + trials * 30)
    let engine = try await scene.run()
    defer { engine.signal(SIGKILL) }
    let strategy = try scene.strategy()
    var times: [Double] = []
    for trial in 0..<trials {
      let intent = try await enter("f\(trial)", strategy, entry: limit("69500"), stop: "68500")
      _ = try await scene.awaitTruth(within: 5_000) { !$0.entries.isEmpty }
      // Spread evenly over the longest time between two looks, in an order without a rhythm.
      try await ContinuousClock().sleep(for: .milliseconds(trial * 389 % 997))
      let start = Launch.now()
      try await scene.hold(at: "69490")
      guard strategy.awaitedAnswer(to: intent, ["protected"], within: 10_000) != nil else {
        throw failure("not protected", strategy, engine)
      }
      times.append(Launch.now() - start)
      try await leave(intent, scene, strategy, engine)
    }
    return times
  }

  private static let roundTrip = 20

  /// By the venue's own record: from the answer that tells of the fill to the first list of orders that holds the stop.
  @concurrent private static func decisionsToShown(
    _ trials: Int
  ) async throws -> (times: [Double], syncs: [Double]) {
    let scene = try await TradingScene(atMost: 60 + trials * 30)
    let engine = try await scene.run()
    defer { engine.signal(SIGKILL) }
    let strategy = try scene.strategy()
    try await scene.fault("{fault: delay, by: \(roundTrip)ms, always: true}")
    let file = try PreallocatedFile(creating: "\(scene.folder)/syncs", byteCount: trials * 10 * 400)
    var times: [Double] = []
    var syncs: [Double] = []
    for trial in 0..<trials {
      let intent = try await enter("d\(trial)", strategy, entry: #""market""#, stop: "69000")
      guard strategy.awaitedAnswer(to: intent, ["protected"], within: 10_000) != nil else {
        throw failure("not protected", strategy, engine)
      }
      times.append(try VenueRecord(try await scene.get("/simulator/transcript")).entryAnsweredToStopShown())
      try await leave(intent, scene, strategy, engine)
      for _ in 0..<10 {
        let start = Launch.now()
        try file.write([UInt8](repeating: 0x61, count: 400), at: syncs.count * 400)
        try file.synchronize()
        syncs.append(Launch.now() - start)
      }
    }
    return (times, syncs)
  }

  @concurrent private static func tripsToCancelled(_ trials: Int) async throws -> [Double] {
    let other = "PF_ETHUSD"
    let scene = try await TradingScene(symbols: [symbol, other], atMost: 60 + trials * 30)
    let engine = try await scene.run()
    defer { engine.signal(SIGKILL) }
    let strategy = try scene.strategy()
    var times: [Double] = []
    for trial in 0..<trials {
      let first = try await enter("t\(trial)", strategy, entry: limit("69500"), stop: "68500")
      let last = try await enter(
        "u\(trial)", strategy, symbol: other, entry: limit("2480"), stop: "2400", size: "0.1")
      for symbol in [symbol, other] {
        _ = try await scene.awaitTruth(symbol, within: 5_000) { !$0.entries.isEmpty }
      }
      let start = Launch.now()
      engine.signal(SIGUSR1)
      while true {
        let isFirstGone = try await scene.truth(symbol).entries.isEmpty
        if isFirstGone, try await scene.truth(other).entries.isEmpty { break }
        guard Launch.now() - start < 20_000_000 else { throw failure("not cancelled", strategy, engine) }
      }
      times.append(Launch.now() - start)
      let ends = ["not-executed", "closed"]
      guard strategy.awaitedAnswer(to: first, ends, within: 10_000) != nil,
        strategy.awaitedAnswer(to: last, ends, within: 10_000) != nil,
        await eventually(5_000, { scene.killSwitch()?.tripID != nil })
      else { throw failure("no end", strategy, engine) }
      try await scene.reset()
      guard await eventually(10_000, { scene.killSwitch()?.mode == .armed }) else {
        throw failure("not armed", strategy, engine)
      }
    }
    return times
  }

  @concurrent private static func crashesToCovered(_ trials: Int) async throws -> [Double] {
    let scene = try await TradingScene(atMost: 60 + trials * 30)
    var times: [Double] = []
    for trial in 0..<trials {
      var engine = try await scene.run()
      var strategy = try scene.strategy()
      let intent = try await enter("c\(trial)", strategy, entry: limit("69500"), stop: "68500")
      _ = try await scene.awaitTruth(within: 5_000) { !$0.entries.isEmpty }
      try await scene.hold(at: "69490")
      engine.signal(SIGKILL)
      let start = Launch.now()
      // One that was faster than the signal shows nothing.
      let isNaked = try await !scene.truth().isCovered
      _ = await engine.end(within: 5_000)
      engine = scene.start(["run"])
      while try await !scene.truth().isCovered {
        guard Launch.now() - start < 60_000_000 else { throw failure("not covered", strategy, engine) }
        try await ContinuousClock().sleep(for: .milliseconds(2))
      }
      if isNaked { times.append(Launch.now() - start) }
      guard await engine.says("running in environment", within: 20_000) else {
        throw failure("not running", strategy, engine)
      }
      strategy = try scene.strategy()
      try await leave(intent, scene, strategy, engine)
      engine.signal(SIGTERM)
      guard await engine.end(within: 35_000) else { throw failure("not ended", strategy, engine) }
    }
    guard !times.isEmpty else { throw Launch.Failure(description: "every engine had its stop already") }
    return times
  }

  // MARK: Steps

  /// Asks for an entry until it is taken: while the engine looks at the market again, it refuses, and a strategy asks
  /// once more.
  ///
  /// - Parameter entry: as an intent writes it.
  /// - Returns: the id of the intent that was taken.
  private static func enter(
    _ name: String, _ strategy: Strategy, symbol: String = symbol, entry: String, stop: String,
    size: String = "0.001"
  ) async throws -> String {
    for attempt in 0..<40 {
      let id = "\(name)-\(attempt)"
      strategy.send(
        #"{"enter":{"id":"\#(id)","symbol":"\#(symbol)","side":"long","size":"\#(size)","entry":\#(entry),"stop-loss":"\#(stop)"}}"#
      )
      let answer = strategy.awaitedAnswer(to: id, ["accepted", "refused"], within: 10_000)
      if answer?["answer"]?.stringValue == "accepted" { return id }
      guard ["intent.no-fresh-reading", "intent.not-flat"].contains(answer?["code"]?.stringValue) else {
        throw Launch.Failure(description: "not taken: \(answer?.text() ?? "no answer")")
      }
      try await ContinuousClock().sleep(for: .milliseconds(250))
    }
    throw Launch.Failure(description: "the engine has no fresh reading for ten seconds")
  }

  private static func limit(_ price: String) -> String { #"{"limit":"\#(price)","good-for":"10m"}"# }

  /// Closes the position, and puts the price back.
  private static func leave(
    _ intent: String, _ scene: TradingScene, _ strategy: Strategy, _ engine: EngineProcess
  ) async throws {
    strategy.send(#"{"exit":{"id":"x\#(intent)","of":"\#(intent)"}}"#)
    // `closed` is told to who entered, and that may have been a strategy of before a crash.
    guard strategy.awaitedAnswer(to: "x\(intent)", ["done"], within: 20_000) != nil else {
      throw failure("not closed", strategy, engine)
    }
    let truth = try await scene.awaitTruth(within: 10_000) { $0.isFlat && $0.orders.isEmpty }
    guard truth.isFlat, truth.orders.isEmpty else { throw failure("left \(truth)", strategy, engine) }
    try await scene.hold(at: "70000")
    // Trade upon trade would spend what readings may take of the venue's budget, which is counted over ten seconds, and
    // the engine would look at nothing in time any more.
    try await ContinuousClock().sleep(for: .seconds(10))
  }

  private static func failure(_ what: String, _ strategy: Strategy, _ engine: EngineProcess) -> Launch.Failure
  {
    Launch.Failure(
      description:
        "\(what): \(strategy.answers.suffix(4).map { $0.text() }) \(engine.standardError.suffix(600))")
  }
}
