import Chronology
import ExactDecimal

extension Conductor {
  /// How often a command without an answer is sent again under its id before the deadline decides.
  static let mostSends = 3

  /// When an exposure has lasted too long, by uptime.
  func deadline(_ exposure: Exposure) -> Int64 { exposure.since + rules.deadline.count + exposure.paused }

  /// How much is to be covered now, by the terms of the open trade; nil when there is nothing, or nobody knows the terms.
  private func wantedCover(_ place: Int) -> ExactDecimal? {
    guard let size = self[book: place].trade?.size, let side = self[book: place].trade?.side else {
      return nil
    }
    if desks[place].waitingEntry != nil { return size }
    let part = ownPart(place)
    let isLong = part.signum > 0
    guard part.signum != 0, (side == .long) == isLong else {
      // A stop that came first stays while its entry may fill.
      guard rules.placement == .stopFirst,
        self[book: place].hasLiveEntry || desks[place].entryFlight != nil
      else { return nil }
      return size
    }
    if rules.placement == .stopFirst, self[book: place].hasLiveEntry { return size }
    return part.magnitude
  }

  /// Sees to it that the venue shows stops for exactly what is open, and closes what cannot be covered in time.
  mutating func tendCover(_ place: Int) throws(DecimalError) {
    noteVenueState(place)
    let isOpen = ownPart(place).signum != 0
    if !isOpen { desks[place].exposure = nil }
    guard let size = wantedCover(place), let trade = self[book: place].trade else {
      // Ours, and nobody knows where its stop was to be, or on the other side than was meant: there is nothing to place.
      if isOpen, desks[place].waitingEntry == nil { try closeUncoverable(place) }
      return
    }
    guard let reading = desks[place].reading else { return try watchDeadline(place) }
    let cover = try Cover(of: size, by: trade, orders: reading.orders)
    endTakenBack(place)
    let isNewer = reading.beganAt >= desks[place].coverChangedAt && desks[place].answeredFill == nil
    let isCovered = cover.isCovered(isOversizeCapped: rules.isOversizeCapped)
    if isNewer, isCovered {
      noteCovered(place, trade)
    } else if isOpen, !isCovered || desks[place].answeredFill != nil, desks[place].exposure == nil {
      desks[place].exposure = Exposure(since: now.uptime)
    }
    try watchDeadline(place)
    if isOpen, isCovered, isNewer, hasNotFired(reading, place) {
      closeUncovered(
        place,
        "the \(trade.signal.rawValue) price is at or beyond the stop \(trade.stop) of \(trade.symbol), which does not "
          + "fire")
      return
    }
    guard desks[place].coverFlight == nil, isNewer || desks[place].answeredFill != nil else { return }
    guard desks[place].coverRetryAt <= now.uptime else { return }
    #if PLANTED_DEFECTS
      if has(.cancelBeforeCreate), try plantCancelBeforeCreate(cover, reading, trade, at: place) { return }
      if has(.stopSizedToFirstFill), !cover.stops.isEmpty { return }
    #endif
    switch cover.state {
    case .covered: try cancelNeedless(place, cover, keeping: cover.stops, reading, trade)
    case .missing(let missing): try placeStop(place, missing: missing, trade)
    case .oversized:
      // Fills that were booked since the reading began may have opened more than it shows.
      guard isNewer, reading.beganAt >= desks[place].filledAt else { return }
      try shrink(place, cover, to: size, reading, trade)
    }
  }

  /// How long a stop that is reached may take to fire and to leave the venue's lists.
  static let longestFiring: Int64 = 3_000

  /// Whether the stop that is shown was to fire long ago: a stop that silently does not work.
  private func hasNotFired(_ reading: DeskReading, _ place: Int) -> Bool {
    guard let since = desks[place].beyondStopSince, desks[place].closing == nil else { return false }
    return min(reading.beganAt, desks[place].marketBeganAt) - since >= Self.longestFiring
  }

  mutating func noteBeyondStop(_ market: MarketState, at place: Int) {
    guard let trade = self[book: place].trade, !market.isSuspended,
      let price = market.price(of: trade.signal),
      trade.side == .long ? price <= trade.stop : price >= trade.stop
    else {
      desks[place].beyondStopSince = nil
      return
    }
    desks[place].beyondStopSince = desks[place].beyondStopSince ?? desks[place].marketBeganAt
  }

  private mutating func noteCovered(_ place: Int, _ trade: Trade) {
    desks[place].exposure = nil
    desks[place].isVenueBlocked = false
    guard !desks[place].isProtectedTold, !self[book: place].hasLiveEntry, ownPart(place).signum != 0
    else { return }
    desks[place].isProtectedTold = true
    answer(trade.intent, .protected)
  }

