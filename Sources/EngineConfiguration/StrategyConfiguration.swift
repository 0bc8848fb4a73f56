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
    public var entryBars: Int
    public var exitBars: Int
    public var averageTrueRangeBars: Int
    /// How many average true ranges the stop lies from the entry.
    public var stopRanges: ExactDecimal
  }

  public var name: Name
  public var donchian: Donchian
}

extension StrategyConfiguration {
  static let schema: Schema<StrategyConfiguration> = .object("the strategy") { fields in
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
    return StrategyConfiguration(name: name, donchian: donchian)
  }
}

extension StrategyConfiguration.Donchian {
  static let schema: Schema<Self> = .object("the Donchian strategy") { fields in
    let entry = fields.optional(
      "entry-bars", .integer(2...500), default: .text("20"), "the channel of entries")
    let exit = fields.optional("exit-bars", .integer(1...500), default: .text("10"), "the channel of exits")
    let range = fields.optional(
      "atr-bars", .integer(2...500), default: .text("14"), "bars of the average true range")
    let stop = fields.optional(
      "stop-atr", .amount("a multiple of the average true range"), default: .text("2"),
      "the stop's distance in average true ranges")
    if let entry, let exit, exit > entry {
      fields.report(
        "out-of-order", at: "exit-bars",
        "the channel of exits (\(exit)) is longer than that of entries (\(entry))",
        hint: "exit-bars is at most entry-bars")
    }
    guard let entry, let exit, let range, let stop else { return nil }
    return Self(entryBars: entry, exitBars: exit, averageTrueRangeBars: range, stopRanges: stop)
  }
}
