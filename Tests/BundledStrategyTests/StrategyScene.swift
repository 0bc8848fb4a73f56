import Chronology
import ExactDecimal
import Testing
import Trading

@testable import BundledStrategy

func number(_ text: String) throws -> ExactDecimal { try #require(ExactDecimal(text)) }

/// A strategy at a contract with ticks of 1 and sizes of 0.0001, its bars, and an engine that does as it is told.
struct StrategyScene {
  static let start = Timestamp(clamping: 1_795_000_020_000)

  var strategy: Donchian
  /// When the next bar begins.
  var next = StrategyScene.start
  var width: BarWidth { strategy.parameters.width }

  static func parameters(
    _ change: (inout DonchianParameters) throws -> Void = { _ in }
  ) throws -> DonchianParameters {
    var parameters = DonchianParameters(
      width: .minute, entryBars: 3, exitBars: 2, averageTrueRangeBars: 3, stopRanges: ExactDecimal(2),
      riskUSD: ExactDecimal(10), minimumDistance: try number("0.002"), costRate: try number("0.002"),
      collar: try number("0.01"))
    try change(&parameters)
    return parameters
  }

  static func instrument() throws -> Instrument {
    Instrument(
      symbol: try #require(Symbol("PF_XBTUSD")), kind: .linearPerpetual, tickSize: ExactDecimal(1),
      sizeStep: try number("0.0001"), contractSize: ExactDecimal(1), isTradeable: true, isPostOnly: false)
  }

  init(_ change: (inout DonchianParameters) throws -> Void = { _ in }) throws {
    let instrument = try Self.instrument()
    strategy = Donchian(instrument.symbol, try Self.parameters(change))
    _ = strategy.step(.instrument(instrument))
    _ = strategy.step(.mostNotional(ExactDecimal(100_000)))
  }

  func bar(_ low: Int64, _ high: Int64, from open: Int64, to close: Int64) -> Bar {
    Bar(
      opensAt: next, open: ExactDecimal(open), high: ExactDecimal(high), low: ExactDecimal(low),
      close: ExactDecimal(close))
  }

  /// The next bar, read so many milliseconds after its end.
  @discardableResult
  mutating func take(
    _ low: Int64, _ high: Int64, from open: Int64, to close: Int64, delay: Int64 = 2_000
  ) -> [StrategyAction] {
    let bar = bar(low, high, from: open, to: close)
    next = width.end(of: bar)
    return strategy.step(.bars([bar], at: next.advanced(byMilliseconds: delay)))
  }

  /// Bars that go nowhere.
  mutating func rest(_ count: Int, at price: Int64 = 70_000) {
    for _ in 0..<count { take(price - 10, price + 10, from: price, to: price) }
  }

  /// A long position from a break to 70,500, with its stop at 70,140.
  mutating func enterLong() throws -> EnterIntent {
    rest(4)
    let enter = try #require(take(70_000, 70_500, from: 70_000, to: 70_500).entry)
    answer(.accepted, to: enter.id)
    answer(.entered(size: enter.size, averagePrice: ExactDecimal(70_510)), to: enter.id)
    answer(.protected, to: enter.id)
    return enter
  }

  @discardableResult
  mutating func answer(_ answer: IntentAnswer, to intent: String) -> [StrategyAction] {
    strategy.step(.answer(intent: intent, answer))
  }
}

extension [StrategyAction] {
  var intents: [Intent] {
    compactMap { if case .ask(let intent) = $0 { intent } else { nil } }
  }

  var codes: [StrategyNote.Code] {
    compactMap { if case .note(let note) = $0 { note.code } else { nil } }
  }

  var entry: EnterIntent? {
    for case .enter(let enter) in intents { return enter }
    return nil
  }

  var adjustment: AdjustIntent? {
    for case .adjust(let adjust) in intents { return adjust }
    return nil
  }
}

extension [StrategyAction] {
  /// The ids of exits that are asked for.
  var exits: [String] {
    intents.compactMap { if case .exit(let id, _, _) = $0 { id } else { nil } }
  }
}

func refused(_ code: String) -> IntentAnswer {
  .refused(IntentRefusal(code, expected: "something", found: "else"))
}
