import Chronology
import SimulatedVenue
import Trading

/// What the venue has, and L1, S3 and S5 by it.
extension Oracle {
  /// Whether an order would fire as it was sent.
  func isGood(_ order: Order, _ sent: SentOrder) -> Bool {
    guard let trigger = order.trigger, order.type == .stop, order.reduceOnly, order.limitPrice == nil,
      !order.distortions.ignoresReduceOnly, !order.distortions.neverFires
    else { return false }
    // One that a fault let rest elsewhere may be where the stop is moved to.
    let isWhereWanted =
      trigger.price == sent.trigger || trigger.price == truths[sent.symbol].adjustedStop
    return isWhereWanted && trigger.signal == sent.signal
      && (order.side == .sell) == sent.isLong
  }

  mutating func refresh(_ venue: SimulatedVenue.Venue, at now: Int64) {
    for symbol in truths.indices {
      let state = venue.markets[symbol].state
      truths[symbol].isTrading = !state.isSuspended && !state.isPostOnly && state.isTradeable
    }
    takeFills(venue, at: now)
    guard revision != venue.revision || hadHeld || !venue.held.isEmpty else { return }
    revision = venue.revision
    refusesOversized = venue.personality.oversizedReduceOnlyTrigger == .refused
    hadHeld = !venue.held.isEmpty
    for symbol in truths.indices {
      let before = truths[symbol].cover
      let position = venue.accounts[0].size(in: symbol)
      if position != truths[symbol].position { truths[symbol].changedAt = now }
      truths[symbol].position = position
      (truths[symbol].cover, truths[symbol].oversizedCover) = (.zero, .zero)
      (truths[symbol].entryCount, truths[symbol].entrySize) = (0, .zero)
      truths[symbol].entryEndsAt = .max
      truths[symbol].ownOrderCount = 0
      for order in venue.orders.values where order.market == symbol { count(order, symbol) }
      for order in venue.heldActivations(of: 0) where order.market == symbol { count(order, symbol) }
      if truths[symbol].cover < before { truths[symbol].coverTakenAt = coverTaken(symbol, venue, at: now) }
      let truth = truths[symbol]
      if truth.position.isZero, truth.ownNet.isZero { truths[symbol].isForeign = false }
    }
    for ticket in venue.heldTickets(of: 0) {
      // One that is late is refused when it is let go.
      guard let text = ticket.clientOrderID, let place = places[text], sent[place].id.role == .entry,
        ticket.processBefore.map({ $0 >= venue.now }) ?? true
      else { continue }
      truths[sent[place].symbol].entryCount += 1
      truths[sent[place].symbol].entrySize += ticket.size
    }
  }

  /// By the venue itself, or by a command of ours.
  private func coverTaken(_ symbol: Int, _ venue: SimulatedVenue.Venue, at now: Int64) -> Int64 {
    let known = truths[symbol].coverTakenAt
    let ended = venue.accounts[0].finished.last { ended in
      ended.order.market == symbol && ended.reason != .cancelledByUser
        && (ended.order.clientOrderID.flatMap { places[$0] }.map { sent[$0].id.role == .stopLoss } ?? false)
    }
    guard let ended else { return known }
    return max(known, ended.time.milliseconds(since: begins))
  }

  private mutating func count(_ order: Order, _ symbol: Int) {
    guard order.account == 0, let text = order.clientOrderID, let place = places[text] else { return }
    truths[symbol].ownOrderCount += 1
    switch sent[place].id.role {
    case .entry:
      truths[symbol].entryCount += 1
      truths[symbol].entrySize += order.remaining
      truths[symbol].entryEndsAt = min(truths[symbol].entryEndsAt, sent[place].endsAt)
    case .stopLoss, .guardStop:
      // A venue that refuses an order larger than the position when it fires is not covered by one.
      let isUseless = refusesOversized && order.remaining > truths[symbol].ownPart.magnitude
      guard isGood(order, sent[place]) else { return }
      truths[symbol].oversizedCover += order.remaining
      if !isUseless { truths[symbol].cover += order.remaining }
    case .takeProfit, .exit: break
    }
  }

