public import Chronology
public import ExactDecimal

/// One line of the journal: something that the core must still know after a crash. The memory is the fold of these and
/// nothing else.
public struct TradeRecord: Sendable, Hashable {
  /// The venue's time.
  public var at: Timestamp
  public var content: Content

  public enum Content: Sendable, Hashable {
    /// An intent was accepted.
    case opened(Trade)
    /// An own order is about to be sent.
    case ordered(OwnOrder)
    /// The venue's id of an own order; it may get another when it fires or is amended.
    case named(ClientOrderID, String)
    case filled(OwnFill)
    case ended(ClientOrderID, OrderEnd)
    case adjusted(Symbol, stop: ExactDecimal, takeProfit: ExactDecimal?)
    /// The position is closed and no own order is left.
    case closed(Symbol)
    case answered(String, IntentAnswer)
    case quarantined(Symbol, because: String)
    /// What is ours, by a person's word or because the venue was flat for long: the net, and the stop if there is one to
    /// keep.
    case adopted(Symbol, net: ExactDecimal, price: ExactDecimal, trade: Trade?)
    case dayBegan(TradingDay)
  }

  public init(at: Timestamp, _ content: Content) {
    self.at = at
    self.content = content
  }
}

/// A position from the intent to its close.
public struct Trade: Sendable, Hashable {
  /// The number that the ids of its orders carry.
  public var number: UInt64
  /// The strategy's id.
  public var intent: String
  public var symbol: Symbol
  public var side: PositionSide
  public var size: ExactDecimal
  /// The stop's trigger price, on the grid.
  public var stop: ExactDecimal
  public var takeProfit: ExactDecimal?
  public var signal: TriggerSignal
  /// When a resting entry is taken back, by the venue's clock; nil: it does not rest.
  public var entryEndsAt: Timestamp?

  public init(
    number: UInt64, intent: String, symbol: Symbol, side: PositionSide, size: ExactDecimal,
    stop: ExactDecimal, takeProfit: ExactDecimal?, signal: TriggerSignal, entryEndsAt: Timestamp?
  ) {
    self.number = number
    self.intent = intent
    self.symbol = symbol
    self.side = side
    self.size = size
    self.stop = stop
    self.takeProfit = takeProfit
    self.signal = signal
    self.entryEndsAt = entryEndsAt
  }
}

/// An order of ours, as it was or will be sent.
public indirect enum OwnOrder: Sendable, Hashable {
  case entry(EntryOrder)
  case protective(ProtectiveOrder)
  case exit(ExitOrder)

  public var id: ClientOrderID {
    switch self {
    case .entry(let order): order.id
    case .protective(let order): order.id
    case .exit(let order): order.id
    }
  }

  public var symbol: Symbol {
    switch self {
    case .entry(let order): order.symbol
    case .protective(let order): order.symbol
    case .exit(let order): order.symbol
    }
  }
}

/// A match of one of our orders.
public struct OwnFill: Sendable, Hashable {
  /// The venue's.
  public var id: String
  public var order: ClientOrderID
  public var symbol: Symbol
  public var side: OrderSide
  public var size: ExactDecimal
  public var price: ExactDecimal

  public init(
    id: String, order: ClientOrderID, symbol: Symbol, side: OrderSide, size: ExactDecimal, price: ExactDecimal
  ) {
    self.id = id
    self.order = order
    self.symbol = symbol
    self.side = side
    self.size = size
    self.price = price
  }

  public var signedSize: ExactDecimal { side == .buy ? size : -size }
}

/// How an own order is known to have ended.
public enum OrderEnd: String, Sendable, Hashable, CaseIterable {
  /// The venue said no.
  case refused
  /// Proved never to have taken effect.
  case absent
  /// Gone from the venue: filled, fired, cancelled or dropped; fills say how much.
  case gone
}

/// What today's loss is counted from.
public struct TradingDay: Sendable, Hashable {
  /// 00:00 UTC of the day.
  public var begins: Timestamp
  /// Margin equity when it was first seen on the day, and transfers since; nil until then.
  public var baselineUSD: ExactDecimal?
  /// The mark price of what was open when the day began.
  public var marks: [MarkPrice]

  public struct MarkPrice: Sendable, Hashable {
    public var symbol: Symbol
    public var price: ExactDecimal

    public init(symbol: Symbol, price: ExactDecimal) {
      self.symbol = symbol
      self.price = price
    }
  }

  public init(begins: Timestamp, baselineUSD: ExactDecimal?, marks: [MarkPrice]) {
    self.begins = begins
    self.baselineUSD = baselineUSD
    self.marks = marks
  }
}
