import Chronology
import DurableFiles
import ExactDecimal
import GateScene
import KrakenFutures
import StrictJSON
import Testing
import Trading

@testable import BundledStrategy

@Suite("A replay") struct ReplayTests {
  /// Minutes of a simulated venue, as its chart told them: seed 42, prices on a wild path.
  private static func recorded() throws -> [Bar] {
    let file =
      "/" + #filePath.split(separator: "/").dropLast().joined(separator: "/") + "/Golden/candles.json"
    let chart = WireAnswer(status: 200, body: try DurableFiles.read(file, limit: 1 << 20))
    return try chart.candles().value.candles.map {
      Bar(opensAt: $0.opensAt, open: $0.open, high: $0.high, low: $0.low, close: $0.close)
    }
  }

  private static func replay(
    _ bars: some Sequence<Bar>, _ change: (inout DonchianParameters) throws -> Void = { _ in }
  ) throws -> StrategyReplay {
    let instrument = try StrategyScene.instrument()
    var replay = StrategyReplay(
      Donchian(instrument.symbol, try StrategyScene.parameters(change)), on: instrument,
      mostNotional: ExactDecimal(2_000), feeRate: try number("0.0005"))
    for bar in bars { try replay.take(bar) }
    return replay
  }

  private static func text(_ lines: [JSON]) -> String { lines.map { $0.text() + "\n" }.joined() }

  @Test("of recorded candles writes the same bytes each time")
  func golden() throws {
    let bars = try Self.recorded()
    let replay = try Self.replay(bars) {
      ($0.entryBars, $0.exitBars, $0.averageTrueRangeBars) = (20, 10, 14)
      $0.takeProfitRanges = ExactDecimal(6)
    }
    let text = Self.text(replay.lines + [replay.summary])
    #expect(GoldenFile.difference(text, from: "replay.jsonl", beside: #filePath) == nil)
    #expect(replay.lines.count > 20)
  }

  @Test("of a beginning is the beginning of the replay")
  func beginning() throws {
    let bars = try Self.recorded()
    let all = try Self.replay(bars).lines
    for length in stride(from: 10, through: bars.count, by: 40) {
      let lines = try Self.replay(bars.prefix(length)).lines
      #expect(lines == Array(all.prefix(lines.count)))
    }
  }

  @Test("writes intents as the engine's socket reads them")
  func intents() throws {
    let asked = try Self.replay(try Self.recorded()).lines.compactMap { $0["asks"] }
    #expect(asked.count > 20)
    for json in asked { #expect(try Intent(json).json == json) }
    let limit = Intent.enter(
      EnterIntent(
        id: "a", symbol: try StrategyScene.instrument().symbol, side: .short, size: ExactDecimal(1),
        price: .limit(ExactDecimal(70_000), isPostOnly: true, goodFor: .seconds(30)),
        stopLoss: ExactDecimal(71_000), takeProfit: ExactDecimal(60_000)))
    for intent in [
      limit, .cancel(id: "b", of: "a"), .exit(id: "c", of: "a", fraction: ExactDecimal("0.5")),
      .adjust(AdjustIntent(id: "d", of: "a", stopLoss: nil, takeProfit: ExactDecimal(61_000))),
    ] {
      #expect(try Intent(intent.json) == intent)
    }
  }

  /// One bar after an entry at 70,500 with its stop at 70,140 and take-profit at 71,040, and the price that closes it.
  @Test(
    "supposes a fill at the next open, a stop at its price or an open beyond it, and the stop first",
    arguments: [
      (70_510, 70_600, 70_140, 70_300, "70140"), (70_510, 71_100, 70_400, 70_900, "71040"),
      (70_510, 71_100, 70_100, 70_900, "70140"),
    ] as [(Int64, Int64, Int64, Int64, String)])
  func fills(open: Int64, high: Int64, low: Int64, close: Int64, price: String) throws {
    var scene = try StrategyScene()
    scene.rest(4)
    var bars = scene.strategy.history.bars
    bars.append(scene.bar(70_000, 70_500, from: 70_000, to: 70_500))
    scene.next = scene.next.advanced(byMilliseconds: 60_000)
    bars.append(scene.bar(low, high, from: open, to: close))
    let replay = try Self.replay(bars) { $0.takeProfitRanges = ExactDecimal(3) }
    let words = replay.lines.compactMap { $0["supposed"]?["answer"]?.stringValue }
    #expect(words.prefix(4) == ["accepted", "entered", "protected", "closed"])
    let (size, end, begin) = (try number("0.0082"), try number(price), ExactDecimal(open))
    let profit = try size * (end - begin) - size * (end + begin) * number("0.0005")
    #expect(replay.summary["summary"]?["profit-usd"]?.stringValue == profit.description)
  }

  @Test("supposes no entry whose stop the next open is beyond already")
  func opensBeyond() throws {
    var scene = try StrategyScene()
    scene.rest(4)
    var bars = scene.strategy.history.bars
    bars.append(scene.bar(70_000, 70_500, from: 70_000, to: 70_500))
    scene.next = scene.next.advanced(byMilliseconds: 60_000)
    bars.append(scene.bar(69_900, 70_100, from: 70_100, to: 70_000))
    let lines = try Self.replay(bars).lines
    #expect(lines.last?["supposed"]?["code"]?.stringValue == "intent.stop-side")
  }
}
