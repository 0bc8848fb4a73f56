/// The side of an order.
public enum OrderSide: String, Sendable, Hashable, CaseIterable {
  case buy, sell

  public var opposite: OrderSide { self == .buy ? .sell : .buy }
}

/// The side of a position, and so of what protects it.
public enum PositionSide: String, Sendable, Hashable, CaseIterable {
  case long, short

  /// The side of the order that opens or adds to the position.
  public var entrySide: OrderSide { self == .long ? .buy : .sell }
  /// The side of every order that reduces it.
  public var exitSide: OrderSide { self == .long ? .sell : .buy }
}

/// The price that fires a trigger order.
public enum TriggerSignal: String, Sendable, Hashable, CaseIterable {
  case last, mark, index
}

/// Which order of a position's protection.
public enum ProtectiveRole: String, Sendable, Hashable, CaseIterable {
  case stopLoss = "stop-loss"
  case takeProfit = "take-profit"

  /// Whether the order fires when the signal is at or below its price (else: at or above).
  ///
  /// Long stop-loss and short take-profit fire below; the other two above. The direction follows from role and side
  /// and never from where the price is now. Source: kraken-futures-rest sheet §4.2.
  public func firesBelow(protecting position: PositionSide) -> Bool {
    (self == .stopLoss) == (position == .long)
  }
}
