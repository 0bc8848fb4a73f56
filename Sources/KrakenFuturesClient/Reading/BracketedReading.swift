import Chronology
import Trading

/// Reads position, orders, position, orders, position … until the position before and after the orders is the same, so
/// that position and orders belong together. Pure: the reader feeds it what was read.
struct BracketedReading: Sendable {
  /// How often the orders are read before giving up. A position that changes in between each time is being traded by
  /// somebody, and is read again at the next turn.
  static let mostRounds = 4

  enum Step: Sendable, Hashable {
    case readPositions
    case readOrders
    case done(VenueFact)
  }

  private let symbol: Symbol
  private var before: VenueFact?
  private var orders: VenueFact?
  private var rounds = 0

  init(_ symbol: Symbol) { self.symbol = symbol }

  /// What to read first.
  var first: Step { .readPositions }

  mutating func take(_ fact: VenueFact) -> Step {
    guard fact.isComplete else { return .done(incomplete(at: fact.receivedAt)) }
    switch fact.content {
    case .orders:
      orders = fact
      rounds += 1
      return .readPositions
    case .positions:
      guard let before, let orders else {
        self.before = fact
        return .readOrders
      }
      // The same side and size: the price may have moved by a fill and its opposite, and says nothing about cover.
      let (earlier, later) = (position(in: before), position(in: fact))
      if earlier?.side == later?.side, earlier?.size == later?.size {
        return .done(settled(orders, later, at: fact.receivedAt))
      }
      guard rounds < Self.mostRounds else { return .done(incomplete(at: fact.receivedAt)) }
      self.before = fact
      return .readOrders
    default: return .done(incomplete(at: fact.receivedAt))
    }
  }

  private func position(in fact: VenueFact) -> VenuePosition? {
    guard case .positions(let positions) = fact.content else { return nil }
    return positions.first { $0.symbol == symbol }
  }

  private func open(in fact: VenueFact?) -> [VenueOrder] {
    guard case .orders(let orders) = fact?.content else { return [] }
    return orders.filter { $0.symbol == symbol }
  }

  /// The time is that of the list of orders, the earlier of the two that could make a difference.
  private func settled(_ orders: VenueFact, _ position: VenuePosition?, at receivedAt: Timestamp) -> VenueFact
  {
    VenueFact(
      venueTime: orders.venueTime, receivedAt: receivedAt, source: .read,
      content: .settled(SettledReading(symbol: symbol, position: position, orders: open(in: orders))))
  }

  private func incomplete(at receivedAt: Timestamp) -> VenueFact {
    let last = before.flatMap { position(in: $0) }
    return VenueFact(
      venueTime: nil, receivedAt: receivedAt, source: .read, isComplete: false,
      content: .settled(SettledReading(symbol: symbol, position: last, orders: open(in: orders))))
  }
}
