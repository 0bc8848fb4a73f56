import ExactDecimal

extension Conductor {
  /// A missing or wrong take-profit is placed again, and never a reason to close the position.
  mutating func tendTakeProfit(_ place: Int) throws(DecimalError) {
    guard let trade = self[book: place].trade, let reading = desks[place].reading,
      !self[book: place].hasLiveEntry, self[book: place].quarantine == nil, desks[place].closing == nil,
      desks[place].coverFlight == nil, desks[place].exposure == nil, desks[place].answeredFill == nil,
      desks[place].takeProfitRetryAt <= now.uptime, reading.beganAt >= desks[place].changedAt
    else { return }
    let size = ownPart(place).magnitude
    guard size.signum != 0 else { return }
    let cover = try Cover(of: size, by: trade, orders: reading.orders)
    guard cover.isCovered(isOversizeCapped: rules.isOversizeCapped) else { return }
    var shown = ExactDecimal.zero
    for order in cover.takeProfits { shown = try shown + reading.orders[order].order.unfilledSize }
    let needless = cover.wrongTakeProfits.first ?? (shown > size ? cover.takeProfits.first : nil)
    if let needless, case .ours(let id) = reading.orders[needless].origin {
      desks[place].takeProfitRetryAt = now.uptime + 1_000
      send(
        .uncover(id, trade.symbol, .covered(by: Self.protectiveOrders(cover.stops, of: reading, trade))),
        at: place, .cover)
      return
    }
    guard let price = trade.takeProfit, shown < size, !hasUnshownTakeProfit(place, reading.beganAt) else {
      return
    }
    guard let id = nextID(.takeProfit, trade.number, at: place) else { return }
    if self[book: place].orders.contains(where: { $0.id.role == .takeProfit }),
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
    send(.protect(order), at: place, .cover)
  }

  /// One that was sent, is not shown and may still be there; those that are proved gone are noted.
  private mutating func hasUnshownTakeProfit(_ place: Int, _ beganAt: Int64) -> Bool {
    for order in self[book: place].orders where order.end == nil && order.id.role == .takeProfit {
      guard let watch = desks[place].watch(of: order.id) else { return true }
      if watch.shownAt == beganAt { continue }
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
