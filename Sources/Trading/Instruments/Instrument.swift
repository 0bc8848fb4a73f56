public import Chronology
public import ExactDecimal

/// What the engine needs to know of a market before it may send an order there.
public struct Instrument: Sendable, Hashable {
  public enum Kind: Sendable, Hashable {
    /// Margin and profit in the quote currency; the only kind that is traded.
    case linearPerpetual
    /// Anything else, under the venue's word.
    case other(String)
  }

  /// Margin rates from a position size on, both as parts of the notional.
  public struct MarginLevel: Sendable, Hashable {
    /// In units of the base currency for linear contracts.
    public var fromSize: ExactDecimal
    public var initialRate: ExactDecimal
    public var maintenanceRate: ExactDecimal

    public init(fromSize: ExactDecimal, initialRate: ExactDecimal, maintenanceRate: ExactDecimal) {
      self.fromSize = fromSize
      self.initialRate = initialRate
      self.maintenanceRate = maintenanceRate
    }
  }

  public var symbol: Symbol
  public var kind: Kind
  /// The price grid, above zero; not always a power of ten.
  public var tickSize: ExactDecimal
  /// The size grid, above zero, and the least size: `10^-contractValueTradePrecision`.
  public var sizeStep: ExactDecimal
  /// Units of the base currency in a size of 1.
  public var contractSize: ExactDecimal
  public var isTradeable: Bool
  public var isPostOnly: Bool
  public var maximumPositionSize: ExactDecimal?
  public var marginLevels: [MarginLevel]
  /// How long orders that are not post-only are held before they reach the matching engine; nil: not advertised.
  public var makerProtection: Milliseconds?
  /// What the venue says of the instrument as it bears on orders, by the venue's names, in plain decimal notation:
  /// what evidence certifies and what is compared with it later.
  public var specification: [String: String]

  public init(
    symbol: Symbol, kind: Kind, tickSize: ExactDecimal, sizeStep: ExactDecimal, contractSize: ExactDecimal,
    isTradeable: Bool, isPostOnly: Bool, maximumPositionSize: ExactDecimal? = nil,
    marginLevels: [MarginLevel] = [], makerProtection: Milliseconds? = nil,
    specification: [String: String] = [:]
  ) {
    self.symbol = symbol
    self.kind = kind
    self.tickSize = tickSize
    self.sizeStep = sizeStep
    self.contractSize = contractSize
    self.isTradeable = isTradeable
    self.isPostOnly = isPostOnly
    self.maximumPositionSize = maximumPositionSize
    self.marginLevels = marginLevels
    self.makerProtection = makerProtection
    self.specification = specification
  }

  /// The value of a size at a price in the quote currency (USD), for linear contracts.
  public func notional(size: ExactDecimal, price: ExactDecimal) throws(DecimalError) -> ExactDecimal {
    try size * contractSize * price
  }
}

extension Instrument {
  /// A size on the grid, never larger than the one given.
  public func roundedSize(_ size: ExactDecimal) throws(DecimalError) -> ExactDecimal {
    try size.rounded(.towardZero, toMultipleOf: sizeStep)
  }

  /// A stop's or take-profit's trigger price on the grid, moved toward the entry where it is off: less loss, less gain,
  /// never more of either.
  public func roundedTrigger(
    _ price: ExactDecimal, of role: ProtectiveRole, protecting position: PositionSide
  ) throws(DecimalError) -> ExactDecimal {
    // Toward the entry is up for what fires below, and down for what fires above.
    try price.rounded(
      role.firesBelow(protecting: position) ? .ceiling : .floor, toMultipleOf: tickSize)
  }
}
