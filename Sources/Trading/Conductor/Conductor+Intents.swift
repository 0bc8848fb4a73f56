import Chronology
import ExactDecimal

extension Conductor {
  /// How long an intent waits for readings younger than itself.
  static let longestPending: Int64 = 3_000
  /// How long the venue may take to begin with an entry.
  static let entryValidity: Int64 = 3_000

  mutating func take(_ intent: Intent) {
    // One that comes again gets what was said, and nothing is done twice.
    if let recorded = memory.answer(to: intent.id) {
      effects.append(.answer(intent: intent.id, recorded))
      return
    }
    if desks.contains(where: { $0.pending?.intent.id == intent.id }) { return }
    do throws(IntentRefusal) {
      guard (1...64).contains(intent.id.utf8.count) else {
        throw IntentRefusal("intent.id", expected: "1 to 64 bytes", found: "\(intent.id.utf8.count)")
      }
      switch intent {
      case .enter(let enter): try take(enter)
      case .adjust(let adjust): try take(adjust)
      case .exit(let id, let of, let fraction): try takeExit(id, of: of, fraction: fraction)
      case .cancel(let id, let of): try takeCancel(id, of: of)
      }
    } catch {
      answer(intent.id, .refused(error))
    }
  }

  private mutating func take(_ intent: EnterIntent) throws(IntentRefusal) {
    guard let place = desks.firstIndex(where: { $0.symbol == intent.symbol }) else {
      throw IntentRefusal(
        "intent.unknown-symbol", expected: rules.symbols.map(\.description).joined(separator: ", "),
        found: intent.symbol.description)
    }
    try checkReady(place)
    desks[place].pending = PendingEntry(intent: intent, arrivedAt: now.uptime)
    account.wantedAfter = max(account.wantedAfter, now.uptime)
  }

  /// What needs no reading: whether entries may be sent, and whether the symbol is free.
  private func checkReady(_ place: Int) throws(IntentRefusal) {
    if let obstacle = entryObstacle {
      throw IntentRefusal("intent.entries-not-permitted", expected: "entries permitted", found: obstacle)
    }
    if let quarantine = self[book: place].quarantine {
      throw IntentRefusal("intent.quarantined", expected: "a symbol without doubts", found: quarantine)
    }
    guard desks[place].pending == nil, self[book: place].trade == nil else {
      throw IntentRefusal("intent.not-flat", expected: "one position per symbol", found: "another intent")
    }
    if rules.placement == .stopFirst, !rules.isOversizeCapped {
      throw IntentRefusal(
        "intent.not-certified", expected: "oversizedReduceOnlyCappedWhenFired", found: "not certified")
    }
  }

  /// Lets an intent through once everything that it is judged by is younger than itself.
  mutating func reviewPending(_ place: Int) throws(DecimalError) {
    guard let pending = desks[place].pending else { return }
    let desk = desks[place]
    do throws(IntentRefusal) {
      if let obstacle = entryObstacle {
        throw IntentRefusal("intent.entries-not-permitted", expected: "entries permitted", found: obstacle)
      }
      guard let reading = desk.reading, reading.beganAt >= pending.arrivedAt,
        desk.marketBeganAt >= pending.arrivedAt, account.beganAt >= pending.arrivedAt,
        let market = desk.market?.value, let instrument = instruments.instrument(desk.symbol)
      else {
        guard now.uptime - pending.arrivedAt >= Self.longestPending else { return }
        throw IntentRefusal(
          "intent.no-fresh-reading",
          expected: "position, market and account within \(Self.longestPending) ms",
          found: "not all of them")
      }
      guard fills.completeAt > .min else {
        throw IntentRefusal("intent.not-ready", expected: "fills read since the start", found: "none")
      }
      guard reading.position == nil, reading.orders.isEmpty,
        self[book: place].openCount == 0
      else {
        throw IntentRefusal(
          "intent.not-flat", expected: "no position and no order", found: "\(desk.symbol) has some")
      }
      try open(pending.intent, market, instrument, at: place)
    } catch {
      desks[place].pending = nil
      answer(pending.intent.id, .refused(error))
    }
  }