  /// Whether the market trades; while it does not, the deadline waits.
  private mutating func noteVenueState(_ place: Int) {
    let isSuspended = desks[place].market?.value.isSuspended ?? false
    // A market that is shown to trade since then is not blocked, whatever word it refuses a stop with: else refusals
    // without end would stop the deadline without end.
    let isShownToTrade = desks[place].blockedSince.map { desks[place].marketBeganAt >= $0 } ?? false
    let isRefused = desks[place].blockedUntil.map { $0 > now.uptime } ?? false
    let isBlocked = isSuspended || (isRefused && !isShownToTrade)
    let wasBlocked = desks[place].isVenueBlocked
    if isBlocked, !wasBlocked, desks[place].exposure != nil {
      desks[place].isVenueBlocked = true
      desks[place].exposure?.pausedSince = now.uptime
      alert(
        "protection.venue-blocked",
        "\(desks[place].symbol) is not covered and the venue does not trade it: the deadline waits")
    } else if !isBlocked, wasBlocked {
      desks[place].isVenueBlocked = false
      if let since = desks[place].exposure?.pausedSince {
        desks[place].exposure?.paused += now.uptime - since
        desks[place].exposure?.pausedSince = nil
      }
    }
  }

  private mutating func watchDeadline(_ place: Int) throws(DecimalError) {
    guard let exposure = desks[place].exposure, exposure.pausedSince == nil, deadline(exposure) <= now.uptime,
      desks[place].closing?.reason != .flatten
    else { return }
    closeUncovered(place, "\(desks[place].symbol) was without cover for \(rules.deadline)")
  }

  /// Closes a position that cannot be covered: the latch first.
  mutating func closeUncovered(_ place: Int, _ reason: String) {
    trip(.uncovered, reason)
    if !standing.flattens { alert("protection.uncovered", reason) }
    desks[place].startFlattening(at: now.uptime)
  }

  private mutating func closeUncoverable(_ place: Int) throws(DecimalError) {
    guard desks[place].closing == nil, self[book: place].quarantine == nil else { return }
    closeUncovered(place, "\(desks[place].symbol) is open and nobody knows where its stop was to be")
  }

  // MARK: Placing

