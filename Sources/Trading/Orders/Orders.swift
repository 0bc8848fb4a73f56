public import Chronology
public import ExactDecimal

/// An order that opens or adds to a position. It goes out only as ``Approved``.
public struct EntryOrder: Sendable, Hashable {
  public enum Price: Sendable, Hashable {
    case market
    /// Rests at the price until filled, cancelled, or its life ends.
    case limit(ExactDecimal)
    /// Refused by the venue where it would take.
    case postOnly(ExactDecimal)
    /// Takes what is there up to the price and drops the rest.
    case immediateOrCancel(ExactDecimal)
  }

  public var id: ClientOrderID
  public var symbol: Symbol
  /// The position that it opens.
  public var position: PositionSide
  /// On the instrument's grid, above zero.
  public var size: ExactDecimal
  public var price: Price
  /// The venue does not begin to work on it after this time (its own clock); sent as `processBefore`.
  public var processBefore: Timestamp

  public init(
    id: ClientOrderID, symbol: Symbol, position: PositionSide, size: ExactDecimal, price: Price,
    processBefore: Timestamp
  ) {
    self.id = id
    self.symbol = symbol
    self.position = position
    self.size = size
    self.price = price
    self.processBefore = processBefore
  }
}

/// A reduce-only order that rests at the venue and fires on a signal: stop-loss or take-profit.
///
/// It becomes a market order when it fires; a limit price would make it an order that may not trade, so there is none.
public struct ProtectiveOrder: Sendable, Hashable {
  public var id: ClientOrderID
  public var symbol: Symbol
  public var role: ProtectiveRole
  /// The position that it protects; the order is on the other side.
  public var position: PositionSide
  /// On the instrument's grid, above zero.
  public var size: ExactDecimal
  /// On the instrument's grid.
  public var triggerPrice: ExactDecimal
  public var signal: TriggerSignal

  public init(
    id: ClientOrderID, symbol: Symbol, role: ProtectiveRole, position: PositionSide, size: ExactDecimal,
    triggerPrice: ExactDecimal, signal: TriggerSignal
  ) {
    self.id = id
    self.symbol = symbol
    self.role = role
    self.position = position
    self.size = size
    self.triggerPrice = triggerPrice
    self.signal = signal
  }
}

/// A reduce-only order that closes a position or a part of it now. It carries no `processBefore`: an exit that arrives
/// late is still an exit.
public struct ExitOrder: Sendable, Hashable {
  public enum Price: Sendable, Hashable {
    /// Kraken Futures: immediate-or-cancel with 1 % protection, so it may fill in part (sheet §4.1).
    case market
    case immediateOrCancel(ExactDecimal)
  }

  public var id: ClientOrderID
  public var symbol: Symbol
  /// The position that it reduces.
  public var position: PositionSide
  public var size: ExactDecimal
  public var price: Price

  public init(
    id: ClientOrderID, symbol: Symbol, position: PositionSide, size: ExactDecimal, price: Price
  ) {
    self.id = id
    self.symbol = symbol
    self.position = position
    self.size = size
    self.price = price
  }
}

/// How an order at the venue is named.
public enum OrderReference: Sendable, Hashable {
  case client(ClientOrderID)
  /// The venue's own id, for orders that are not ours.
  case venue(String)
}

/// A change of a protective order in place. Fields that stay as they are are nil.
public struct OrderAmendment: Sendable, Hashable {
  public var order: OrderReference
  public var symbol: Symbol
  /// The total size afterwards, filled part included.
  public var totalSize: ExactDecimal?
  public var triggerPrice: ExactDecimal?

  public init(
    order: OrderReference, symbol: Symbol, totalSize: ExactDecimal? = nil, triggerPrice: ExactDecimal? = nil
  ) {
    self.order = order
    self.symbol = symbol
    self.totalSize = totalSize
    self.triggerPrice = triggerPrice
  }
}

extension ProtectiveOrder {
  /// Whether a price of its signal fires the order.
  public func isReached(by price: ExactDecimal) -> Bool {
    role.firesBelow(protecting: position) ? price <= triggerPrice : price >= triggerPrice
  }
}
