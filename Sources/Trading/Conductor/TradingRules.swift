public import Chronology
public import ExactDecimal

/// How the engine trades and protects: the configuration's part of it, as the pure core needs it.
public struct TradingRules: Sendable, Hashable {
  public enum Placement: String, Sendable, Hashable, CaseIterable {
    /// The stop goes out on the first fill seen.
    case onFill = "on-fill"
    /// The stop rests and is shown before the entry is sent; needs two certified behaviours.
    case stopFirst = "stop-first"
  }

  public enum Resize: String, Sendable, Hashable, CaseIterable { case amend, replace }

  /// Whose orders ours are.
  public var owner: ClientOrderID.Owner
  /// What the engine owns, in the configuration's order; nothing else is touched.
  public var symbols: [Symbol]
  public var placement = Placement.onFill
  public var resize = Resize.replace
  /// Of stop and take-profit alike.
  public var signal = TriggerSignal.last
  /// How long a position may be without cover before it is closed.
  public var deadline = Milliseconds.seconds(6)
  /// A stop's least distance from the entry's price, as a part of it.
  public var minimumDistance: ExactDecimal
  /// The configured margin mode; nil where the venue's is not compared.
  public var isIsolated: Bool?
  /// What a stop of the engine leaves of positions when it ends.
  public var flattensOnStop = false
  /// Certified: a reduce-only order larger than the position closes it and no more.
  public var isOversizeCapped = false
  public var maxDailyLossUSD: ExactDecimal
  /// Nil: what is left of the day.
  public var maxLossPerTradeUSD: ExactDecimal?
  public var maxLeverage: ExactDecimal
  /// Least part of the equity that stays free after an entry.
  public var minimumFreeMargin: ExactDecimal
  public var maxSpecAge = Milliseconds.hours(24)
  /// Fee per fill that is assumed where the venue does not say one, as a part of its value.
  public var assumedFee: ExactDecimal
  /// What a stop is assumed to lose beyond its price, as a part of it.
  public var slippageAllowance: ExactDecimal

  public init(
    owner: ClientOrderID.Owner, symbols: [Symbol], minimumDistance: ExactDecimal,
    maxDailyLossUSD: ExactDecimal, maxLossPerTradeUSD: ExactDecimal? = nil, maxLeverage: ExactDecimal,
    minimumFreeMargin: ExactDecimal, assumedFee: ExactDecimal, slippageAllowance: ExactDecimal
  ) {
    self.owner = owner
    self.symbols = symbols
    self.minimumDistance = minimumDistance
    self.maxDailyLossUSD = maxDailyLossUSD
    self.maxLossPerTradeUSD = maxLossPerTradeUSD
    self.maxLeverage = maxLeverage
    self.minimumFreeMargin = minimumFreeMargin
    self.assumedFee = assumedFee
    self.slippageAllowance = slippageAllowance
  }
}

/// Whether new risk may be taken, as Admission and the session say; the core asks nobody.
public enum EntryPermission: Sendable, Hashable {
  case granted(EntryLimits)
  case none(because: String)
}
