import BundledStrategy
import Chronology
import EngineConfiguration
import ExactDecimal
import Testing
import Trading

@testable import TradingEngine

@Suite("The strategy within the engine") struct StrategyHostTests {
  private static let start = Timestamp(clamping: 1_795_000_020_000)

  private static func document(_ strategy: String) throws -> EngineConfiguration {
    let text = """
      engine: v1
      environment: simulator
      venue: { adapter: kraken-futures, origin: "http://127.0.0.1:8080" }
      symbols: [PF_XBTUSD]
      margin-mode: isolated
      limits:
        max-order-notional-usd: "2000"
        max-position-notional-usd: "5000"
        max-daily-loss-usd: "200"
        max-orders-per-minute: 10
      strategy: \(strategy)

      """
    return try #require(ConfigurationDocument(Array(text.utf8), file: "engine.yaml").configuration)
  }

  private static let donchian =
    "{ name: donchian, donchian: { candles: 1m, entry-bars: 2, exit-bars: 1, atr-bars: 2 } }"

  private static func host(_ strategy: String = donchian) throws -> StrategyHost? {
    let configuration = try document(strategy)
    return try StrategyHost(
      configuration, try TradingRules(configuration, instance: 1, grants: nil))
  }

  private static func moment(_ milliseconds: Int64) -> Moment {
    let time = start.advanced(byMilliseconds: milliseconds)
    return Moment(uptime: 1_000_000 + milliseconds, wall: time, venue: time)
  }

  private static func bar(_ minute: Int64, _ close: Int64 = 70_000) -> Bar {
    Bar(
      opensAt: start.advanced(byMilliseconds: minute * 60_000), open: ExactDecimal(70_000),
      high: ExactDecimal(max(close, 70_010)), low: ExactDecimal(min(close, 69_990)),
      close: ExactDecimal(close))
  }

