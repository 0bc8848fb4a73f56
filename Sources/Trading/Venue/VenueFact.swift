public import Chronology
public import ExactDecimal

/// Something that a venue said about the world, with when and how completely it said it.
public struct VenueFact: Sendable, Hashable {
  public enum Source: String, Sendable, Hashable {
    case read, pushed, answer
  }

  /// What was said. Lists are snapshots: what is not in a complete one is not there.
  public enum Content: Sendable, Hashable {
    /// Every open position, flat symbols left out.
    case positions([VenuePosition])
    /// Every open order, triggers included.
    case orders([VenueOrder])
    /// One order, asked for by id.
    case orderStatus(VenueOrderStatus)
    /// Matches, oldest first; a snapshot reaches back only as far as the venue's answer does.
    case fills([VenueFill])
    case market(MarketState)
    case account(AccountState)
    case instruments([Instrument])
    /// Positions and orders of one symbol, read so that they belong together.
    case settled(SettledReading)
    case link(LinkState)
  }

  /// The venue's clock when it answered; nil where the answer carries none.
  public var venueTime: Timestamp?
  /// Our clock when the answer was complete.
  public var receivedAt: Timestamp
  public var source: Source
  /// False when a list was missing or there was a gap: then absence means nothing, least of all "flat".
  public var isComplete: Bool
  public var content: Content

  public init(
    venueTime: Timestamp?, receivedAt: Timestamp, source: Source, isComplete: Bool = true, content: Content
  ) {
    self.venueTime = venueTime
    self.receivedAt = receivedAt
    self.source = source
    self.isComplete = isComplete
    self.content = content
  }
}

public struct VenuePosition: Sendable, Hashable {
  public var symbol: Symbol
  public var side: PositionSide
  /// Above zero.
  public var size: ExactDecimal
  /// The venue's average entry price.
  public var price: ExactDecimal?
  /// Whether the position has a leverage of its own; nil where the venue does not say.
  public var isIsolated: Bool?

  public init(
    symbol: Symbol, side: PositionSide, size: ExactDecimal, price: ExactDecimal? = nil,
    isIsolated: Bool? = nil
  ) {
    self.symbol = symbol
    self.side = side
    self.size = size
    self.price = price
    self.isIsolated = isIsolated
  }
}

public struct VenueFill: Sendable, Hashable {
  public var id: String
  public var venueOrderID: String
  public var clientID: String?
  public var symbol: Symbol
  public var side: OrderSide
  public var size: ExactDecimal
  public var price: ExactDecimal
  public var at: Timestamp
  /// The venue's word: maker, taker, liquidation, …
  public var kind: String

  public init(
    id: String, venueOrderID: String, clientID: String?, symbol: Symbol, side: OrderSide, size: ExactDecimal,
    price: ExactDecimal, at: Timestamp, kind: String
  ) {
    self.id = id
    self.venueOrderID = venueOrderID
    self.clientID = clientID
    self.symbol = symbol
    self.side = side
    self.size = size
    self.price = price
    self.at = at
    self.kind = kind
  }
}

public struct MarketState: Sendable, Hashable {
  public var symbol: Symbol
  public var last: ExactDecimal?
  public var mark: ExactDecimal?
  public var index: ExactDecimal?
  public var bid: ExactDecimal?
  public var ask: ExactDecimal?
  public var isSuspended: Bool
  public var isPostOnly: Bool

  public init(
    symbol: Symbol, last: ExactDecimal? = nil, mark: ExactDecimal? = nil, index: ExactDecimal? = nil,
    bid: ExactDecimal? = nil, ask: ExactDecimal? = nil, isSuspended: Bool = false, isPostOnly: Bool = false
  ) {
    self.symbol = symbol
    self.last = last
    self.mark = mark
    self.index = index
    self.bid = bid
    self.ask = ask
    self.isSuspended = isSuspended
    self.isPostOnly = isPostOnly
  }

  /// The price that fires a trigger on the signal; nil where the venue did not say.
  public func price(of signal: TriggerSignal) -> ExactDecimal? {
    switch signal {
    case .last: last
    case .mark: mark
    case .index: index
    }
  }
}

public struct AccountState: Sendable, Hashable {
  /// The venue's name of the account; nil where it has none to give.
  public var account: String?
  /// Equity for margin of linear contracts, USD.
  public var marginEquityUSD: ExactDecimal?
  /// Free margin, USD.
  public var availableMarginUSD: ExactDecimal?

  public init(
    account: String? = nil, marginEquityUSD: ExactDecimal? = nil, availableMarginUSD: ExactDecimal? = nil
  ) {
    self.account = account
    self.marginEquityUSD = marginEquityUSD
    self.availableMarginUSD = availableMarginUSD
  }
}

public enum LinkState: Sendable, Hashable {
  case up
  /// With the reason's stable code.
  case down(String)
}

/// Positions and orders of one symbol that belong together: the position was the same before and after the orders were
/// read.
public struct SettledReading: Sendable, Hashable {
  public var symbol: Symbol
  /// Nil: flat, by two complete answers.
  public var position: VenuePosition?
  /// The symbol's open orders.
  public var orders: [VenueOrder]

  public init(symbol: Symbol, position: VenuePosition?, orders: [VenueOrder]) {
    self.symbol = symbol
    self.position = position
    self.orders = orders
  }
}
