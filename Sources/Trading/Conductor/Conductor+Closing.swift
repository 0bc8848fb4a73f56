import Chronology
import ExactDecimal

extension Conductor {
  /// How far through the book an exit goes once market orders bring nothing, as parts of the price.
  static let widths = [2, 4, 8, 15].map { (percent: Int64) in ExactDecimal(percent) }

  /// Closes a position, or a part of one: entries first, then reduce-only, one order at a time, the stop staying.
  mutating func tendClosing(_ place: Int) throws(DecimalError) {
    if standing.flattens { desks[place].startFlattening(at: now.uptime) }
    guard let closing = desks[place].closing else { return }
    let part = ownPart(place)
    guard let beganAt = desks[place].reading?.beganAt, beganAt >= closing.since, isReadingCurrent(place)
    else {
      return
    }
    let leaving: ExactDecimal =
      if case .exit(_, let leaving) = closing.reason { leaving } else { .zero }
    guard part.magnitude > leaving else {
      if closing.reason == .flatten || !mayBeMore(place, than: leaving) { finishClosing(place, closing) }
      return
    }
    if closing.reason == .flatten, now.uptime - closing.alertedAt >= 60_000 {
      desks[place].closing?.alertedAt = now.uptime
      alert(
        "flatten.goes-on",
        "\(desks[place].symbol): \(part) is still open after \((now.uptime - closing.since) / 1_000) s")
    }
    guard desks[place].exitFlight == nil, desks[place].entryFlight == nil, closing.nextAt <= now.uptime else {
      return
    }
    if let entry = self[book: place].liveEntryPlace,
      let watch = watchPlace(of: self[book: place].orders[entry].id, at: place),
      desks[place].watches[watch].shownAt == beganAt, desks[place].watches[watch].cancelAnsweredAt == nil
    {
      // Cancelled first, so that our own order is not what we trade with.
      return
    }
    guard isNetKnown(place) else { return }
    try sendExit(place, closing, size: part.magnitude - leaving, of: part)
  }

  /// Whether own fills or a live entry say that more than what is shown is ours: any list may lag behind the others. What
  /// is shown for long enough is believed, whatever fills say.
  private func mayBeMore(_ place: Int, than leaving: ExactDecimal) -> Bool {
    let part = ownPart(place).signum
    let net = self[book: place].net
    guard part != 0 else {
      if self[book: place].hasLiveEntry || desks[place].entryFlight != nil { return true }
      // A quarantine's position has a stranger's part in it, and only where nothing is shown do fills say what is missing.
      let isComparable = self[book: place].quarantine == nil || desks[place].reading?.position == nil
      return isComparable && net.magnitude > leaving && !desks[place].isNetDisproved
        && isDoubtYoung(place, Self.longestDoubt)
    }
    // Its stops are to fit soon, and that waits for the exit's end. Fills of the other side are those of an exit whose
    // entry's nobody could book.
    return self[book: place].quarantine == nil && net.signum == part && net.magnitude > leaving
      && isDoubtYoung(place, Self.longestDoubt / 3)
  }

  /// A reading that agreed with fills of before them counts for nothing.
  private func isDoubtYoung(_ place: Int, _ readings: Int) -> Bool {
    desks[place].doubtedPosition == nil || desks[place].readingsInDoubt < readings
  }

  /// For how many readings of a position an exit waits for what may say that less of it is ours: three seconds. A venue
  /// that shows positions and does not tell fills at all must not keep one open.
  static let longestDoubt = 12

  /// Whether own fills are as young as the position that is to be closed, or that a stop is to be taken back for: what an
  /// own order left may be a stranger's, and what is shown may be of before.
  func isNetKnown(_ place: Int) -> Bool {
    if fills.completeAt >= desks[place].netDoubtedAt, vanished(place) == nil { return true }
    // Beside a stranger only once: without fills nobody knows what the first exit has left.
    return desks[place].readingsInDoubt >= Self.longestDoubt
      && (!desks[place].isStrangerSeen || desks[place].exitSentAt <= fills.completeAt)
  }

  private mutating func sendExit(
    _ place: Int, _ closing: Closing, size: ExactDecimal, of part: ExactDecimal
  ) throws(DecimalError) {
    let desk = desks[place]
    let number = self[book: place].trade?.number ?? tradeNumber
    guard let id = nextID(.exit, number, at: place) else {
      if desks[place].isNew("no exit ids") {
        alert("flatten.no-ids", "no ids are left for exits of \(desk.symbol)")
      }
      return
    }
    let side: PositionSide = part.signum > 0 ? .long : .short
    var price = ExitOrder.Price.market
    let rounds = closing.roundsWithoutProgress
    if rounds >= 2, let instrument = instruments.instrument(desk.symbol),
      let reference = desk.market?.value.last ?? desk.market?.value.mark
    {
      let width = try reference * Self.widths[min(rounds - 2, Self.widths.count - 1)]
      let share = try width.divided(by: ExactDecimal(100), fractionDigits: 12, .towardZero)
      let limit = try side == .long ? reference - share : reference + share
      let rounding: DecimalRounding = side == .long ? .floor : .ceiling
      let onGrid = try limit.rounded(rounding, toMultipleOf: instrument.tickSize)
      if onGrid.signum > 0 { price = .immediateOrCancel(onGrid) }
    }
    let order = ExitOrder(id: id, symbol: desk.symbol, position: side, size: size, price: price)
    let uptime = now.uptime
    record(.ordered(.exit(order)))
    desks[place].watch(id) { $0.sentAt = uptime }
    desks[place].exitSentAt = uptime
    let hasProgress = closing.lastSize.map { size < $0 } ?? true
    desks[place].closing?.rounds += 1
    desks[place].closing?.roundsWithoutProgress = hasProgress ? 0 : rounds + 1
    desks[place].closing?.lastSize = size
    let backOff = min(2_000, Int64(200) << Int64(min(4, closing.rounds)))
    desks[place].closing?.nextAt = now.uptime + backOff
    send(.exit(order), at: place, .exit)
  }

  mutating func takeExitOutcome(_ outcome: VenueOutcome, of flight: Flight, at place: Int) {
    guard case .exit(let order) = flight.command else { return }
    noteOutcome(outcome, of: order.id, at: place)
    fills.wantedAfter = max(fills.wantedAfter, now.uptime)
    // An exit never rests. What is not known of it the position says, and it can only reduce.
    switch outcome {
    case .refused(let refusal):
      record(.ended(order.id, .refused))
      if refusal.meaning == .venueState {
        desks[place].noteBlocked(at: now.uptime)
        desks[place].closing?.nextAt = now.uptime + 2_000
      }
      // The trade met an order of our own.
      if refusal.meaning == .couldNotTrade { desks[place].isEntryCancelWanted = true }
    case .accepted: desks[place].blockedUntil = nil
    case .unknown: break
    }
  }

  private mutating func finishClosing(_ place: Int, _ closing: Closing) {
    switch closing.reason {
    case .exit(let intent, _):
      desks[place].closing = nil
      answer(intent, .done)
    case .flatten:
      // It stays until everything says flat: an entry that fills late is closed as well.
      if let intent = closing.replacedExit, !mayBeMore(place, than: .zero) {
        desks[place].closing?.replacedExit = nil
        answer(intent, .done)
      }
      guard let since = desks[place].flatSince, let reading = desks[place].reading,
        reading.beganAt > since, !standing.flattens
      else { return }
      desks[place].closing = nil
    }
  }
}
