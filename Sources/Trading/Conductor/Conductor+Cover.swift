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
    // Fills that were booked since the newest reading began may have opened more than it shows.
    let isBehind = desks[place].reading.map { $0.beganAt < desks[place].filledAt } ?? false
    if !isOpen, !isBehind { desks[place].exposure = nil }
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
      noteCovered(place, trade, isBehind: isBehind)
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
      guard isNewer, !isBehind else { return }
      guard isShrinkKnown(place) else {
        // One more that fits does no harm, and covers where one that is too large would be refused.
        if !rules.isOversizeCapped, desks[place].closing == nil, desks[place].exitFlight == nil,
          try cover.exactStops(for: size, among: reading.orders) == nil
        {
          try placeStop(place, missing: size, trade)
        }
        return
      }
      try shrink(place, cover, to: size, reading, trade)
    }
  }

  /// Whether fills say as well that less is open than was: a position alone may be one of before.
  private func isShrinkKnown(_ place: Int) -> Bool {
    self[book: place].quarantine != nil || ownPart(place).magnitude >= self[book: place].net.magnitude
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

  private mutating func noteCovered(_ place: Int, _ trade: Trade, isBehind: Bool) {
    guard !isBehind else { return }
    desks[place].exposure = nil
    desks[place].isVenueBlocked = false
    guard !desks[place].isProtectedTold, !self[book: place].hasLiveEntry, ownPart(place).signum != 0,
      isAllShown(place)
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
}