  private static func reading(_ bars: [Bar]) throws -> StrategyReading {
    StrategyReading(symbol: try #require(Symbol("PF_XBTUSD")), bars: .success(bars))
  }

  private static func failure(_ code: String) throws -> StrategyReading {
    StrategyReading(
      symbol: try #require(Symbol("PF_XBTUSD")), bars: .failure(StrategyFailure(code: code)))
  }

  private static func instrument() throws -> Instrument {
    Instrument(
      symbol: try #require(Symbol("PF_XBTUSD")), kind: .linearPerpetual, tickSize: ExactDecimal(1),
      sizeStep: try #require(ExactDecimal("0.0001")), contractSize: ExactDecimal(1), isTradeable: true,
      isPostOnly: false)
  }

  private static func limits() throws -> EntryLimits {
    EntryLimits(
      symbols: nil, maxOrderNotionalUSD: ExactDecimal(700), maxPositionNotionalUSD: ExactDecimal(5_000),
      maxOrdersPerMinute: nil, maxOrders: nil, priceCollar: try #require(ExactDecimal("0.01")),
      expiresAt: .latest)
  }

  @Test("is there only where it is configured") func configured() throws {
    #expect(try Self.host("{ name: none }") == nil)
    let host = try #require(try Self.host())
    #expect(host.line == "watches PF_XBTUSD by bars of 1m, 20 USD at risk a trade")
  }

  @Test("reads what it needs at once, then each bar two seconds after its end, one at a time")
  func cadence() throws {
    var host = try #require(try Self.host())
    let symbol = try #require(Symbol("PF_XBTUSD"))
    let early = Self.start.advanced(byMilliseconds: -60_000)
    #expect(host.tick(Self.moment(182_000)) == [.read(symbol, .minute, from: early)])
    #expect(host.tick(Self.moment(182_000)) == [])
    #expect(host.take(try Self.reading((0...2).map { Self.bar($0) }), at: Self.moment(182_000)) == [])
    #expect(host.tick(Self.moment(241_999)) == [])
    let again = Self.start.advanced(byMilliseconds: 120_000)
    #expect(host.tick(Self.moment(242_000)) == [.read(symbol, .minute, from: again)])
  }

  @Test("asks through the engine's own intake, in the form of the socket, and hears its answers")
  func entry() throws {
    var host = try #require(try Self.host())
    _ = host.begin(TradingMemory(), [try Self.instrument()])
    host.limit(to: try Self.limits())
    _ = host.tick(Self.moment(182_000))
    _ = host.take(try Self.reading((0...2).map { Self.bar($0) }), at: Self.moment(182_000))
    _ = host.tick(Self.moment(242_000))
    let effects = host.take(
      try Self.reading([Self.bar(2), Self.bar(3, 70_500)]), at: Self.moment(242_500))
    guard effects.count == 2, case .note(let text) = effects[0], case .ask(.enter(let enter)) = effects[1]
    else {
      Issue.record("\(effects)")
      return
    }
    #expect(enter.id == "donchian:PF_XBTUSD:20261118T1110Z:enter")
    #expect(text.hasPrefix(#"strategy asks {"enter":{"id":"donchian:"#))
    // 700 USD at 70,500 and twice a collar of 1%.
    #expect(enter.size == ExactDecimal("0.0097"))
    #expect(host.take(.accepted, to: "somebody-else") == [])
    #expect(host.take(.accepted, to: enter.id).count == 1)
  }

  @Test("tries a chart that fails less and less often, says so once, and enters nothing meanwhile")
  func failing() throws {
    var host = try #require(try Self.host())
    var now: Int64 = 0
    var reads: [Int64] = []
    var effects: [StrategyHost.Effect] = []
    while now < 300_000 {
      if !host.tick(Self.moment(now)).isEmpty {
        reads.append(now)
        effects += host.take(try Self.failure("wire.venue-unavailable"), at: Self.moment(now))
      }
      now += 1_000
    }
    #expect(reads.prefix(7) == [0, 2_000, 6_000, 14_000, 30_000, 60_000, 90_000])
    guard effects.count == 1, case .alert(let alert) = effects[0] else {
      Issue.record("\(effects)")
      return
    }
    #expect(alert.code == "strategy.no-bars" && alert.message.contains("wire.venue-unavailable"))
    while host.tick(Self.moment(now)).isEmpty { now += 1_000 }
    let last = now / 60_000 - 1
    let found = host.take(
      try Self.reading(((last - 3)...last).map { Self.bar($0) }), at: Self.moment(now))
    #expect(found == [.note("strategy has bars of PF_XBTUSD again")])
  }

  @Test("asks again soon for a bar that the venue does not show yet, and says what is wrong with one")
  func notShown() throws {
    var host = try #require(try Self.host())
    _ = host.tick(Self.moment(182_000))
    _ = host.take(try Self.reading((0...2).map { Self.bar($0) }), at: Self.moment(182_000))
    #expect(host.tick(Self.moment(242_000)).count == 1)
    #expect(host.take(try Self.reading([Self.bar(2)]), at: Self.moment(242_100)) == [])
    #expect(host.tick(Self.moment(243_000)) == [])
    #expect(host.tick(Self.moment(244_100)).count == 1)
    var bad = Self.bar(3)
    bad.low = ExactDecimal(80_000)
    let effects = host.take(try Self.reading([Self.bar(2), bad]), at: Self.moment(244_200))
    guard effects.count == 1, case .note(let text) = effects[0] else {
      Issue.record("\(effects)")
      return
    }
    #expect(text.hasSuffix("[strategy.bar-unusable]"))
  }

  @Test("takes no bar for over that was not when it was asked for, however late the answer is")
  func slowAnswer() throws {
    var host = try #require(try Self.host())
    _ = host.begin(TradingMemory(), [try Self.instrument()])
    host.limit(to: try Self.limits())
    _ = host.tick(Self.moment(182_000))
    _ = host.take(try Self.reading((0...2).map { Self.bar($0) }), at: Self.moment(182_000))
    #expect(host.tick(Self.moment(298_000)).count == 1)
    // Bar 4 is shown as it stood two seconds before its end.
    let bars = [Self.bar(2), Self.bar(3), Self.bar(4, 70_500)]
    #expect(host.take(try Self.reading(bars), at: Self.moment(302_500)) == [])
    #expect(host.tick(Self.moment(304_500)).count == 1)
    #expect(host.take(try Self.reading([Self.bar(3), Self.bar(4)]), at: Self.moment(304_600)) == [])
    // What nobody asked for is nothing.
    #expect(host.take(try Self.reading([Self.bar(4, 70_500)]), at: Self.moment(304_700)) == [])
  }

  @Test("reads the whole row again, soon, after a bar that has changed") func revised() throws {
    var host = try #require(try Self.host())
    _ = host.tick(Self.moment(182_000))
    _ = host.take(try Self.reading((0...2).map { Self.bar($0) }), at: Self.moment(182_000))
    _ = host.tick(Self.moment(242_000))
    let bars = [Self.bar(2, 70_005), Self.bar(3)]
    let effects = host.take(try Self.reading(bars), at: Self.moment(242_100))
    guard effects.count == 1, case .note(let text) = effects[0] else {
      Issue.record("\(effects)")
      return
    }
    #expect(text.hasSuffix("[strategy.bar-revised]"))
    let symbol = try #require(Symbol("PF_XBTUSD"))
    #expect(host.tick(Self.moment(244_100)) == [.read(symbol, .minute, from: Self.start)])
    let row = [Self.bar(0), Self.bar(1)] + bars
    #expect(host.take(try Self.reading(row), at: Self.moment(244_200)) == [])
    #expect(host.tick(Self.moment(301_999)) == [])
    #expect(host.tick(Self.moment(302_000)).count == 1)
  }

  @Test("asks at once again for an exit that an earlier start was at") func interrupted() throws {
    var memory = TradingMemory()
    let trade = Trade(
      number: 7, intent: "donchian:PF_XBTUSD:20261118T1107Z:enter",
      symbol: try #require(Symbol("PF_XBTUSD")), side: .long, size: try #require(ExactDecimal("0.01")),
      stop: ExactDecimal(69_000), takeProfit: nil, signal: .last, entryEndsAt: nil)
    try memory.apply(TradeRecord(at: Self.start, .opened(trade)))
    var host = try #require(try Self.host())
    _ = host.begin(memory, [try Self.instrument()])
    _ = host.tick(Self.moment(242_000))
    let row = (0...2).map { Self.bar($0) } + [Self.bar(3, 69_500)]
    let asked = host.take(try Self.reading(row), at: Self.moment(242_000))
    let exit = "donchian:PF_XBTUSD:20261118T1110Z:exit"
    #expect(asked.last == .ask(.exit(id: exit, of: trade.intent, fraction: nil)))
    let refusal = IntentRefusal("intent.interrupted", expected: "an engine that went on", found: "a start")
    let again = host.take(.refused(refusal), to: exit)
    #expect(again.last == .ask(.exit(id: "\(exit):2", of: trade.intent, fraction: nil)))
  }

  @Test("goes on with its own position from the engine's memory") func resumed() throws {
    var memory = TradingMemory()
    let trade = Trade(
      number: 7, intent: "donchian:PF_XBTUSD:20261118T1107Z:enter",
      symbol: try #require(Symbol("PF_XBTUSD")), side: .long, size: try #require(ExactDecimal("0.01")),
      stop: ExactDecimal(69_000), takeProfit: nil, signal: .last, entryEndsAt: nil)
    try memory.apply(TradeRecord(at: Self.start, .opened(trade)))
    var host = try #require(try Self.host())
    let effects = host.begin(memory, [try Self.instrument()])
    #expect(effects == [.note("strategy goes on with \(trade.intent), whose stop is 69000")])
    _ = host.tick(Self.moment(182_000))
    let asked = host.take(try Self.reading((0...2).map { Self.bar($0) }), at: Self.moment(182_000))
    guard case .ask(.adjust(let adjust)) = asked.last else {
      Issue.record("\(asked)")
      return
    }
    #expect(adjust.of == trade.intent && adjust.stopLoss == ExactDecimal(69_825))
  }
}
