import EngineProcesses
import ExactDecimal
import GateScene
import Glibc
import KrakenWorld
import StrictJSON
import Testing
import Trading
import TradingEngine

/// What a person sees at night, of programs that really run.
@Suite("The status of what runs", .inTurn) struct StatusTests {
  private func json(_ scene: TradingScene, status: Int32 = 0) async throws -> JSON {
    let command = try await scene.command(["status", "--json"])
    #expect(command.status == status, "\(command.standardError)")
    return try JSON.parse(Array(command.standardOutput.utf8))
  }

  /// Waits until the answer is as wanted, and exit status 0.
  ///
  /// - Returns: the last answer, wanted or not.
  private func awaitJSON(
    _ scene: TradingScene, within milliseconds: Int, _ isWanted: (JSON) -> Bool
  ) async throws -> JSON {
    let clock = ContinuousClock()
    let end = clock.now.advanced(by: .milliseconds(milliseconds))
    while true {
      let command = try await scene.command(["status", "--json"])
      let shown = (try? JSON.parse(Array(command.standardOutput.utf8))) ?? .null
      if (command.status == 0 && isWanted(shown)) || clock.now >= end { return shown }
      try await clock.sleep(for: .milliseconds(200))
    }
  }

  private func page(_ scene: TradingScene) async throws -> String {
    try await scene.command(["status"]).standardOutput
  }

