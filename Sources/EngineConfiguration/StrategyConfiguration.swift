import DocumentSchema
public import ExactDecimal
import StrictJSON

/// What decides about entries.
public struct StrategyConfiguration: Sendable, Hashable {
  public enum Name: String, Sendable, Hashable, CaseIterable {
    /// The engine makes no entries of its own.
    case none
    /// The bundled breakout strategy of Donchian channels, with stops at multiples of the average true range.
    case donchian
  }

  /// In bars of the strategy's candles.
  public struct Donchian: Sendable, Hashable {
    public enum Candles: String, Sendable, Hashable, CaseIterable {
      case minute = "1m"
      case fiveMinutes = "5m"
      case fifteenMinutes = "15m"
      case hour = "1h"
      case fourHours = "4h"
      case day = "1d"
    }

    public enum Direction: String, Sendable, Hashable, CaseIterable { case both, long, short }

    public var candles: Candles
    public var entryBars: Int
    public var exitBars: Int
    public var averageTrueRangeBars: Int
    /// How many average true ranges the stop lies from the entry.
    public var stopRanges: ExactDecimal
    /// The same of the take-profit; nil for none.
    public var takeProfitRanges: ExactDecimal?
    public var direction: Direction
    /// What a trade may lose by its stop; nil leaves it to the limits.
    public var riskPerTradeUSD: ExactDecimal?
  }

  public var name: Name
  public var donchian: Donchian
}

extension EngineConfiguration {
  /// What a trade of the strategy may lose by its stop: what is configured, or a tenth of what a day may lose, if a trade
  /// may lose that much.
  public var strategyRiskUSD: ExactDecimal {
    if let configured = strategy.donchian.riskPerTradeUSD { return configured }
    let tenth = (try? limits.maxDailyLossUSD * .tenth) ?? .zero
    return min(tenth, limits.maxLossPerTradeUSD ?? tenth)
  }
}

extension ExactDecimal {
  fileprivate static let tenth = ExactDecimal("0.1") ?? .zero
}

extension StrategyConfiguration {
  static let schema: Schema<Positioned<StrategyConfiguration>> = .object("the strategy") { fields in
    let name = fields.optional(
      "name", Schema<Name>.enumeration("a strategy"), default: .text("none"), "none leaves entries to clients"
    )
    let hasDonchian = fields.isPresent("donchian")
    let donchian = fields.optional(
      "donchian", Donchian.schema, default: .mapping, "parameters of the Donchian strategy")
    if hasDonchian, let name, name != .donchian {
      fields.report(
        "conflict", at: "donchian", "these parameters belong to another strategy than '\(name.rawValue)'",
        hint: "write 'name: donchian', or leave 'donchian' out")
    }
    guard let name, let donchian else { return nil }
    return donchian.map { StrategyConfiguration(name: name, donchian: $0) }
  }
}

extension StrategyConfiguration.Donchian {
  static let schema: Schema<Positioned<Self>> = .object("the Donchian strategy") { fields in
    let candles = fields.optional(
      "candles", Schema<Candles>.enumeration("a length of candles"), default: .text("1h"),
      "how long a bar is: the venue's candles")
    let entry = fields.optional(
      "entry-bars", .integer(2...500), default: .text("20"), "the channel of entries")
    let exit = fields.optional("exit-bars", .integer(1...500), default: .text("10"), "the channel of exits")
    let range = fields.optional(
      "atr-bars", .integer(2...500), default: .text("14"), "bars of the average true range")
    let stop = fields.optional(
      "stop-atr", .amount("a multiple of the average true range"), default: .text("2"),
      "the stop's distance in average true ranges")
    let hasTakeProfit = fields.isPresent("take-profit-atr")
    let takeProfit = fields.optional(
      "take-profit-atr", .amount("a multiple of the average true range"),
      "the take-profit's distance in average true ranges; none when left out")
    let direction = fields.optional(
      "direction", Schema<Direction>.enumeration("a direction"), default: .text("both"),
      "which positions it opens")
    let hasRisk = fields.isPresent("risk-per-trade-usd")
    let risk = fields.optional(
      "risk-per-trade-usd", .amount("the risk of a trade"),
      "what a trade may lose by its stop, in USD; a tenth of max-daily-loss-usd when left out")
    if let entry, let exit, exit > entry {
      fields.report(
        "out-of-order", at: "exit-bars",
        "the channel of exits (\(exit)) is longer than that of entries (\(entry))",
        hint: "exit-bars is at most entry-bars")
    }
    for (key, multiple) in [("stop-atr", stop), ("take-profit-atr", takeProfit)] {
      if let multiple, multiple > ExactDecimal(100) {
        fields.report(
          "out-of-range", at: key, "'\(key)' is \(multiple), which is no distance to trade at",
          hint: "\(key) is at most 100")
      }
    }
    guard let candles, let entry, let exit, let range, let stop, let direction,
      (takeProfit != nil) == hasTakeProfit, (risk != nil) == hasRisk
    else { return nil }
    return Positioned(
      Self(
        candles: candles, entryBars: entry, exitBars: exit, averageTrueRangeBars: range, stopRanges: stop,
        takeProfitRanges: takeProfit, direction: direction, riskPerTradeUSD: risk),
      ["risk-per-trade-usd"], of: fields)
  }
}
