import EngineConfiguration
import ExactDecimal
import StrictJSON
import Testing

@testable import TradingEngine

@Suite("The strategy over recorded candles") struct RecordedReplayTests {
  private static func replay(
    symbols: String = "[PF_XBTUSD]",
    strategy: String =
      "{ name: donchian, donchian: { entry-bars: 3 , exit-bars: 1, atr-bars: 2, candles: 1m } }",
    symbol: String? = nil, hasGrid: Bool = true
  ) throws -> RecordedReplay {
    let text = """
      engine: v1
      environment: simulator
      venue: { adapter: kraken-futures, origin: "http://127.0.0.1:8080" }
      symbols: \(symbols)
      margin-mode: isolated
      limits: { max-order-notional-usd: "2000", max-position-notional-usd: "5000", max-daily-loss-usd: "200", max-orders-per-minute: 10 }
      strategy: \(strategy)

      """
    return RecordedReplay(
      try #require(ConfigurationDocument(Array(text.utf8), file: "engine.yaml").configuration),
      symbol: symbol, tickSize: hasGrid ? ExactDecimal(1) : nil,
      sizeStep: hasGrid ? ExactDecimal("0.0001") : nil, cachePath: "/nonexistent/specs.json")
  }

  private static let candles: [String] = [70_000, 70_000, 70_000, 70_000, 70_500, 70_600].enumerated().map {
    let (open, close) = ($0.offset == 0 ? 70_000 : max(70_000, $0.element - 100), $0.element)
    return
      #"{"time":\#(1_795_000_020_000 + $0.offset * 60_000),"open":"\#(open)","high":"\#(close)","low":"\#(open)","close":"\#(close)","volume":"1"}"#
  }

  @Test("is the same whether they are lines or the venue's chart") func forms() throws {
    let lines = Self.candles.map { $0 + "\n" }.joined()
    let chart = #"{"candles":["# + Self.candles.joined(separator: ",") + #"],"more_candles":false}"#
    let found = try Self.replay().run(Array(lines.utf8))
    #expect(found == (try Self.replay().run(Array(chart.utf8))))
    #expect(found.first?["asks"]?["enter"]?["side"]?.stringValue == "long")
    #expect(found.last?["summary"]?["open"] != nil)
    let windows = Self.candles.map { $0 + "\r\n" }.joined() + "\r\n"
    #expect(found == (try Self.replay().run(Array(windows.utf8))))
  }

  @Test("is refused with a code and what to type") func refused() throws {
    let lines = Array(Self.candles.map { $0 + "\n" }.joined().utf8)
    func code(_ replay: RecordedReplay, _ bytes: [UInt8]) -> EngineError.Code? {
      do { _ = try replay.run(bytes) } catch {
        #expect(error.hint != nil && error.exitStatus == 78)
        return error.code
      }
      return nil
    }
    #expect(code(try Self.replay(strategy: "{ name: none }"), lines) == .strategyNotConfigured)
    #expect(code(try Self.replay(hasGrid: false), lines) == .strategyInstrument)
    #expect(code(try Self.replay(symbol: "PF_ETHUSD"), lines) == .strategySymbol)
    #expect(code(try Self.replay(symbols: "[PF_XBTUSD, PF_ETHUSD]"), lines) == .strategySymbol)
    #expect(code(try Self.replay(symbols: "[PF_XBTUSD, PF_ETHUSD]", symbol: "PF_ETHUSD"), lines) == nil)
    for text in ["{", "[]\n", #"{"time":1}"#, #"{"candles":{}}"#, #"{"candles":[1]}"#] {
      #expect(code(try Self.replay(), Array(text.utf8)) == .strategyCandles, "\(text)")
    }
    let replay = try Self.replay()
    #expect { try replay.run("/nonexistent/candles") } throws: {
      ($0 as? EngineError)?.code == .strategyCandles
    }
  }

  @Test("of nothing is nothing") func empty() throws {
    #expect(try Self.replay().run([]).count == 1)
  }
}