  @Test("shows a position with the stop that the venue shows, then its trade in the statement")
  func position()
    async throws
  {
    let scene = try await TradingScene()
    let (engine, strategy) = try await scene.protected()
    let shown = try await json(scene)
    let symbol = shown["venue"]?["symbols"]?.arrayValue?.first
    #expect(symbol?["own"]?.stringValue == "0.01" && symbol?["cover"]?.stringValue == "covered")
    let stop = symbol?["protection"]?.arrayValue?.first { $0["role"]?.stringValue == "stop-loss" }
    #expect(
      stop?["triggerPrice"]?.stringValue == symbol?["stop"]?.stringValue && stop?["asSent"]?.boolValue == true
    )
    #expect(symbol?["unrealizedUSD"]?.stringValue.flatMap { ExactDecimal($0) } != nil)
    #expect(
      shown["venue"]?["link"]?["up"]?.boolValue == true && shown["health"]?["takesEntries"]?.boolValue == true
    )
    #expect(shown["health"]?["used"]?["ordersThisMinute"]?.integerValue == 1)
    let text = try await page(scene)
    #expect(text.hasPrefix("ALL IS WELL: entries permitted, 1 open, all covered\n"), "\(text)")
    #expect(!text.contains("\u{1B}") && text.split(separator: "\n").allSatisfy { $0.count <= 100 }, "\(text)")

    // Its stop fires, while the journal is open.
    try await scene.hold(at: "60000")
    #expect(await strategy.answer(to: "e1", ["closed"], within: 15_000) != nil, "\(engine.standardError)")
    let statement = try await scene.command(["statement"])
    #expect(statement.status == 0, "\(statement.standardError)")
    let records = try statement.standardOutput.split(separator: "\n").map { try JSON.parse(Array($0.utf8)) }
    let trade = try #require(records.first { $0["statement"]?.stringValue == "trade" })
    #expect(
      trade["ended_by"]?.stringValue == "stop-loss" && trade["net_usd"] == trade["told_usd"], "\(trade)")
    #expect(trade["stop_slippage_usd"]?.stringValue.flatMap { ExactDecimal($0) } != nil, "\(trade)")
    let day = try #require(records.last)
    #expect(day["statement"]?.stringValue == "day" && day["gross_usd"] == trade["gross_usd"], "\(day)")
    let table = try await scene.command(["statement", "--format", "csv"])
    #expect(table.standardOutput.hasPrefix("statement,day,") && table.standardOutput.hasSuffix("\r\n"))
    let none = try await scene.command(["statement", "--day", "2001-01-01"])
    #expect(
      none.status == 1 && none.standardError.contains("[statement.no-records]\nhint: it reaches from 20"))
    engine.signal(SIGTERM)
    #expect(await engine.end(within: 20_000))
  }

  @Test("says what the journal remembers where nothing runs, and shows 'protect' at work") func protecting()
    async throws
  {
    let scene = try await TradingScene()
    let (engine, _) = try await scene.protected()
    engine.signal(SIGKILL)
    #expect(await engine.end(within: 5_000))
    let dead = try await json(scene, status: 1)
    #expect(dead["running"]?.boolValue == false && dead["venue"]?.isNull == true)
    #expect(dead["remembered"]?["symbols"]?.arrayValue?.first?["own"]?.stringValue == "0.01", "\(dead)")
    #expect(dead["leftBehind"]?["processId"]?.integerValue != nil)
    #expect(
      try await page(scene).hasPrefix(
        "WRONG: no engine runs here, and the last one was killed; by its journal 0.01"))

    let protection = scene.start(["protect"])
    let shown = try await awaitJSON(scene, within: 10_000) { $0["venue"]?["allCovered"]?.boolValue == true }
    #expect(shown["mode"]?.stringValue == "protect", "\(shown) \(protection.standardError)")
    #expect(shown["venue"]?["symbols"]?.arrayValue?.first?["cover"]?.stringValue == "covered", "\(shown)")
    let text = try await page(scene)
    #expect(text.hasPrefix("WRONG: the engine is down; 'protect' looks after what is open"), "\(text)")
    // It is no engine to a drill.
    let drill = try await scene.command(["kill-switch", "drill"])
    #expect(drill.status == 75 && drill.standardError.contains("[kill-switch.drill-engine-silent]"))
    protection.signal(SIGTERM)
    #expect(await protection.end(within: 20_000) && protection.status == 0, "\(protection.standardError)")
    #expect(InstanceRecord.load(in: scene.paths) == nil)
  }

  @Test("says that the venue is silent, and that entries are held back though the session permits them")
  func silence() async throws {
    let scene = try await TradingScene()
    let (engine, _) = try await scene.protected()
    scene.simulator.stop()
    let shown = try await awaitJSON(scene, within: 20_000) {
      $0["health"]?["takesEntries"]?.boolValue == false
    }
    let held = (shown["health"]?["heldBack"]?.arrayValue ?? []).compactMap(\.stringValue)
    #expect(held.contains("venue-silent"), "\(shown) \(engine.standardError)")
    #expect(shown["health"]?["entries"]?.stringValue == "permitted")
    #expect(shown["venue"]?["link"]?["because"]?.stringValue != nil)
    let codes = (shown["problems"]?.arrayValue ?? []).compactMap { $0["code"]?.stringValue }
    #expect(codes.contains("venue.silent"), "\(codes)")
    engine.signal(SIGKILL)
    #expect(await engine.end(within: 5_000))
  }

  @Test("counts what 'protect' alerts about while no venue answers") func waiting() async throws {
    let scene = try await TradingScene()
    let (engine, _) = try await scene.protected()
    engine.signal(SIGKILL)
    #expect(await engine.end(within: 5_000))
    scene.simulator.stop()
    let protection = scene.start(["protect"])
    let shown = try await awaitJSON(scene, within: 20_000) {
      $0["health"]?["alerts"]?.arrayValue?.isEmpty == false
    }
    #expect(
      shown["health"]?["alertCounts"]?["venue.unreachable"]?.integerValue == 1,
      "\(shown) \(protection.standardError)")
    protection.signal(SIGTERM)
    #expect(await protection.end(within: 20_000))
  }

  @Test("is drawn anew until it is interrupted, and leaves no trace in a pipe") func watching() async throws {
    let scene = try await TradingScene()
    let watch = scene.start(["status", "--watch", "1"])
    #expect(await watch.says("no engine runs here", within: 5_000))
    let engine = try await scene.run()
    #expect(await watch.says("ALL IS WELL", within: 5_000), "\(watch.standardOutput)")
    watch.signal(SIGINT)
    #expect(await watch.end(within: 5_000) && watch.status == 0)
    #expect(!watch.standardOutput.contains("\u{1B}"))
    let lines = scene.start(["status", "--json", "--watch=1"])
    #expect(await eventually(8_000) { lines.standardOutput.split(separator: "\n").count >= 2 })
    lines.signal(SIGINT)
    #expect(await lines.end(within: 5_000))
    for line in lines.standardOutput.split(separator: "\n") { _ = try JSON.parse(Array(line.utf8)) }
    engine.signal(SIGTERM)
    #expect(await engine.end(within: 20_000))
  }
}