  private mutating func placeStop(
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

  private mutating func sendStop(_ order: ProtectiveOrder, at place: Int) throws(DecimalError) {
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
  private mutating func resolveStops(_ place: Int, _ trade: Trade) -> Bool {
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
  private mutating func endTakenBack(_ place: Int) {
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

  private enum StopVerdict {
    case waiting, ask, sendAgain
    /// - isFinal: it fired, was cancelled or failed; placing another would be late.
    case gone(isFinal: Bool)
  }

  private func verdict(on watch: OrderWatch) -> StopVerdict {
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

  // MARK: Shrinking

  private mutating func shrink(
    _ place: Int, _ cover: Cover, to size: ExactDecimal, _ reading: DeskReading, _ trade: Trade
  ) throws(DecimalError) {
    if let kept = try cover.exactStops(for: size, among: reading.orders) {
      try cancelNeedless(place, cover, keeping: kept, reading, trade)
      return
    }
    // A position that is closing changes again in a moment; the stop is made to fit what stays.
    if desks[place].closing != nil || desks[place].exitFlight != nil { return }
    let stops = cover.stops.map { reading.orders[$0].order }
    if rules.resize == .amend, capabilities.amendsSize,
      let largest = stops.max(by: { $0.unfilledSize < $1.unfilledSize })
    {
      var others = ExactDecimal.zero
      for stop in stops where stop != largest { others = try others + stop.unfilledSize }
      let rest = try size - others
      if rest.signum > 0, let id = largest.clientID.flatMap({ ClientOrderID($0) }) {
        send(
          .amend(
            OrderAmendment(order: .client(id), symbol: trade.symbol, totalSize: try rest + largest.filledSize)
          ),
          at: place, .cover)
        return
      }
    }
    guard let id = nextID(.stopLoss, trade.number, at: place) else { return }
    try sendStop(
      ProtectiveOrder(
        id: id, symbol: trade.symbol, role: .stopLoss, position: trade.side, size: size,
        triggerPrice: trade.stop, signal: trade.signal), at: place)
  }

  /// Cancels own stops beside those that cover the position exactly.
  private mutating func cancelNeedless(
    _ place: Int, _ cover: Cover, keeping: [Int], _ reading: DeskReading, _ trade: Trade
  ) throws(DecimalError) {
    let needless = cover.stops.first { !keeping.contains($0) } ?? cover.wrongStops.first
    guard let needless, case .ours(let id) = reading.orders[needless].origin else { return }
    let order = reading.orders[needless].order
    if cover.wrongStops.contains(needless), desks[place].isNew("deviates \(id)") {
      // One that was sent so, and is to be otherwise by now, deviates from nothing.
      let differences = memory.order(id).map { known -> [String] in
        guard case .protective(let sent) = known.order else { return ["another kind of order was sent"] }
        return order.deviations(from: sent).map(\.description)
      }
      if differences?.isEmpty != true {
        alert(
          "protection.deviates",
          "the stop \(id) of \(trade.symbol) is not shown as it has to be: "
            + (differences?.joined(separator: "; ") ?? "nobody knows how it was sent"))
      }
    }
    desks[place].coverRetryAt = now.uptime + 100
    send(
      .uncover(id, trade.symbol, .covered(by: Self.protectiveOrders(keeping, of: reading, trade))),
      at: place, .cover)
  }

  /// Stops that are shown, as orders.
  static func protectiveOrders(
    _ stops: [Int], of reading: DeskReading, _ trade: Trade
  ) -> [ProtectiveOrder] {
    stops.compactMap { place in
      guard case .ours(let id) = reading.orders[place].origin else { return nil }
      return ProtectiveOrder(
        id: id, symbol: trade.symbol, role: .stopLoss, position: trade.side,
        size: reading.orders[place].order.unfilledSize, triggerPrice: trade.stop, signal: trade.signal)
    }
  }

  // MARK: Answers

  mutating func takeCoverOutcome(_ outcome: VenueOutcome, of flight: Flight, at place: Int) {
    switch flight.command {
    case .protect(let order): takeStopOutcome(outcome, order, at: place)
    case .uncover(let id, _, _):
      let uptime = now.uptime
      switch outcome {
      case .accepted: desks[place].watch(id) { $0.cancelAnsweredAt = uptime }
      case .refused, .unknown:
        desks[place].coverRetryAt = now.uptime + Self.hotCadence
        desks[place].hygieneRetryAt = now.uptime + Self.hotCadence
      }
    case .amend:
      if case .accepted = outcome { return }
      desks[place].coverRetryAt = now.uptime + Self.hotCadence
    default: break
    }
  }

  private mutating func takeStopOutcome(_ outcome: VenueOutcome, _ order: ProtectiveOrder, at place: Int) {
    noteOutcome(outcome, of: order.id, at: place)
    guard case .refused(let refusal) = outcome else {
      if case .accepted = outcome { desks[place].blockedUntil = nil }
      return
    }
    let isStop = order.role == .stopLoss
    // Sent again for want of an answer: a refusal of the repetition says nothing about the first.
    let isRepetition = (desks[place].watch(of: order.id)?.sends ?? 1) > 1
    if refusal.meaning == .duplicateID || isRepetition {
      desks[place].watch(order.id) { watch in
        watch.isUnknown = refusal.meaning != .duplicateID
        watch.isAccepted = refusal.meaning == .duplicateID
        // What a halted venue turned away was not tried.
        if refusal.meaning == .venueState || refusal.meaning == .rateLimit { watch.sends -= 1 }
      }
      if refusal.meaning == .venueState { desks[place].noteBlocked(at: now.uptime) }
      if refusal.meaning == .venueState || refusal.meaning == .rateLimit {
        retry(order, at: place, after: 1_000)
      }
      return
    }
    record(.ended(order.id, .refused))
    switch refusal.meaning {
    case .badNumbers, .request:
      instruments.nextReadAt = now.uptime
      if desks[place].numbersCorrected, isStop {
        closeUncovered(place, "the venue refused the stop of \(order.symbol) twice: \(refusal.word)")
      }
      desks[place].numbersCorrected = true
    case .venueState:
      desks[place].noteBlocked(at: now.uptime)
      retry(order, at: place, after: 1_000)
    case .couldNotTrade:
      // A trigger that is reached already and refused for it.
      if isStop, ownPart(place).signum != 0 {
        closeUncovered(place, "the venue refused the stop of \(order.symbol): \(refusal.word)")
      }
    case .rateLimit: retry(order, at: place, after: 500)
    case .nothingToReduce, .limits, .notFound, .tooLate, .access, .local, .duplicateID:
      retry(order, at: place, after: Self.hotCadence)
    }
  }

  private mutating func retry(_ order: ProtectiveOrder, at place: Int, after delay: Int64) {
    if order.role == .stopLoss {
      desks[place].coverRetryAt = now.uptime + delay
    } else {
      desks[place].takeProfitRetryAt = now.uptime + max(delay, 1_000)
    }
  }

  #if PLANTED_DEFECTS
    private mutating func plantCancelBeforeCreate(
      _ cover: Cover, _ reading: DeskReading, _ trade: Trade, at place: Int
    ) throws(DecimalError) -> Bool {
      guard case .oversized = cover.state, let stop = cover.stops.first,
        case .ours(let id) = reading.orders[stop].origin
      else { return false }
      send(.uncover(id, trade.symbol, .covered(by: [])), at: place, .cover)
      return true
    }
  #endif
}