  private mutating func takeFills(_ venue: SimulatedVenue.Venue, at now: Int64) {
    let fills = venue.accounts[0].fills
    while fillsSeen < fills.count {
      let fill = fills[fillsSeen]
      fillsSeen += 1
      let signed = fill.side == .buy ? fill.size : -fill.size
      guard let text = fill.clientOrderID, let place = places[text] else {
        truths[fill.market].isForeign = true
        continue
      }
      let before = truths[fill.market].ownNet
      let after = before + signed
      truths[fill.market].ownNet = after
      truths[fill.market].netChangedAt = now
      if venue.personality.clientOrderIDInFills == .absent, sent[place].id.role != .entry {
        truths[fill.market].unnamedAt = now
      }
      if isNameless(text, sent[place], venue) {
        truths[fill.market].namelessAt = now
        if !isUp || impairedUntil >= now { truths[fill.market].isNetUnknowable = true }
      }
      if unreliable.contains(text) {
        // What a stop without reduce-only opened is told by its client id alone, where fills name none by nobody: it
        // looks like a stranger's position, and is left to a person.
        if venue.personality.clientOrderIDInFills == .absent { truths[fill.market].isForeign = true }
        continue
      }
      guard sent[place].id.role != .entry, !truths[fill.market].isForeign else { continue }
      let isReducing =
        after.magnitude < before.magnitude && (after.isZero || after.isNegative == before.isNegative)
      if !isReducing { violate(.reversal, at: now, "\(text) made \(after) of \(before)") }
    }
  }

  /// An order that filled under an id that nobody was shown, and no client id: its status alone says that it is ours, and
  /// the venue forgets that while nobody can ask.
  private func isNameless(_ text: String, _ sent: SentOrder, _ venue: SimulatedVenue.Venue) -> Bool {
    guard venue.personality.clientOrderIDInFills == .absent, sent.id.role != .entry else { return false }
    let isRenamed = !sent.trigger.isZero && venue.personality.identityOnFiring == .changed
    return isRenamed || unanswered.contains(text)
  }

  /// Books the time since the last check to what was so at that check, and looks again.
  mutating func check(_ venue: SimulatedVenue.Venue, at now: Int64) {
    let elapsed = now - lastCheck
    lastCheck = now
    if elapsed > 0 { book(elapsed, at: now) }
    refresh(venue, at: now)
    for symbol in truths.indices {
      let truth = truths[symbol]
      if !truth.position.isZero || truth.entryCount > 0 { truths[symbol].flatFor = 0 }
      // Flat for so long, and seen so, nothing of before is left.
      if truth.flatFor > Self.visiblyFlat { truths[symbol].isNetUnknowable = false }
      if !truth.isExposed { truths[symbol].exposedFor = 0 }
      if truth.entryCount == 0 { (truths[symbol].forbiddenFor, truths[symbol].overdueFor) = (0, 0) }
      // Tripped for another cause, a flatten shows in its orders.
      let isClosing = flattens || ((severity >= 3 || closesForStop) && now - truth.exitSentAt < 5_000)
      if truth.exposedFor > rules.deadline.count + Self.detection, !isClosing, !truth.isForeign {
        violate(
          .exposedTooLong, at: now,
          "\(truth.ownPart) open, \(truth.cover) covered, for \(truth.exposedFor) ms, and nothing is flattened"
        )
      }
      if truth.forbiddenFor > Self.cancelRound {
        violate(.permission, at: now, "an entry rests for \(truth.forbiddenFor) ms while none is permitted")
      }
      if truth.overdueFor > Self.cancelRound {
        violate(.permission, at: now, "an entry rests \(truth.overdueFor) ms beyond its life")
      }
    }
  }

  private mutating func book(_ elapsed: Int64, at now: Int64) {
    // While the market does not trade, the deadline that the core waits for does not run.
    for symbol in truths.indices where !truths[symbol].isTrading { truths[symbol].waitsUntil += elapsed }
    // After a start the core reads first.
    let counts = isUp && impairedUntil < now && startedAt + 1_000 < now
    guard counts else { return }
    let elapsed = min(elapsed, now - max(impairedUntil, startedAt + 1_000))
    let isPermitted: Bool =
      if case .granted(let limits) = permission {
        limits.expiresAt > begins.advanced(byMilliseconds: now)
      } else {
        false
      }
    for symbol in truths.indices {
      let truth = truths[symbol]
      if truth.isTrading, truth.isExposed, !truth.isForeign { truths[symbol].exposedFor += elapsed }
      if truth.position.isZero, truth.entryCount == 0 { truths[symbol].flatFor += elapsed }
      guard truth.entryCount > 0 else { continue }
      if severity > 0 || !isPermitted { truths[symbol].forbiddenFor += elapsed }
      if truth.entryEndsAt < now { truths[symbol].overdueFor += elapsed }
    }
  }
}
