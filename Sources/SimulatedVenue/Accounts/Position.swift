public import Chronology

/// What an account holds of one contract.
public struct Position: Sendable, Hashable {
  /// Index into the venue's markets.
  public let market: Int
  /// Above zero when long.
  public internal(set) var size: Fixed
  /// The signed value at which it was opened: of sizes and prices for linear contracts, of what is left of their
  /// inverse value for inverse ones. Profit is what it is worth less this.
  public internal(set) var cost: Fixed
  public internal(set) var opened: Timestamp
  /// Until when funding has been booked.
  public internal(set) var fundedUntil: Timestamp

  /// The mean price at which it was opened.
  public func entryPrice(_ instrument: Instrument) -> Fixed {
    instrument.kind == .linear ? cost.divided(by: size) : size.divided(by: cost)
  }

  /// Profit at a price, in the settlement currency.
  public func profit(at price: Fixed, _ instrument: Instrument) -> Fixed {
    let value = instrument.value(of: size, at: price)
    return instrument.kind == .linear ? value - cost : cost - value
  }

  /// Takes a fill in.
  ///
  /// - Parameter change: above zero for a buy.
  /// - Returns: the profit that closing realised. What division loses stays in the open part's cost, so that all
  ///   profits and the cost always add up to the values traded.
  mutating func apply(_ change: Fixed, at price: Fixed, _ instrument: Instrument, _ now: Timestamp) -> Fixed {
    let value = instrument.value(of: change, at: price)
    guard !size.isZero, size.isNegative != change.isNegative else {
      if size.isZero { opened = now }
      size += change
      cost += value
      return .zero
    }
    let closing = change.magnitude >= size.magnitude ? -size : change
    let closedCost = closing == -size ? cost : cost.scaled(by: -closing, over: size)
    let closedValue = closing == change ? -value : instrument.value(of: -closing, at: price)
    let opening = value + closedValue
    size += change
    cost = cost - closedCost + opening
    if closing != change { opened = now }
    return instrument.kind == .linear ? closedValue - closedCost : closedCost - closedValue
  }
}