  private mutating func open(
    _ intent: EnterIntent, _ market: MarketState, _ instrument: Instrument, at place: Int
  ) throws(IntentRefusal) {
    guard case .granted(let limits) = permission, var review else { return }
    let number = tradeNumber
    guard let id = ClientOrderID(owner: rules.owner, role: .entry, intent: number) else {
      throw IntentRefusal("intent.numbers-used-up", expected: "a number below 2^40", found: "\(number)")
    }
    let latest = limits.expiresAt.advanced(byMilliseconds: -EntryReview.marginBeforeExpiry.count)
    let price: EntryOrder.Price
    var endsAt: Timestamp?
    switch intent.price {
    case .market: price = .market
    case .limit(let limit, let isPostOnly, let goodFor):
      price = isPostOnly ? .postOnly(limit) : .limit(limit)
      endsAt = min(now.venue.advanced(byMilliseconds: goodFor.count), latest)
    }
    let order = EntryOrder(
      id: id, symbol: intent.symbol, position: intent.side, size: intent.size, price: price,
      processBefore: now.venue.advanced(byMilliseconds: Self.entryValidity))
    let terms: EntryTerms
    let approved: Approved<EntryOrder>
    do throws(EntryRefusal) {
      approved = try review.review(order, on: instrument, market: market, position: nil, now: now.venue)
    } catch {
      throw IntentRefusal(error)
    }
    terms = try EntryTerms(
      intent, order, on: instrument, market: market, account: accountState, rules: rules,
      specAge: instruments.venueTime.map { now.venue.milliseconds(since: $0) }, leftOfDay: leftOfDay())
    self.review = review
    desks[place].pending = nil
    let trade = Trade(
      number: number, intent: intent.id, symbol: intent.symbol, side: intent.side, size: intent.size,
      stop: terms.stop, takeProfit: terms.takeProfit, signal: rules.signal, entryEndsAt: endsAt)
    record(.opened(trade))
    desks[place].beyondStopSince = nil
    answer(intent.id, .accepted)
    desks[place].isProtectedTold = false
    desks[place].numbersCorrected = false
    desks[place].isEntryCancelWanted = false
    desks[place].alerted = []
    if rules.placement == .stopFirst {
      desks[place].waitingEntry = Kept(approved)
      desks[place].waitingSince = now.uptime
    } else {
      sendEntry(approved, at: place)
    }
  }

  mutating func sendEntry(_ approved: Approved<EntryOrder>, at place: Int) {
    let (uptime, venue) = (now.uptime, now.venue)
    record(.ordered(.entry(approved.order)))
    desks[place].watch(approved.order.id) { watch in
      watch.sentAt = uptime
      watch.sentVenueTime = venue
    }
    send(.enter(approved), at: place, .entry)
  }

  private mutating func take(_ intent: AdjustIntent) throws(IntentRefusal) {
    let place = try place(ofTrade: intent.of)
    try checkNotTripped()
    guard let trade = self[book: place].trade,
      let instrument = instruments.instrument(desks[place].symbol)
    else { throw IntentRefusal("intent.unknown-trade", expected: "an open position", found: intent.of) }
    var (stop, takeProfit) = (trade.stop, trade.takeProfit)
    do throws(DecimalError) {
      if let wanted = intent.stopLoss {
        stop = try instrument.roundedTrigger(wanted, of: .stopLoss, protecting: trade.side)
      }
      if let wanted = intent.takeProfit {
        takeProfit = try instrument.roundedTrigger(wanted, of: .takeProfit, protecting: trade.side)
      }
    } catch {
      throw IntentRefusal("entry.number-out-of-range", expected: "ordinary numbers", found: error.rawValue)
    }
    let isNearer = trade.side == .long ? stop >= trade.stop : stop <= trade.stop
    guard isNearer else {
      throw IntentRefusal(
        "intent.stop-farther", expected: "a stop no farther than \(trade.stop)", found: "\(stop)")
    }
    if let last = desks[place].market?.value.price(of: trade.signal) {
      let isBehind = trade.side == .long ? stop < last : stop > last
      guard isBehind else {
        throw IntentRefusal("intent.stop-side", expected: "a stop beyond \(last)", found: "\(stop)")
      }
    }
    // The stop that came before the entry cannot go before it has ended, so another would be one too many.
    if rules.placement == .stopFirst, self[book: place].hasLiveEntry || desks[place].waitingEntry != nil {
      throw IntentRefusal("intent.entry-rests", expected: "an entry that has ended", found: "one that rests")
    }
    record(.adjusted(desks[place].symbol, stop: stop, takeProfit: takeProfit))
    desks[place].beyondStopSince = nil
    answer(intent.id, .done)
  }

