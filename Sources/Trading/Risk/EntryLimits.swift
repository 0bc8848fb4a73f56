public import Chronology
public import ExactDecimal

/// What entries are held to: the smaller of configuration and Grant, field by field.
public struct EntryLimits: Sendable, Hashable {
  /// Nil does not limit; an empty set permits nothing.
  public var symbols: Set<Symbol>?
  public var maxOrderNotionalUSD: ExactDecimal?
  public var maxPositionNotionalUSD: ExactDecimal?
  public var maxOrdersPerMinute: Int64?
  /// In all.
  public var maxOrders: Int64?
  /// How far an entry's price may lie from the last one, as a part of it (`0.01` is 1 %).
  public var priceCollar: ExactDecimal
  /// The first instant at which no entry may live any more.
  public var expiresAt: Timestamp

  public init(
    symbols: Set<Symbol>?, maxOrderNotionalUSD: ExactDecimal?, maxPositionNotionalUSD: ExactDecimal?,
    maxOrdersPerMinute: Int64?, maxOrders: Int64?, priceCollar: ExactDecimal, expiresAt: Timestamp
  ) {
    self.symbols = symbols
    self.maxOrderNotionalUSD = maxOrderNotionalUSD
    self.maxPositionNotionalUSD = maxPositionNotionalUSD
    self.maxOrdersPerMinute = maxOrdersPerMinute
    self.maxOrders = maxOrders
    self.priceCollar = priceCollar
    self.expiresAt = expiresAt
  }
}

/// Why an entry is not sent.
public struct EntryRefusal: Error, Sendable, Hashable {
  public enum Code: String, Sendable, Hashable, CaseIterable {
    case symbol = "entry.symbol-not-granted"
    case kind = "entry.not-a-linear-perpetual"
    case market = "entry.market-not-trading"
    case size = "entry.size-off-grid"
    case price = "entry.price-off-grid"
    case collar = "entry.price-outside-collar"
    case noPrice = "entry.no-market-price"
    case orderNotional = "entry.order-notional"
    case positionNotional = "entry.position-notional"
    case rate = "entry.orders-per-minute"
    case count = "entry.orders-in-all"
    case expired = "entry.grant-ends"
    case duplicate = "entry.duplicate-id"
    case arithmetic = "entry.number-out-of-range"
  }

  public var code: Code
  public var expected: String
  public var found: String

  public init(_ code: Code, expected: String, found: String) {
    self.code = code
    self.expected = expected
    self.found = found
  }
}
