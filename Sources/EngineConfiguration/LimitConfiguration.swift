public import Chronology
import DocumentSchema
public import ExactDecimal
import StrictJSON

/// What the engine permits itself; a Grant can only make it less.
public struct LimitConfiguration: Sendable, Hashable {
  public var maxOrderNotionalUSD: ExactDecimal
  public var maxPositionNotionalUSD: ExactDecimal
  /// Since 00:00 UTC.
  public var maxDailyLossUSD: ExactDecimal
  public var maxOrdersPerMinute: Int
  /// Distance to the stop times size, with fees and slippage; nil leaves the day's remaining loss as the limit.
  public var maxLossPerTradeUSD: ExactDecimal?
  public var maxLeverage: Int
  /// How far from the last price an entry's limit may lie.
  public var priceCollar: Percentage
  /// What has to stay free of the margin after an entry.
  public var minimumFreeMargin: Percentage
  /// How old the instruments' specifications may be for an entry.
  public var maxSpecAge: Milliseconds
}

extension LimitConfiguration {
  static let schema: Schema<LimitConfiguration> = .object("the limits") { fields in
    let order = fields.required(
      "max-order-notional-usd", .amount("the largest order"), "the largest order, in USD")
    let position = fields.required(
      "max-position-notional-usd", .amount("the largest position"), "the largest position per symbol, in USD")
    let day = fields.required(
      "max-daily-loss-usd", .amount("the largest loss of a day"), "the largest loss since 00:00 UTC, in USD")
    let rate = fields.required("max-orders-per-minute", .integer(1...600), "orders in any minute, when sent")
    let hasTrade = fields.isPresent("max-loss-per-trade-usd")
    let trade = fields.optional(
      "max-loss-per-trade-usd", .amount("the largest loss of a trade"),
      "distance to the stop times size, with fees and slippage, in USD")
    let leverage = fields.optional(
      "max-leverage", .integer(1...50), default: .text("5"), "position over equity")
    let collar = fields.optional(
      "price-collar", .percentage(most: 15), default: .text("1%"), "an entry's price against the last one")
    let margin = fields.optional(
      "minimum-free-margin", .percentage(most: 100), default: .text("20%"), "what stays free after an entry")
    let age = fields.optional(
      "max-spec-age", .duration(.minutes(1)...(.days(7))), default: .text("24h"),
      "how old the instruments' specifications may be for an entry")
    if let order, let position, order > position {
      fields.report(
        "out-of-order", at: "max-order-notional-usd",
        "an order of \(order) USD is larger than a position of \(position) USD may be",
        hint: "max-order-notional-usd is at most max-position-notional-usd")
    }
    if let trade, let day, trade > day {
      fields.report(
        "out-of-order", at: "max-loss-per-trade-usd",
        "a trade may lose \(trade) USD and a day only \(day) USD",
        hint: "max-loss-per-trade-usd is at most max-daily-loss-usd")
    }
    guard let order, let position, let day, let rate, (trade != nil) == hasTrade, let leverage, let collar,
      let margin, let age
    else { return nil }
    return LimitConfiguration(
      maxOrderNotionalUSD: order, maxPositionNotionalUSD: position, maxDailyLossUSD: day,
      maxOrdersPerMinute: rate, maxLossPerTradeUSD: trade, maxLeverage: leverage, priceCollar: collar,
      minimumFreeMargin: margin, maxSpecAge: age)
  }
}
