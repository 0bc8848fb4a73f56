import Chronology
import ExactDecimal

extension Conductor {
  /// Whether a resting entry has to go, and why.
  private func reasonToCancelEntry(_ place: Int) -> String? {
    if desks[place].isEntryCancelWanted { return "asked for" }
    if desks[place].closing != nil { return "the position is being closed" }
    if let quarantine = self[book: place].quarantine { return quarantine }
    if let obstacle = entryObstacle { return obstacle }
    #if PLANTED_DEFECTS
      if has(.entryRestsAfterExpiry) { return nil }
    #endif
    guard let trade = self[book: place].trade else { return "it belongs to no intent" }
    if let ends = trade.entryEndsAt, ends <= now.venue { return "its life has ended" }
    if rules.placement == .stopFirst, let reading = desks[place].reading,
      let cover = try? Cover(of: trade.size, by: trade, orders: reading.orders),
      !cover.isCovered(isOversizeCapped: true)
    {
      return "its stop is gone"
    }
    return nil
  }

  /// Cancels what may not rest, and finds out how an entry ended.
  mutating func tendEntry(_ place: Int) throws(DecimalError) {
    guard self[book: place].hasLiveEntry else { return }
    for order in self[book: place].orders where order.end == nil && order.id.role == .entry {
      guard desks[place].entryFlight == nil else { return }
      if watchPlace(of: order.id, at: place) == nil { desks[place].watch(order.id) { _ in } }
      if tryToEnd(order, at: place) { continue }
      guard reasonToCancelEntry(place) != nil else { continue }
      cancelEntry(order, at: place)
    }
  }

  private mutating func cancelEntry(_ order: OrderMemory, at place: Int) {
    guard let watch = desks[place].watch(of: order.id), desks[place].entryCancelRetryAt <= now.uptime else {
      return
    }
    // A cancel is repeated only while the order is shown or nothing is known of it.
    let mayRest = watch.missingSince == nil || watch.isUnknown
    guard mayRest,
      watch.cancelAnsweredAt == nil || watch.shownAt.map({ $0 >= watch.cancelAnsweredAt ?? .min }) ?? false
        || watch.isUnknown
    else { return }
    desks[place].entryCancelRetryAt = now.uptime + 1_000
    send(.cancel(order.id, desks[place].symbol), at: place, .entry)
  }

  /// Whether an entry is known to have ended; records it.
  private mutating func tryToEnd(_ order: OrderMemory, at place: Int) -> Bool {
    guard let watch = desks[place].watch(of: order.id), case .entry(let entry) = order.order else {
      return false
    }
    // What filled whole has ended, whatever else is not known.
    if order.filled == entry.size {
      endEntry(order.id, .gone, at: place)
      return true
    }
    // One of before a start is unknown until the venue shows it in any way.
    if watch.isUnknown || (watch.sentAt == nil && watch.shownAt == nil && !watch.isAccepted) {
      return tryToProveAbsence(order, entry, watch, at: place)
    }
    guard let missing = watch.missingSince, let beganAt = desks[place].reading?.beganAt else { return false }
    let distance = beganAt - missing
    // Asked once it is missing: a list may lag behind.
    guard let statusAt = watch.statusAt, statusAt >= missing else {
      askStatus(of: order.id, at: place)
      return false
    }
    guard distance >= Self.absenceDistance, watch.missingReadings >= 2 else { return false }
    if watch.status == .inBook || watch.status == .triggerResting {
      if statusAt + Self.hotCadence <= now.uptime { askStatus(of: order.id, at: place) }
      return false
    }
    // What filled has to be known before its stop may go; fills that were read before its id was known may hold its own.
    let wanted = max(missing + Self.absenceDistance, watch.namedAt ?? .min)
    guard fills.completeAt >= wanted else {
      fills.wantedAfter = max(fills.wantedAfter, wanted)
      return false
    }
    // By its status it has filled whole, and no list has said so yet.
    if watch.status == .executed {
      guard distance > Self.longestDelay else {
        if fills.completeAt < now.uptime - Self.absenceDistance { fills.wantedAfter = now.uptime }
        return false
      }
      quarantine(entry.symbol, "the entry \(order.id) has filled, and the venue does not say how")
    }
    endEntry(order.id, .gone, at: place)
    return true
  }

