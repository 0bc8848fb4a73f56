public import Chronology

/// Where the prices of one market come from.
public enum PricePath: Sendable, Hashable {
  /// The index takes a step of at most so many millionths at every tick of the venue; the book follows it, and the
  /// last price flickers between bid and ask.
  case walk(stepPerMillion: Int)
  /// Prices stay as set.
  case held
  /// Bid and ask stay as set, and the last price flickers between them.
  case flicker
  /// All prices move evenly to a target, and are held there.
  case ramp(from: Fixed, to: Fixed, began: Timestamp, ends: Timestamp)
}

/// Prices to set; what is nil stays.
public struct PriceSetting: Sendable, Hashable {
  public var last: Fixed?
  public var mark: Fixed?
  public var index: Fixed?
  public var bid: Fixed?
  public var ask: Fixed?

  public init(
    last: Fixed? = nil, mark: Fixed? = nil, index: Fixed? = nil, bid: Fixed? = nil, ask: Fixed? = nil
  ) {
    (self.last, self.mark, self.index, self.bid, self.ask) = (last, mark, index, bid, ask)
  }

  /// No price beyond what the contract's arithmetic was made for.
  func limited(to highest: Fixed) -> PriceSetting {
    PriceSetting(
      last: last.map { min($0, highest) }, mark: mark.map { min($0, highest) },
      index: index.map { min($0, highest) },
      bid: bid.map { min($0, highest) }, ask: ask.map { min($0, highest) })
  }
}
