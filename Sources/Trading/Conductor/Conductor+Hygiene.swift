import Chronology
import ExactDecimal

extension Conductor {
  /// Whether two readings far enough apart, own fills and the entry's end all say that nothing is open.
  private func isProvedFlat(_ desk: SymbolDesk) -> Bool {
    guard let reading = desk.reading, reading.position == nil else { return false }
    if memory.book(desk.symbol)?.quarantine != nil, memory.book(desk.symbol)?.liveEntry == nil {
      // A person decides about the difference; where nothing is open, stops protect nothing.
      return desk.mismatchSince == nil && desk.entryFlight == nil
    }
    #if PLANTED_DEFECTS
      if has(.stopCancelledBeforeEntryEnds), memory.book(desk.symbol)?.net.signum == 0 { return true }
    #endif
    // Flat by a reading that is older than an entry sent since says nothing about it.
    guard let since = desk.flatSince, desk.waitingEntry == nil, desk.entryFlight == nil,
      memory.book(desk.symbol)?.liveEntry == nil
    else { return false }
    return reading.beganAt >= since + settlingTime(desk.symbol) && fills.completeAt >= since
  }

  /// Once flat: takes back own orders that protect nothing, and entries and exits that nobody waits for.
  mutating func tendHygiene(_ place: Int) {
    let desk = desks[place]
    guard let reading = desk.reading, desk.coverFlight == nil, desk.hygieneRetryAt <= now.uptime,
      isReadingCurrent(desk)
    else { return }
    let isFlat = isProvedFlat(desk)
    if reading.position == nil, !isFlat, memory.book(desk.symbol)?.net.signum == 0,
      fills.completeAt < desk.flatSince ?? .max
    {
      fills.wantedAfter = max(fills.wantedAfter, desk.flatSince ?? .min)
    }
    for order in reading.orders {
      guard case .ours(let id) = OrderOrigin(clientID: order.clientID, owner: rules.owner) else { continue }
      switch id.role {
      case .stopLoss, .takeProfit, .guardStop:
        #if PLANTED_DEFECTS
          if has(.siblingNotCancelled) { continue }
        #endif
        guard isFlat else { continue }
        desks[place].hygieneRetryAt = now.uptime + 100
        send(.uncover(id, desk.symbol, .flat), at: place, \.coverFlight)
        return
      case .entry, .exit:
        // One that the memory knows as open is its own lane's.
        guard memory.order(id).map({ $0.end != nil }) ?? true, desk.entryFlight == nil else { continue }
        desks[place].hygieneRetryAt = now.uptime + Self.hotCadence
        send(.cancel(id, desk.symbol), at: place, \.coverFlight)
        return
      }
    }
    if isFlat { endUnshown(place, reading) }
  }

  /// Notes the end of own orders that nothing shows any more.
  private mutating func endUnshown(_ place: Int, _ reading: DeskReading) {
    for order in memory.book(desks[place].symbol)?.openOrders ?? [] where order.id.role != .entry {
      guard let watch = desks[place].watch(of: order.id) else {
        desks[place].watch(order.id) { _ in }
        continue
      }
      guard watch.shownAt != reading.beganAt, watch.missingReadings >= 2 else { continue }
      if watch.isUnknown, let answeredAt = watch.answeredAt, now.uptime - answeredAt < Self.longestDelay,
        watch.shownAt == nil, order.filled.signum == 0
      {
        continue
      }
      record(.ended(order.id, .gone))
    }
  }

  /// Closes the books of a trade of which nothing is left.
  mutating func closeTrade(_ place: Int) {
    let desk = desks[place]
    guard let book = memory.book(desk.symbol), book.trade != nil || !book.orders.isEmpty,
      book.openOrders.isEmpty,
      book.net.signum == 0, desk.waitingEntry == nil, desk.entryFlight == nil, desk.coverFlight == nil,
      desk.exitFlight == nil, book.quarantine == nil, isProvedFlat(desk), let reading = desk.reading,
      isReadingCurrent(desk),
      !reading.orders.contains(where: { OrderOrigin(clientID: $0.clientID, owner: rules.owner).isOurs })
    else { return }
    if let trade = book.trade {
      if book.turnover.signum != 0 {
        answer(trade.intent, .closed(profitUSD: profit(of: book)))
      } else if memory.answer(to: trade.intent) == .accepted {
        // A crash came between its stop and its entry.
        answer(trade.intent, .notExecuted)
      }
      if case .exit(let intent, _) = desk.closing?.reason { answer(intent, .done) }
    }
    record(.closed(desk.symbol))
    if case .exit = desk.closing?.reason { desks[place].closing = nil }
    desks[place].isProtectedTold = false
    desks[place].mismatchSince = nil
  }

  private func profit(of book: SymbolMemory) -> ExactDecimal {
    let contract = instruments.instrument(book.symbol)?.contractSize ?? ExactDecimal(1)
    return (try? (book.cash - book.turnover * rules.assumedFee) * contract) ?? .zero
  }

  // MARK: A person's word

  mutating func adopt(_ symbol: Symbol, stop: ExactDecimal) {
    guard let place = desks.firstIndex(where: { $0.symbol == symbol }), let reading = desks[place].reading,
      let position = reading.position, memory.book(symbol)?.quarantine != nil
    else {
      alert("reconcile.nothing-to-adopt", "\(symbol) is not quarantined, or shows no position to adopt")
      return
    }
    let market = desks[place].market
    guard let price = market?.mark ?? market?.last ?? position.price,
      let onGrid = try? instruments.instrument(symbol)?.roundedTrigger(
        stop, of: .stopLoss, protecting: position.side)
    else {
      alert(
        "reconcile.not-known", "\(symbol) has no price or no specification yet: its stop cannot be judged")
      return
    }
    let watched = market?.price(of: rules.signal) ?? price
    guard onGrid.signum > 0, position.side == .long ? onGrid < watched : onGrid > watched else {
      alert(
        "reconcile.stop-side",
        "a stop at \(onGrid) would close \(symbol) at once: the \(rules.signal.rawValue) price is \(watched)")
      return
    }
    let trade = Trade(
      number: memory.nextNumber, intent: "adopted-\(memory.nextNumber)", symbol: symbol, side: position.side,
      size: position.size, stop: onGrid, takeProfit: nil, signal: rules.signal, entryEndsAt: nil)
    // At today's price: what it gained or lost before is not the engine's, and not today's.
    record(.adopted(symbol, net: position.signedSize, price: price, trade: trade))
    desks[place].mismatchSince = nil
    desks[place].exposure = nil
    desks[place].isProtectedTold = false
  }

  /// Ends a quarantine where the venue shows nothing open.
  mutating func release(_ symbol: Symbol) {
    // Without a quarantine there is nothing to release, and the newest reading may be older than what is open.
    guard let place = desks.firstIndex(where: { $0.symbol == symbol }), let reading = desks[place].reading,
      reading.position == nil, memory.book(symbol)?.quarantine != nil
    else {
      alert(
        "reconcile.not-flat", "\(symbol) is not quarantined, or not shown flat: adopt or close the position")
      return
    }
    let market = desks[place].market
    record(.adopted(symbol, net: .zero, price: market?.mark ?? market?.last ?? .zero, trade: nil))
    desks[place].mismatchSince = nil
  }
}

extension OrderOrigin {
  var isOurs: Bool { if case .ours = self { true } else { false } }
}
