import Chronology
import ExactDecimal
import Trading

extension CaseExamination {
  /// Nobody else's order, fill or position was seen on the symbol.
  func requireNobodyElse() throws(CaseObjection) {
    for (event, orders) in orderLists {
      for order in orders where !timeline.isOwn(clientID: order.clientID, venueOrderID: order.venueOrderID) {
        throw CaseObjection(
          .foreignOrder,
          "\(order.venueOrderID) (\(order.clientID ?? "no client id")), exchange \(event.number)")
      }
    }
    for fill in newFills where !isOwn(fill) {
      throw CaseObjection(
        .foreignFill, "\(fill.side.rawValue) \(fill.size) at \(fill.price), order \(fill.venueOrderID)")
    }
    guard let entry = commands(as: .entry).first, case .enter(let order) = entry.sent.command else { return }
    for (event, position) in positionReads where event.receivedMicroseconds <= entry.event.sentMicroseconds {
      if let position {
        throw CaseObjection(
          .foreignPosition, "\(position.side.rawValue) \(position.size) before the entry on \(order.symbol)")
      }
    }
  }

  /// A fill of an own order; one that names nobody's order is the tested order's by circumstances, or a stranger's.
  private func isOwn(_ fill: VenueFill) -> Bool {
    if timeline.isOwn(clientID: fill.clientID, venueOrderID: fill.venueOrderID) { return true }
    return timeline.ownOrders.values.contains { $0.contains(fill.venueOrderID) } && fill.clientID == nil
      || circumstantialFills().contains(fill)
  }

  /// The fills of the order under test, and how that was found.
  func fills(of tested: Tested) -> (fills: [VenueFill], attribution: FillAttribution?) {
    let fills = newFills
    let byOrderID = fills.filter { $0.venueOrderID == tested.venueOrderID }
    if !byOrderID.isEmpty { return (byOrderID, .orderID) }
    let byClientID = fills.filter { $0.clientID.flatMap { ClientOrderID($0) } == tested.order.id }
    if !byClientID.isEmpty { return (byClientID, .clientID) }
    let rest = circumstantialFills()
    return (rest, rest.isEmpty ? nil : .circumstances)
  }

  /// New fills of guard, sibling, and earlier orders under test.
  func otherFills(than tested: Tested) -> [VenueFill] {
    let others = commands.filter {
      $0.sent.isPlacement && $0.event.number != tested.command.event.number
    }
    let clientIDs = Set(others.compactMap(\.sent.command.clientID))
    let venueIDs = Set(others.compactMap(\.sent.acceptance?.venueOrderID))
    return newFills.filter { fill in
      venueIDs.contains(fill.venueOrderID)
        || fill.clientID.flatMap { ClientOrderID($0) }.map(clientIDs.contains) ?? false
    }
  }

  /// Fills that name no order that is known, on the side of the order under test, after its trigger was reached, that
  /// sum to its size, while every other own order that could have traded is accounted for.
  private func circumstantialFills() -> [VenueFill] {
    let placed = commands(as: .tested).filter { $0.sent.isPlacement }
    guard let last = placed.last, case .protect(let order) = last.sent.command, last.sent.acceptance != nil,
      commands(as: .exit).isEmpty,
      let reached = events.first(where: { event in
        guard case .market(let market) = event.content, market.symbol == symbol,
          event.sentMicroseconds >= last.event.receivedMicroseconds,
          let price = market.price(of: order.signal)
        else { return false }
        return order.isReached(by: price)
      })
    else { return [] }
    let fills = newFills.filter { fill in
      fill.symbol == symbol && fill.side == order.position.exitSide && fill.clientID == nil
        && !timeline.ownOrders.values.contains { $0.contains(fill.venueOrderID) }
        && fill.at
          >= (reached.venueTime ?? reached.receivedAt).advanced(byMilliseconds: -Self.tickerLagMilliseconds)
    }
    guard Set(fills.map(\.venueOrderID)).count == 1, siblingsStillRest(after: reached) else { return [] }
    var sum = ExactDecimal.zero
    for fill in fills {
      guard let next = try? sum + fill.size else { return [] }
      sum = next
    }
    return sum == order.size ? fills : []
  }

  /// Guard and sibling are still shown after the trigger, so that they did not trade.
  private func siblingsStillRest(after reached: Timeline.Event) -> Bool {
    let others = (commands(as: .guardStop) + commands(as: .sibling)).filter { $0.sent.isPlacement }
    let after = orderLists.first { $0.event.sentMicroseconds >= reached.receivedMicroseconds }
    return others.allSatisfy { other in
      guard let acceptance = other.sent.acceptance, let id = other.sent.command.clientID else { return false }
      return after?.orders.contains {
        $0.venueOrderID == acceptance.venueOrderID || $0.clientID.flatMap { ClientOrderID($0) } == id
      } ?? false
    }
  }
}
