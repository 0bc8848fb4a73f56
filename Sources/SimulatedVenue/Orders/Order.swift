public import Chronology

public enum Side: String, Sendable, Hashable, CaseIterable {
  case buy, sell

  var opposite: Side { self == .buy ? .sell : .buy }
  /// 1 for buying, -1 for selling.
  var sign: Fixed { self == .buy ? 1 : -1 }
}

/// Order types in the words that a client sends.
public enum OrderType: String, Sendable, Hashable, CaseIterable {
  case limit = "lmt"
  case post
  case immediateOrCancel = "ioc"
  case fillOrKill = "fok"
  case market = "mkt"
  case stop = "stp"
  case takeProfit = "take_profit"
  case trailingStop = "trailing_stop"

  var isTrigger: Bool { self == .stop || self == .takeProfit || self == .trailingStop }
  /// Whether what does not match at once is dropped.
  var isImmediate: Bool { self == .immediateOrCancel || self == .fillOrKill || self == .market }
}

public enum TriggerSide: String, Sendable, Hashable { case above, below }

/// A limit price that is computed when a trigger fires.
public struct LimitOffset: Sendable, Hashable {
  public enum Unit: String, Sendable, Hashable, CaseIterable {
    case quoteCurrency = "QUOTE_CURRENCY"
    case percent = "PERCENT"
  }
  public let value: Fixed
  public let unit: Unit

  public init(value: Fixed, unit: Unit) { (self.value, self.unit) = (value, unit) }
}

/// How far a trailing stop's price stays behind its signal.
public struct TrailingDistance: Sendable, Hashable {
  public let maximumDeviation: Fixed
  public let unit: LimitOffset.Unit

  public init(maximumDeviation: Fixed, unit: LimitOffset.Unit) {
    (self.maximumDeviation, self.unit) = (maximumDeviation, unit)
  }
}

/// When an order becomes active. The side follows from type and side of the order, never from prices.
public struct Trigger: Sendable, Hashable {
  public var price: Fixed
  public let side: TriggerSide
  public let signal: TriggerSignal
  public let limitOffset: LimitOffset?
  public let trailing: TrailingDistance?

  func isMet(at price: Fixed) -> Bool {
    side == .below ? price <= self.price : price >= self.price
  }
}

/// What a client asks for.
public struct OrderTicket: Sendable, Hashable {
  /// In any case.
  public var symbol: String
  public var type: OrderType
  public var side: Side
  public var size: Fixed
  public var limitPrice: Fixed?
  public var stopPrice: Fixed?
  public var triggerSignal: TriggerSignal?
  public var reduceOnly = false
  public var clientOrderID: String?
  public var processBefore: Timestamp?
  public var limitOffset: LimitOffset?
  public var trailing: TrailingDistance?

  public init(symbol: String, type: OrderType, side: Side, size: Fixed) {
    (self.symbol, self.type, self.side, self.size) = (symbol, type, side, size)
  }
}

/// An order as the venue holds it.
public struct Order: Sendable, Hashable {
  public internal(set) var id: String
  public let clientOrderID: String?
  /// Index into the venue's accounts.
  public let account: Int
  /// Index into the venue's markets.
  public let market: Int
  /// As the venue understands it now: a market order is `ioc`, a fired stop `ioc` or `lmt`.
  public internal(set) var type: OrderType
  public internal(set) var side: Side
  /// In all, also what is filled.
  public internal(set) var quantity: Fixed
  public internal(set) var filled: Fixed = .zero
  public internal(set) var limitPrice: Fixed?
  /// Nil for plain orders, and for triggers that have fired.
  public internal(set) var trigger: Trigger?
  public internal(set) var reduceOnly: Bool
  public let received: Timestamp
  public internal(set) var updated: Timestamp
  /// The id under which a trigger rested, once it fired.
  public internal(set) var firedFrom: String?
  /// When a trigger fired.
  public internal(set) var firedAt: Timestamp?

  /// What a fault has made of it; nothing for an honest venue.
  public internal(set) var distortions = OrderDistortions()

  public var remaining: Fixed { quantity - filled }

  /// Whether it may only make a position smaller.
  var mustReduce: Bool { reduceOnly && !distortions.ignoresReduceOnly }

  /// How much of it may still trade.
  func matchable(step: Fixed) -> Fixed {
    guard let percent = distortions.fillsPercent else { return remaining }
    let most = (quantity * Fixed(percent, scale: 2)).rounded(.down, to: step)
    return max(.zero, min(remaining, most - filled))
  }
}

/// How an order that is gone ended, for `orders/status`.
public struct FinishedOrder: Sendable, Hashable {
  public let order: Order
  public let status: FinalStatus
  public let reason: UpdateReason
  /// A reject reason.
  public let error: RejectReason?
  public let time: Timestamp
}

public enum FinalStatus: String, Sendable, Hashable {
  case fullyExecuted = "FULLY_EXECUTED"
  case rejected = "REJECTED"
  case cancelled = "CANCELLED"
  case triggerActivationFailure = "TRIGGER_ACTIVATION_FAILURE"
}

public enum UpdateReason: String, Sendable, Hashable {
  case newUserOrder = "NEW_USER_ORDER"
  case stopOrderTriggered = "STOP_ORDER_TRIGGERED"
  case limitFromStop = "LIMIT_FROM_STOP"
  case partialFill = "PARTIAL_FILL"
  case fullFill = "FULL_FILL"
  case cancelledByUser = "CANCELLED_BY_USER"
  case cancelledByAdministrator = "CANCELLED_BY_ADMIN"
  case notEnoughMargin = "NOT_ENOUGH_MARGIN"
  case marketInactive = "MARKET_INACTIVE"
  case deadManSwitch = "DEAD_MAN_SWITCH"
  case postWouldExecute = "POST_WOULD_EXECUTE_REASON"
  case iocWouldNotExecute = "IOC_WOULD_NOT_EXECUTE_REASON"
  case wouldExecuteSelf = "WOULD_EXECUTE_SELF_REASON"
  case wouldNotReducePosition = "WOULD_NOT_REDUCE_POSITION"
  case editedByUser = "EDITED_BY_USER"
  case liquidation = "LIQUIDATION_ORDER"
}
