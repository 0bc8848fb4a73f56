import Chronology
import ExactDecimal

extension Conductor {
  /// Whether two readings far enough apart, own fills and the entry's end all say that nothing is open.
  private func isProvedFlat(_ place: Int) -> Bool {
    guard let reading = desks[place].reading, reading.position == nil else { return false }
    if self[book: place].quarantine != nil, !self[book: place].hasLiveEntry {
      // A person decides about the difference; where nothing is open for long, stops protect nothing.
      return desks[place].mismatchSince == nil && desks[place].entryFlight == nil
        && desks[place].doubtedFlatSince.map { reading.beganAt - $0 >= Self.longestLag } ?? false
    }
    #if PLANTED_DEFECTS
      if has(.stopCancelledBeforeEntryEnds), self[book: place].net.signum == 0 { return true }
    #endif
    // Flat by a reading that is older than an entry sent since says nothing about it.
    guard let since = desks[place].flatSince, desks[place].waitingEntry == nil,
      desks[place].entryFlight == nil, !self[book: place].hasLiveEntry, self[book: place].net.signum == 0
    else { return false }
    return reading.beganAt >= since + settlingTime(desks[place].symbol) && fills.completeAt >= since
  }

  /// Once flat: takes back own orders that protect nothing, and entries and exits that nobody waits for.
  mutating func tendHygiene(_ place: Int) {
    guard let reading = desks[place].reading, desks[place].coverFlight == nil,
      desks[place].hygieneRetryAt <= now.uptime, isReadingCurrent(place)
    else { return }
    let isFlat = isProvedFlat(place)
    let hasOrders = !self[book: place].orders.isEmpty || reading.orders.contains { $0.origin.isOurs }
    if reading.position == nil, !isFlat, hasOrders, self[book: place].net.signum == 0,
      fills.completeAt < desks[place].flatSince ?? .max
    {
      fills.wantedAfter = max(fills.wantedAfter, desks[place].flatSince ?? .min)
    }
    for shown in reading.orders {
      guard case .ours(let id) = shown.origin else { continue }
      switch id.role {
      case .stopLoss, .takeProfit, .guardStop:
        #if PLANTED_DEFECTS
          if has(.siblingNotCancelled) { continue }
        #endif
        guard isFlat else { continue }
        desks[place].hygieneRetryAt = now.uptime + 100
        send(.uncover(id, desks[place].symbol, .flat), at: place, .cover)
        return
      case .entry, .exit:
        // One that the memory knows as open is its own lane's.
        guard memory.order(id).map({ $0.end != nil }) ?? true, desks[place].entryFlight == nil else {
          continue
        }
        desks[place].hygieneRetryAt = now.uptime + Self.hotCadence
        send(.cancel(id, desks[place].symbol), at: place, .cover)
        return
      }
    }
    if isFlat { endUnshown(place, reading.beganAt) }
  }

  /// Notes the end of own orders that nothing shows any more.
  private mutating func endUnshown(_ place: Int, _ beganAt: Int64) {
    guard self[book: place].openCount > 0 else { return }
    for order in self[book: place].orders where order.end == nil && order.id.role != .entry {
      guard let watch = desks[place].watch(of: order.id) else {
        desks[place].watch(order.id) { _ in }
        continue
      }
      guard watch.shownAt != beganAt, watch.missingReadings >= 2 else { continue }
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
    guard self[book: place].trade != nil || !self[book: place].orders.isEmpty,
      self[book: place].openCount == 0, self[book: place].net.signum == 0,
      self[book: place].quarantine == nil, desks[place].waitingEntry == nil, desks[place].entryFlight == nil,
      desks[place].coverFlight == nil, desks[place].exitFlight == nil, isProvedFlat(place),
      isReadingCurrent(place), desks[place].reading?.orders.contains(where: { $0.origin.isOurs }) == false
    else { return }
    let book = self[book: place]
    if let trade = book.trade {
      if book.turnover.signum != 0 {
        answer(trade.intent, .closed(profitUSD: profit(of: book)))
      } else if memory.answer(to: trade.intent) == .accepted {
        // A crash came between its stop and its entry.
        answer(trade.intent, .notExecuted)
      }
      if let intent = desks[place].closing?.exit { answer(intent, .done) }
      desks[place].closing?.replacedExit = nil
    }
    record(.closed(desks[place].symbol))
    if case .exit = desks[place].closing?.reason { desks[place].closing = nil }
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
    let market = desks[place].market?.value
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
      number: tradeNumber, intent: "adopted-\(tradeNumber)", symbol: symbol, side: position.side,
      size: position.size, stop: onGrid, takeProfit: nil, signal: rules.signal, entryEndsAt: nil)
    endExit(place, "a position that was adopted meanwhile")
    // At today's price: what it gained or lost before is not the engine's, and not today's.
    record(.adopted(symbol, net: position.signedSize, price: price, trade: trade))
    desks[place].mismatchSince = nil
    desks[place].exposure = nil
    desks[place].isProtectedTold = false
  }

  /// What an exit was to close is not what a person has settled.
  private mutating func endExit(_ place: Int, _ found: String) {
    if case .exit = desks[place].closing?.reason { endClosing(place, found) }
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
    endExit(place, "a symbol that was released meanwhile")
    let market = desks[place].market?.value
    record(.adopted(symbol, net: .zero, price: market?.mark ?? market?.last ?? .zero, trade: nil))
    desks[place].mismatchSince = nil
  }
}

extension OrderOrigin {
  var isOurs: Bool { if case .ours = self { true } else { false } }
}
