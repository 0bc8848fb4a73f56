public import ExactDecimal

/// How a position is covered, by what the venue shows. *Covered*: reduce-only stops of the right family, side, signal and
/// price, without a limit price, whose sizes sum to exactly the position's size (design-engine §4).
public struct Cover: Sendable, Hashable {
  public enum State: Sendable, Hashable {
    case covered
    case missing(ExactDecimal)
    /// More than the position: a venue that refuses an oversized order when it fires leaves it naked.
    case oversized(ExactDecimal)
  }

  /// Own stops that are exactly what is wanted, in the venue's order.
  public var stops: [VenueOrder] = []
  /// Own stops that are not.
  public var wrongStops: [VenueOrder] = []
  public var takeProfits: [VenueOrder] = []
  public var wrongTakeProfits: [VenueOrder] = []
  public var state: State

  /// - Parameters:
  ///   - size: what is to be covered, zero for nothing.
  ///   - orders: what the venue shows of the symbol.
  public init(
    of size: ExactDecimal, side: PositionSide, stop: ExactDecimal, takeProfit: ExactDecimal?,
    signal: TriggerSignal, orders: [VenueOrder], owner: ClientOrderID.Owner
  ) throws(DecimalError) {
    var sum = ExactDecimal.zero
    state = .covered
    for order in orders {
      guard case .ours(let id) = OrderOrigin(clientID: order.clientID, owner: owner) else { continue }
      switch id.role {
      case .stopLoss, .guardStop:
        if order.protects(side, as: .stop, at: stop, signal) {
          stops.append(order)
          sum = try sum + order.unfilledSize
        } else {
          wrongStops.append(order)
        }
      case .takeProfit:
        if let takeProfit, order.protects(side, as: .takeProfit, at: takeProfit, signal) {
          takeProfits.append(order)
        } else {
          wrongTakeProfits.append(order)
        }
      case .entry, .exit: break
      }
    }
    if sum < size {
      state = .missing(try size - sum)
    } else if sum > size {
      state = .oversized(try sum - size)
    }
  }

  /// Whether nothing is missing: exactly, or at least where it is certified that a larger order is capped when it fires.
  public func isCovered(isOversizeCapped: Bool) -> Bool {
    switch state {
    case .covered: true
    case .missing: false
    case .oversized: isOversizeCapped
    }
  }

  /// Stops that cover a size exactly, so that the others can go; nil when none do. The newest win.
  public func exactStops(for size: ExactDecimal) throws(DecimalError) -> [VenueOrder]? {
    // Never more than a handful; a row of ones is the common case.
    guard stops.count <= 8 else { return nil }
    var best: [VenueOrder]?
    for mask in 1..<(1 << stops.count) {
      var sum = ExactDecimal.zero
      var chosen: [VenueOrder] = []
      for place in stops.indices where mask & 1 << place != 0 {
        sum = try sum + stops[place].unfilledSize
        chosen.append(stops[place])
      }
      if sum == size, best.map({ chosen.count < $0.count }) ?? true { best = chosen }
    }
    return best
  }
}

extension VenueOrder {
  /// Whether the order is a reduce-only trigger for the position, of the family, at the price and on the signal, without
  /// a limit price.
  func protects(
    _ position: PositionSide, as family: Family, at price: ExactDecimal, _ signal: TriggerSignal
  ) -> Bool {
    self.family == family && side == position.exitSide && isReduceOnly == true && limitPrice == nil
      && triggerPrice == price && self.signal == .known(signal)
  }
}
