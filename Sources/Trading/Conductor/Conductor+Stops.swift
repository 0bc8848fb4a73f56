import ExactDecimal

extension Conductor {
  mutating func placeStop(
    _ place: Int, missing: ExactDecimal, _ trade: Trade
  ) throws(DecimalError) {
    guard self[book: place].quarantine == nil || ownPart(place).signum != 0 else { return }
    if resolveStops(place, trade) { return }
    guard desks[place].closing?.reason != .flatten else { return }
    if let market = desks[place].market?.value, now.uptime - desks[place].marketBeganAt <= 2_000,
      let price = market.price(of: trade.signal), desks[place].waitingEntry == nil
    {
      let isBeyond = trade.side == .long ? price <= trade.stop : price >= trade.stop
      if isBeyond, ownPart(place).signum != 0, !market.isSuspended {
        closeUncovered(
          place,
          "the \(trade.signal.rawValue) price \(price) is at or beyond the stop \(trade.stop) of \(trade.symbol)"
        )
        return
      }
    }
    guard let id = nextID(.stopLoss, trade.number, at: place) else {
      closeUncovered(place, "no ids are left for stops of \(trade.symbol)")
      return
    }
    try sendStop(
      ProtectiveOrder(
        id: id, symbol: trade.symbol, role: .stopLoss, position: trade.side, size: missing,
        triggerPrice: trade.stop, signal: trade.signal), at: place)
  }

  mutating func sendStop(_ order: ProtectiveOrder, at place: Int) throws(DecimalError) {
    let uptime = now.uptime
    record(.ordered(.protective(order)))
    desks[place].watch(order.id) { watch in
      watch.sentAt = uptime
      watch.answeredAt = nil
      watch.missingSince = nil
      watch.missingReadings = 0
      watch.isUnknown = false
    }
    send(.protect(order), at: place, .cover)
  }

  /// Stops that were sent and are not shown: asked for, sent again under the same id while nobody knows, and given up
  /// once they are proved gone.
  ///
  /// - Returns: whether to wait before another stop is placed.
  mutating func resolveStops(_ place: Int, _ trade: Trade) -> Bool {
    guard let beganAt = desks[place].reading?.beganAt else { return true }
    for order in self[book: place].orders where order.end == nil && order.id.role == .stopLoss {
      guard case .protective(let stop) = order.order else { continue }
      let watch = desks[place].watch(of: order.id) ?? OrderWatch(order.id)
      if watch.shownAt == beganAt || watch.cancelAnsweredAt != nil { continue }
      switch verdict(on: watch) {
      case .waiting: return true
      case .ask:
        askStatus(of: order.id, at: place)
        return true
      case .sendAgain:
        desks[place].watch(order.id) { $0.sends += 1 }
        let uptime = now.uptime
        desks[place].watch(order.id) { $0.sentAt = uptime }
        send(.protect(stop), at: place, .cover)
        return true
      case .gone(let isFinal):
        record(.ended(order.id, .gone))
        guard isFinal, ownPart(place).signum != 0 else { continue }
        closeUncovered(
          place,
          "the stop of \(trade.symbol) is gone (\(watch.status.map { "\($0)" } ?? "not shown")) and the position is not"
        )
        return true
      }
    }
    return false
  }

  /// Notes the end of stops that we took back ourselves. Nobody else did, so that is no reason to close anything.
  mutating func endTakenBack(_ place: Int) {
    for watch in desks[place].watches.indices
    where desks[place].watches[watch].cancelAnsweredAt != nil
      && desks[place].watches[watch].missingSince != nil
    {
      let id = desks[place].watches[watch].id
      guard id.role == .stopLoss,
        self[book: place].orders.contains(where: { $0.id == id && $0.end == nil })
      else { continue }
      record(.ended(id, .gone))
    }
  }

  enum StopVerdict {
    case waiting, ask, sendAgain
    /// - isFinal: it fired, was cancelled or failed; placing another would be late.
    case gone(isFinal: Bool)
  }

  func verdict(on watch: OrderWatch) -> StopVerdict {
    guard let missing = watch.missingSince else { return .waiting }
    guard let statusAt = watch.statusAt, statusAt >= missing else { return .ask }
    switch watch.status {
    case .cancelled, .rejected, .activationFailed:
      return watch.missingReadings >= 2 ? .gone(isFinal: true) : .waiting
    case .executed:
      // What it sold shows a moment later; a position that stays is a remainder.
      return watch.missingReadings >= 3 && statusAt >= missing + 2 * Self.hotCadence
        ? .gone(isFinal: true) : (watch.missingReadings >= 2 ? .ask : .waiting)
    case .triggerResting, .inBook: return watch.missingReadings >= 2 ? .ask : .waiting
    case .notKnown, .other, nil:
      if watch.isUnknown, watch.shownAt == nil { return watch.sends < Self.mostSends ? .sendAgain : .waiting }
      return watch.missingReadings >= 3 ? .gone(isFinal: watch.shownAt != nil) : .waiting
    }
  }

  /// The id of the next order of a role, beyond all that are remembered or shown.
  mutating func nextID(_ role: ClientOrderID.Role, _ number: UInt64, at place: Int) -> ClientOrderID? {
    var attempt = 0
    func note(_ id: ClientOrderID) {
      if id.role == role, id.intent == number { attempt = max(attempt, Int(id.attempt) + 1) }
    }
    for order in self[book: place].orders { note(order.id) }
    for watch in desks[place].watches { note(watch.id) }
    guard let attempt = UInt16(exactly: attempt) else { return nil }
    return ClientOrderID(owner: rules.owner, role: role, intent: number, attempt: attempt)
  }
}