  private mutating func tryToProveAbsence(
    _ order: OrderMemory, _ entry: EntryOrder, _ watch: OrderWatch, at place: Int
  ) -> Bool {
    let sentAt = watch.sentVenueTime ?? entry.processBefore.advanced(byMilliseconds: -Self.entryValidity)
    let proof = ProofOfAbsence(
      entry: order.id, symbol: entry.symbol, sentAt: sentAt, processBefore: entry.processBefore,
      makerProtection: instruments.instrument(entry.symbol)?.makerProtection ?? Milliseconds(100),
      positionBefore: nil, longestFillList: capabilities.longestFillList)
    if !watch.isUnknown { desks[place].watch(order.id) { $0.isUnknown = true } }
    #if PLANTED_DEFECTS
      if has(.absenceFromOneRead), watch.missingSince != nil {
        endEntry(order.id, .absent, at: place)
        return true
      }
    #endif
    let verdict = watch.verdict?.value ?? proof.verdict(on: watch.facts)
    if watch.verdict == nil { desks[place].watch(order.id) { $0.verdict = Kept(verdict) } }
    switch verdict {
    case .absent:
      endEntry(order.id, .absent, at: place)
      return true
    case .shown(let evidence):
      desks[place].watch(order.id) { watch in
        watch.isUnknown = false
        watch.isAccepted = true
        watch.facts = []
        watch.verdict = nil
      }
      if case .openOrder(let shown) = evidence { name(order.id, shown.venueOrderID) }
      if case .status(let status) = evidence, let id = status.venueOrderID { name(order.id, id) }
      fills.wantedAfter = max(fills.wantedAfter, now.uptime)
      return false
    case .undecided(let missing):
      guard now.venue > proof.lastMoment else { return false }
      if now.venue.milliseconds(since: proof.lastMoment) > Self.longestDelay {
        quarantine(entry.symbol, "nobody can say what became of the entry \(order.id)")
        endEntry(order.id, .gone, at: place)
        return true
      }
      if missing.contains(.status) || missing.contains(.clearStatus) { askStatus(of: order.id, at: place) }
      if missing.contains(.fills) || missing.contains(.attributedFills) {
        if fills.completeAt < now.uptime - Self.absenceDistance { fills.wantedAfter = now.uptime }
      }
      // Something is there that was not before: then the entry took effect, and fills will say so.
      if missing == [.samePosition] || missing.contains(.attributedFills) {
        if fills.completeAt < now.uptime - Self.absenceDistance { fills.wantedAfter = now.uptime }
      }
      return false
    }
  }

  mutating func endEntry(_ id: ClientOrderID, _ end: OrderEnd, at place: Int) {
    record(.ended(id, end))
    desks[place].isEntryCancelWanted = false
    finishCancels(place)
    guard let trade = self[book: place].trade, let order = memory.order(id) else { return }
    var outcome = IntentAnswer.notExecuted
    if order.filled.signum != 0 {
      let price = (try? order.value.divided(by: order.filled, fractionDigits: 8, .towardZero)) ?? .zero
      outcome = .entered(size: order.filled, averagePrice: price)
    }
    // One that was shown again after its end brought nothing new unless it filled.
    guard desks[place].watch(of: id)?.toldFilled != order.filled else { return }
    desks[place].watch(id) { $0.toldFilled = order.filled }
    answer(trade.intent, outcome)
  }

  mutating func takeEntryOutcome(_ outcome: VenueOutcome, of flight: Flight, at place: Int) {
    switch flight.command {
    case .enter(let approved): takeEntryOutcome(outcome, approved.order, at: place)
    case .cancel(let id, _):
      let uptime = now.uptime
      if case .unknown = outcome { return }
      desks[place].watch(id) { $0.cancelAnsweredAt = uptime }
      fills.wantedAfter = max(fills.wantedAfter, now.uptime)
    default: break
    }
  }

  private mutating func takeEntryOutcome(_ outcome: VenueOutcome, _ order: EntryOrder, at place: Int) {
    noteOutcome(outcome, of: order.id, at: place)
    switch outcome {
    case .accepted(let acceptance):
      fills.wantedAfter = max(fills.wantedAfter, now.uptime)
      var size = ExactDecimal.zero
      for fill in acceptance.fills { size = (try? size + fill.size) ?? size }
      guard size.signum > 0 else { return }
      desks[place].answeredFill = AnsweredSize(
        entry: order.id, size: order.position == .long ? size : -size, at: now.uptime)
      if desks[place].exposure == nil { desks[place].exposure = Exposure(since: now.uptime) }
    case .refused(let refusal):
      // The id is taken: something of ours is there, and what is not known.
      guard refusal.meaning != .duplicateID else {
        desks[place].watch(order.id) { $0.isUnknown = true }
        return
      }
      endEntry(order.id, .refused, at: place)
    case .unknown:
      #if PLANTED_DEFECTS
        if has(.unknownBookedAsRefused) { endEntry(order.id, .refused, at: place) }
      #endif
    }
  }

  /// An entry whose stop has to be shown first.
  mutating func tendWaitingEntry(_ place: Int) throws(DecimalError) {
    guard let approved = desks[place].waitingEntry?.value, let trade = self[book: place].trade else { return }
    // The limits may have become narrower since, and a stop that came first and is not what it was to be may have opened
    // something.
    let isFlat = desks[place].reading?.position == nil && self[book: place].net.signum == 0
    if !isFlat || entryObstacle != nil || desks[place].closing != nil || desks[place].isEntryCancelWanted
      || !(review?.stillAllows(approved) ?? false)
      || now.uptime - desks[place].waitingSince > rules.deadline.count
    {
      giveUpWaiting(place, trade)
      return
    }
    guard let reading = desks[place].reading, desks[place].coverFlight == nil,
      reading.beganAt >= desks[place].waitingSince, reading.beganAt >= desks[place].coverChangedAt
    else { return }
    let cover = try Cover(of: trade.size, by: trade, orders: reading.orders)
    guard cover.isCovered(isOversizeCapped: false), cover.wrongStops.isEmpty else { return }
    guard now.venue <= approved.order.processBefore.advanced(byMilliseconds: -Self.entryValidity / 3) else {
      giveUpWaiting(place, trade)
      return
    }
    desks[place].waitingEntry = nil
    sendEntry(approved, at: place)
  }

  private mutating func giveUpWaiting(_ place: Int, _ trade: Trade) {
    desks[place].waitingEntry = nil
    answer(trade.intent, .notExecuted)
    finishCancels(place)
  }
}
