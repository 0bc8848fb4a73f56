import ExactDecimal

/// How a position is covered, by what the venue shows. *Covered*: reduce-only stops of the right family, side, signal and
/// price, without a limit price, whose sizes sum to exactly the position's size (design-engine §4).
struct Cover: Sendable, Hashable {
  enum State: Sendable, Hashable {
    case covered
    case missing(ExactDecimal)
    /// More than the position: a venue that refuses an oversized order when it fires leaves it naked.
    case oversized(ExactDecimal)
  }

  /// Own stops that are exactly what is wanted, by their places among the orders shown.
  private(set) var stops: [Int] = []
  /// Own stops that are not.
  private(set) var wrongStops: [Int] = []
  private(set) var takeProfits: [Int] = []
  private(set) var wrongTakeProfits: [Int] = []
  private(set) var state = State.covered

  /// - Parameters:
  ///   - size: what is to be covered, zero for nothing.
  ///   - trade: which side, where and by which signal.
  ///   - orders: what the venue shows of the symbol.
  init(of size: ExactDecimal, by trade: Trade, orders: [ShownOrder]) throws(DecimalError) {
    var sum = ExactDecimal.zero
    for place in orders.indices {
      guard case .ours(let id) = orders[place].origin else { continue }
      switch id.role {
      case .stopLoss, .guardStop:
        if !orders[place].isLargerThanSent,
          orders[place].order.protects(trade.side, as: .stop, at: trade.stop, trade.signal)
        {
          stops.append(place)
          sum = try sum + orders[place].order.unfilledSize
        } else {
          wrongStops.append(place)
        }
      case .takeProfit:
        if let takeProfit = trade.takeProfit,
          orders[place].order.protects(trade.side, as: .takeProfit, at: takeProfit, trade.signal)
        {
          takeProfits.append(place)
        } else {
          wrongTakeProfits.append(place)
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
  func isCovered(isOversizeCapped: Bool) -> Bool {
    switch state {
    case .covered: true
    case .missing: false
    case .oversized: isOversizeCapped
    }
  }

  /// Stops that cover a size exactly, so that the others can go; nil when none do. The newest win.
  func exactStops(for size: ExactDecimal, among orders: [ShownOrder]) throws(DecimalError) -> [Int]? {
    // Never more than a handful; a row of ones is the common case.
    guard stops.count <= 8 else { return nil }
    var best: [Int]?
    for mask in 1..<(1 << stops.count) {
      var sum = ExactDecimal.zero
      var chosen: [Int] = []
      for place in stops.indices where mask & 1 << place != 0 {
        sum = try sum + orders[stops[place]].order.unfilledSize
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
