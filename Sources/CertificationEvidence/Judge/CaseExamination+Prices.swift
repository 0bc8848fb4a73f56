import Chronology
import ExactDecimal
import Trading

/// What the prices say of when, and of what, the order fired.
extension CaseExamination {
  struct PriceRead {
    let event: Timeline.Event
    let market: MarketState
    /// Of the signal that was asked for.
    let price: ExactDecimal

    func hasReached(_ order: ProtectiveOrder, _ signal: TriggerSignal) -> Bool {
      market.price(of: signal).map(order.isReached) ?? false
    }
  }

  func prices(of signal: TriggerSignal) -> [PriceRead] {
    events.compactMap { event in
      guard case .market(let market) = event.content, market.symbol == symbol,
        let price = market.price(of: signal)
      else { return nil }
      return PriceRead(event: event, market: market, price: price)
    }
  }

  /// When the trigger was first seen reached.
  func firstReached(_ order: ProtectiveOrder, after start: Int64) -> Int64? {
    return prices(of: order.signal).first {
      $0.event.sentMicroseconds >= start && order.isReached(by: $0.price)
    }?.event.receivedMicroseconds
  }

  /// The price came to the trigger between two reads, and the lists told of the fill before the next price did: that
  /// price has to come at once, and the fill has to be younger than the last one that had not reached the trigger.
  func isInTime(
    _ reached: PriceRead, _ evidence: Int64, _ last: PriceRead, _ tested: Tested
  ) -> Bool {
    guard reached.event.sentMicroseconds <= evidence + Self.readingMicroseconds,
      let filled = fills(of: tested).fills.map(\.at).min(), let asked = last.event.venueTime
    else { return false }
    return filled >= asked
  }

  /// The order has traded, and no price read before that had reached its trigger.
  ///
  /// A price can touch the trigger between two reads and be back at the next, so that is a failure only where nothing
  /// was near the trigger: not the fill, and no price around it.
  func actedUnseen(
    _ tested: Tested, _ before: PriceRead, _ later: [PriceRead]
  ) -> CaseObjection {
    let fills = fills(of: tested).fills
    guard let first = fills.map(\.at).min() else {
      return isGone(tested)
        ? CaseObjection(.orderVanished, "the order is gone, its trigger was not reached, and it has no fill")
        : CaseObjection(.readingsUndecided, "the order is gone, in readings of a moment only")
    }
    let near = ([before] + later).filter { read in
      guard let time = read.event.venueTime else { return true }
      return abs(time.milliseconds(since: first)) <= Self.tickerLagMilliseconds
    }
    return isTouchExcluded(tested.order, fills, near, at: first)
      ? CaseObjection(
        .fillBeforeTrigger,
        "filled at \(first), and no price around that was near the trigger \(tested.order.triggerPrice)")
      : CaseObjection(
        .triggerNotSeen,
        "filled at \(first), and no price was read at the trigger \(tested.order.triggerPrice)")
  }

  /// Whether lists lacked the order, and fills had none of it, for so long that no old one explains it.
  private func isGone(_ tested: Tested) -> Bool {
    let readings = settled.filter {
      $0.beganMicroseconds >= tested.command.event.receivedMicroseconds
        && $0.endedMicroseconds <= tested.limitMicroseconds
    }
    return readings.persistence { $0.order(tested.order.id, or: tested.venueOrderID) == nil } == .lasting
      && areFillsRead(longAfter: firingEvidence(of: tested) ?? .max)
  }

  /// Whether fills were read so late that they cannot lack what had traded at a time.
  func areFillsRead(longAfter microseconds: Int64) -> Bool {
    events.contains { event in
      guard case .fills = event.content else { return false }
      return event.sentMicroseconds - Persistence.leastMicroseconds >= microseconds
    }
  }

  /// Whether prices were read on both sides of the fill, and they, and the fill itself, were too far from the trigger
  /// for the tested signal to have touched it between them.
  private func isTouchExcluded(
    _ order: ProtectiveOrder, _ fills: [VenueFill], _ near: [PriceRead], at first: Timestamp
  ) -> Bool {
    let times = near.compactMap(\.event.venueTime)
    guard times.contains(where: { $0 <= first }), times.contains(where: { $0 >= first }),
      !near.contains(where: { order.isReached(by: $0.price) }),
      let instrument = timeline.instruments.first(where: { $0.symbol == symbol }),
      let touch = try? instrument.tickSize * Self.touchTicks
    else { return false }
    let prices =
      fills.map(\.price) + near.flatMap { [$0.price, $0.market.bid, $0.market.ask].compactMap(\.self) }
    let distances = prices.map { try? ($0 - order.triggerPrice).magnitude }
    // A market order pays the spread, and may slip by it once more.
    let spreads = near.map { read in
      guard let bid = read.market.bid, let ask = read.market.ask else { return ExactDecimal?.some(.zero) }
      return try? (ask - bid).magnitude
    }
    guard let nearest = Self.least(distances), let spread = Self.most(spreads),
      let allowance = try? touch + spread + spread
    else { return false }
    if nearest > allowance { return true }
    // Nearer than that, only another signal that was there tells that the order listened to that one.
    return nearest > touch
      && near.contains { read in
        TriggerSignal.allCases.contains { $0 != order.signal && read.hasReached(order, $0) }
      }
  }

  /// Nil also where one of the numbers is missing.
  private static func least(_ numbers: [ExactDecimal?]) -> ExactDecimal? {
    numbers.contains { $0 == nil } ? nil : numbers.compactMap(\.self).min()
  }

  private static func most(_ numbers: [ExactDecimal?]) -> ExactDecimal? {
    numbers.contains { $0 == nil } ? nil : numbers.compactMap(\.self).max()
  }
}
