public import EngineConfiguration
public import ExactDecimal
public import ReadinessReport
public import StrictJSON

/// What holds for entries: the smaller of what the configuration and the Grant permit.
public struct EffectiveLimits: Sendable, Hashable {
  /// Symbols that both name, in the configuration's order.
  public let symbols: [String]
  public let maxOrderNotionalUSD: ExactDecimal
  public let maxPositionNotionalUSD: ExactDecimal
  public let maxDailyLossUSD: ExactDecimal
  public let maxOrdersPerMinute: Int64
  /// Nil when the Grant sets none.
  public let maxOrders: Int64?

  public init(_ configuration: EngineConfiguration, _ grants: Grants) {
    let limits = configuration.limits
    symbols = configuration.symbols.filter { grants.symbols?.contains($0) ?? true }
    maxOrderNotionalUSD = min(
      limits.maxOrderNotionalUSD, grants.maxOrderNotionalUSD ?? limits.maxOrderNotionalUSD)
    maxPositionNotionalUSD = min(
      limits.maxPositionNotionalUSD, grants.maxPositionNotionalUSD ?? limits.maxPositionNotionalUSD)
    maxDailyLossUSD = min(limits.maxDailyLossUSD, grants.maxDailyLossUSD ?? limits.maxDailyLossUSD)
    maxOrdersPerMinute = min(
      Int64(limits.maxOrdersPerMinute), grants.maxOrdersPerMinute ?? Int64(limits.maxOrdersPerMinute))
    maxOrders = grants.maxOrders
  }

  public var json: JSON {
    [
      "symbols": .array(symbols.map(JSON.string)),
      "maxOrderNotionalUSD": .string(maxOrderNotionalUSD.description),
      "maxPositionNotionalUSD": .string(maxPositionNotionalUSD.description),
      "maxDailyLossUSD": .string(maxDailyLossUSD.description),
      "maxOrdersPerMinute": .integer(maxOrdersPerMinute),
      "maxOrders": maxOrders.map { .integer($0) } ?? .null,
    ]
  }

  /// One clause for a line.
  public var summary: String {
    let names = symbols.isEmpty ? "no symbol" : symbols.joined(separator: " ")
    return "\(names): at most \(maxOrderNotionalUSD) USD an order, \(maxPositionNotionalUSD) USD a position, "
      + "\(maxDailyLossUSD) USD lost a day, \(maxOrdersPerMinute) orders a minute"
      + (maxOrders.map { ", \($0) orders in all" } ?? "")
  }
}
