import ExactDecimal

extension Conductor {
  /// A missing or wrong take-profit is placed again, and never a reason to close the position.
  mutating func tendTakeProfit(_ place: Int) throws(DecimalError) {
    let desk = desks[place]
    guard let book = memory.book(desk.symbol), let trade = book.trade, let reading = desk.reading,
      book.liveEntry == nil, book.quarantine == nil, desk.closing == nil, desk.coverFlight == nil,
      desk.exposure == nil, desk.answeredFill == nil, desk.takeProfitRetryAt <= now.uptime,
      reading.beganAt >= desk.changedAt
    else { return }
    let size = ownPart(desk).magnitude
    guard size.signum != 0 else { return }
    let cover = try Cover(
      of: size, side: trade.side, stop: trade.stop, takeProfit: trade.takeProfit, signal: trade.signal,
      orders: reading.orders, owner: rules.owner)
    guard cover.isCovered(isOversizeCapped: rules.isOversizeCapped) else { return }
    var shown = ExactDecimal.zero
    for order in cover.takeProfits { shown = try shown + order.unfilledSize }
    let needless = cover.wrongTakeProfits + (shown > size ? cover.takeProfits : [])
    if let order = needless.first, let id = order.clientID.flatMap({ ClientOrderID($0) }) {
      let kept = cover.stops.compactMap { stop -> ProtectiveOrder? in
        guard let id = stop.clientID.flatMap({ ClientOrderID($0) }) else { return nil }
        return ProtectiveOrder(
          id: id, symbol: trade.symbol, role: .stopLoss, position: trade.side, size: stop.unfilledSize,
          triggerPrice: trade.stop, signal: trade.signal)
      }
      desks[place].takeProfitRetryAt = now.uptime + 1_000
      send(.uncover(id, trade.symbol, .covered(by: kept)), at: place, \.coverFlight)
      return
    }
    guard let price = trade.takeProfit, shown < size, !hasUnshownTakeProfit(place, reading) else { return }
    guard let id = nextID(.takeProfit, trade.number, at: place) else { return }
    if memory.book(desk.symbol)?.orders.contains(where: { $0.id.role == .takeProfit }) ?? false,
      desks[place].isNew("take-profit again \(id)")
    {
      alert(
        "protection.take-profit-missing", "the take-profit of \(trade.symbol) is missing and is placed again")
    }
    let order = ProtectiveOrder(
      id: id, symbol: trade.symbol, role: .takeProfit, position: trade.side, size: try size - shown,
      triggerPrice: price, signal: trade.signal)
    let uptime = now.uptime
    record(.ordered(.protective(order)))
    desks[place].watch(id) { $0.sentAt = uptime }
    desks[place].takeProfitRetryAt = now.uptime + Self.heldCadence
    send(.protect(order), at: place, \.coverFlight)
  }

  /// One that was sent, is not shown and may still be there; those that are proved gone are noted.
  private mutating func hasUnshownTakeProfit(_ place: Int, _ reading: DeskReading) -> Bool {
    for order in memory.book(desks[place].symbol)?.openOrders ?? [] where order.id.role == .takeProfit {
      guard let watch = desks[place].watch(of: order.id) else { return true }
      if watch.shownAt == reading.beganAt { continue }
      guard let missing = watch.missingSince else { return true }
      guard let statusAt = watch.statusAt, statusAt >= missing else {
        askStatus(of: order.id, at: place)
        return true
      }
      let isDelayed = watch.isUnknown && now.uptime - (watch.answeredAt ?? now.uptime) < Self.longestDelay
      guard watch.missingReadings >= 2, !isDelayed || watch.status == .cancelled || watch.status == .executed
      else { return true }
      record(.ended(order.id, .gone))
    }
    return false
  }
}