  private mutating func takeExit(
    _ id: String, of intent: String, fraction: ExactDecimal?
  ) throws(IntentRefusal) {
    let place = try place(ofTrade: intent)
    try checkNotTripped()
    guard desks[place].closing == nil else {
      throw IntentRefusal("intent.closing", expected: "a position that is not being closed", found: intent)
    }
    // Between a fill and the first reading that shows it, own fills know more.
    let shown = ownPart(place).magnitude
    let isNetSound = self[book: place].quarantine == nil && !desks[place].isNetDisproved
    let size = shown.signum > 0 || !isNetSound ? shown : self[book: place].net.magnitude
    var leaving = ExactDecimal.zero
    if let fraction {
      // Of what, nobody knows yet.
      guard shown.signum == 0 || !isNetSound || isAllShown(place) else {
        throw IntentRefusal(
          "intent.no-fresh-reading", expected: "a position that is shown as fills make it",
          found: "\(shown) shown, \(self[book: place].net.magnitude) filled")
      }
      guard fraction.signum > 0, fraction <= ExactDecimal(1) else {
        throw IntentRefusal("intent.fraction", expected: "above 0, at most 1", found: "\(fraction)")
      }
      do throws(DecimalError) {
        guard let instrument = instruments.instrument(desks[place].symbol) else { throw .overflow }
        leaving = try size - instrument.roundedSize(try size * fraction)
      } catch {
        throw IntentRefusal("entry.number-out-of-range", expected: "ordinary numbers", found: error.rawValue)
      }
    }
    guard leaving < size else {
      throw IntentRefusal("intent.nothing-to-exit", expected: "a part of a position", found: "\(size)")
    }
    desks[place].isEntryCancelWanted = true
    desks[place].closing = Closing(
      reason: .exit(intent: id, leaving: leaving), since: now.uptime, nextAt: now.uptime,
      alertedAt: now.uptime)
    answer(id, .accepted)
  }

  /// Once tripped, only what flattens and what keeps stops up is done.
  private func checkNotTripped() throws(IntentRefusal) {
    guard standing.mode != .tripped, standing.mode != .flattened else {
      throw IntentRefusal(
        "intent.tripped", expected: "a kill switch that lets changes through", found: standing.mode.rawValue)
    }
  }

  private mutating func takeCancel(_ id: String, of intent: String) throws(IntentRefusal) {
    if let place = desks.firstIndex(where: { $0.pending?.intent.id == intent }) {
      desks[place].pending = nil
      answer(intent, .notExecuted)
      answer(id, .done)
      return
    }
    let place = try place(ofTrade: intent)
    guard self[book: place].hasLiveEntry || desks[place].waitingEntry != nil else {
      answer(id, .done)
      return
    }
    // It may still fill, and a crash may come first: done is what has ended.
    desks[place].isEntryCancelWanted = true
    desks[place].cancels.append(id)
    answer(id, .accepted)
  }

  /// Tells who wanted an entry cancelled that it has ended.
  mutating func finishCancels(_ place: Int) {
    let cancels = desks[place].cancels
    desks[place].cancels = []
    for id in cancels { answer(id, .done) }
  }

  private func place(ofTrade intent: String) throws(IntentRefusal) -> Int {
    guard
      let place = desks.indices.first(where: { self[book: $0].trade?.intent == intent })
    else { throw IntentRefusal("intent.unknown-trade", expected: "the id of an open intent", found: intent) }
    return place
  }
}
