import Chronology
import ExactDecimal

extension Conductor {
  /// How long the venue may hold an order back before any list shows it, and something for its clocks.
  func settlingTime(_ symbol: Symbol) -> Int64 {
    (instruments.instrument(symbol)?.makerProtection?.count ?? 100) + 200
  }

  /// How far apart two looks have to be to say that something is not there.
  static let absenceDistance: Int64 = 1_000
  /// How long the venue and the own fills may say different things before a person is asked.
  static let longestMismatch: Int64 = 3_000
  /// How long a command without an answer may still take effect, far more than any network keeps one.
  static let longestDelay: Int64 = 60_000

  /// What the newest reading says of own orders, of strangers and of being flat.
  mutating func takeStock(_ place: Int) {
    guard let reading = desks[place].reading else { return }
    let symbol = desks[place].symbol
    for shown in reading.orders {
      let order = shown.order
      switch shown.origin {
      case .ours(let id):
        name(id, order.venueOrderID)
        desks[place].watch(id) { watch in
          watch.shownAt = reading.beganAt
          watch.missingSince = nil
          watch.missingReadings = 0
        }
        if let known = memory.order(id), known.end != nil {
          desks[place].hygieneRetryAt = min(desks[place].hygieneRetryAt, now.uptime)
          // It came late, after it was given up: what becomes of it has to be known like of any other.
          if case .protective = known.order { record(.ordered(known.order)) }
        }
      case .otherInstance(let id):
        if desks[place].isNew("other \(id)") {
          trip(
            .otherInstance,
            "another instance of this engine, number \(id.owner.instance), has the order \(order.venueOrderID) on "
              + "\(symbol)")
        }
      case .foreign:
        // What fired or what the venue made carries no id of ours but is known by its own.
        guard !self[book: place].orders.contains(where: { $0.venueIDs.contains(order.venueOrderID) }) else {
          continue
        }
        if desks[place].isNew("foreign \(order.venueOrderID)") {
          trip(.foreignOrder, "the order \(order.venueOrderID) on \(symbol) is not ours")
        }
      }
    }
    noteMissing(place, reading)
    noteFlat(place, reading)
    noteMargin(place, reading)
  }

  private mutating func noteMargin(_ place: Int, _ reading: DeskReading) {
    guard let wanted = rules.isIsolated, let shown = reading.position?.isIsolated else { return }
    if shown != wanted, !desks[place].marginDiffers {
      alert(
        "position.margin-mode",
        "\(desks[place].symbol) is \(shown ? "isolated" : "cross") at the venue and configured otherwise: no entries"
      )
    }
    desks[place].marginDiffers = shown != wanted
  }

  private mutating func noteMissing(_ place: Int, _ reading: DeskReading) {
    let settling = settlingTime(desks[place].symbol)
    var hasLost = false
    for order in self[book: place].orders where order.end == nil {
      desks[place].watch(order.id) { watch in
        guard watch.shownAt != reading.beganAt,
          !order.venueIDs.contains(where: { id in reading.orders.contains { $0.order.venueOrderID == id } })
        else {
          watch.missingSince = nil
          watch.missingReadings = 0
          return
        }
        // A reading that began before the answer, or before what the venue holds back is let go, says nothing.
        let earliest = max(watch.answeredAt ?? watch.sentAt ?? .min, watch.cancelAnsweredAt ?? .min)
        guard earliest == .min || reading.beganAt >= earliest + settling else { return }
        if watch.missingSince == nil, order.id.role != .exit { hasLost = true }
        watch.missingSince = watch.missingSince ?? reading.beganAt
        watch.missingReadings += 1
      }
    }
    // It may have filled, and then less than the fills say is ours.
    if hasLost {
      desks[place].doubtNet(at: reading.endedAt)
      fills.wantedAfter = max(fills.wantedAfter, reading.endedAt)
    }
  }

  private mutating func noteFlat(_ place: Int, _ reading: DeskReading) {
    if let answered = desks[place].answeredFill, reading.beganAt >= answered.at {
      desks[place].answeredFill = nil
    }
    let net = self[book: place].net
    let isFlat =
      reading.position == nil && net.signum == 0 && !self[book: place].hasLiveEntry
      && desks[place].entryFlight == nil && desks[place].exitFlight == nil
    desks[place].flatSince = isFlat ? desks[place].flatSince ?? reading.beganAt : nil
    noteMismatch(place, reading, net: net)
    noteDisproof(place, reading)
  }

  /// In a quarantine the own net is in doubt; where the venue shows flat for long, it is disproved, and a position that
  /// comes later is a stranger's.
  private mutating func noteDisproof(_ place: Int, _ reading: DeskReading) {
    guard self[book: place].quarantine != nil else {
      desks[place].quarantinedFlatSince = nil
      desks[place].isNetDisproved = false
      return
    }
    guard reading.position == nil else {
      desks[place].quarantinedFlatSince = nil
      return
    }
    let since = desks[place].quarantinedFlatSince ?? reading.beganAt
    desks[place].quarantinedFlatSince = since
    guard reading.beganAt - since >= Self.longestMismatch else { return }
    desks[place].isNetDisproved = true
    forgetNet(place)
  }

  /// Writes down that nothing is ours: after a start what a stranger has opened meanwhile would be taken for our own. The
  /// quarantine stays, since a person has to say what happened.
  private mutating func forgetNet(_ place: Int) {
    let market = desks[place].market?.value
    let book = self[book: place]
    guard let because = book.quarantine, book.net.signum != 0, !book.hasLiveEntry,
      let price = market?.mark ?? market?.last
    else { return }
    record(.adopted(book.symbol, net: .zero, price: price, trade: book.trade))
    record(.quarantined(book.symbol, because: because))
  }

  /// The venue's position against the net of own fills. They come from two lists, so they may differ for a moment, and
  /// by as much as a live entry may fill.
  private mutating func noteMismatch(_ place: Int, _ reading: DeskReading, net: ExactDecimal) {
    noteDoubt(place, reading, net: net)
    guard self[book: place].quarantine == nil else { return }
    let position = reading.signedPosition
    let bound = (try? net + self[book: place].openEntrySize) ?? net
    let isExplained = position == net || (position >= min(net, bound) && position <= max(net, bound))
    // While an own order is closing it, the position runs ahead of the fills.
    guard !isExplained else {
      if position == net { desks[place].mismatchSince = nil }
      if position != net { fills.wantedAfter = max(fills.wantedAfter, reading.beganAt) }
      return
    }
    fills.wantedAfter = max(fills.wantedAfter, reading.beganAt)
    guard let since = desks[place].mismatchSince else {
      desks[place].mismatchSince = reading.beganAt
      return
    }
    guard reading.beganAt - since >= Self.longestMismatch, fills.completeAt >= since,
      fills.completeAt >= reading.beganAt - Self.longestMismatch, desks[place].exitFlight == nil
    else { return }
    desks[place].mismatchSince = nil
    quarantine(
      desks[place].symbol, "the venue shows \(position), and the own fills make \(net)")
  }

  /// Beside a stranger's position an own stop may fill, and what is shown then tells nobody what of it is left: fills do.
  /// They are wanted in a quarantine as well.
  private mutating func noteDoubt(_ place: Int, _ reading: DeskReading, net: ExactDecimal) {
    let position = reading.signedPosition
    if position != desks[place].doubtedPosition ?? net {
      desks[place].doubtNet(at: reading.endedAt)
      fills.wantedAfter = max(fills.wantedAfter, reading.endedAt)
    } else {
      desks[place].readingsInDoubt += 1
    }
    desks[place].doubtedPosition = position == net ? nil : position
    if position < min(net, .zero) || position > max(net, .zero) {
      desks[place].isStrangerSeen = true
    } else if position == net {
      desks[place].isStrangerSeen = false
    }
    if position != net { fills.wantedAfter = max(fills.wantedAfter, reading.beganAt) }
  }

  /// An own order that is not there any more, that we did not take back, and that the venue was not asked for since. It may
  /// have filled under an id that nobody knows: a venue may give an order another when it fires, and name no client id in
  /// fills.
  func vanished(_ place: Int) -> ClientOrderID? {
    guard self[book: place].openCount > 0 else { return nil }
    for order in self[book: place].orders where order.end == nil {
      guard let index = watchPlace(of: order.id, at: place),
        desks[place].watches[index].cancelAnsweredAt == nil
      else { continue }
      let isExit = order.id.role == .exit
      // An exit never rests: its id does not change, and without an answer it is missing at once.
      if isExit, !order.venueIDs.isEmpty { continue }
      let watch = desks[place].watches[index]
      guard let missing = watch.missingSince ?? (isExit && watch.isUnknown ? watch.answeredAt : nil) else {
        continue
      }
      // One that was not known may come late, and then the position changes.
      let latest = max(missing, watch.answeredAt ?? .min, desks[place].netDoubtedAt)
      if watch.statusAt.map({ $0 < latest }) ?? true { return order.id }
    }
    return nil
  }

  /// What of the position is ours to protect, above zero long: what the venue shows, as far as own fills, or a live
  /// entry that may have filled, explain it.
  func ownPart(_ place: Int) -> ExactDecimal {
    let shown = desks[place].reading?.signedPosition ?? .zero
    var part = ExactDecimal.zero
    if shown.signum != 0, !desks[place].isNetDisproved {
      let net = self[book: place].net
      let bound = (try? net + self[book: place].openEntrySize) ?? net
      // The two may have different signs: an exit's fill can be known by its id before the entry's is.
      part =
        shown.signum > 0 ? max(.zero, min(max(net, bound), shown)) : min(.zero, max(min(net, bound), shown))
    }
    #if PLANTED_DEFECTS
      if has(.foreignPositionFlattened) { part = shown }
    #endif
    // The answer's own fills, before any reading can show them.
    if let answered = desks[place].answeredFill, answered.size.magnitude > part.magnitude {
      part = answered.size
    }
    return part
  }

  mutating func quarantine(_ symbol: Symbol, _ because: String) {
    guard memory.book(symbol)?.quarantine == nil else { return }
    record(.quarantined(symbol, because: because))
    alert(
      "position.quarantined",
      "\(symbol) is quarantined: \(because); no entries, own stops stay, a person decides with 'reconcile'")
  }

  /// Keeps the facts that may prove that an entry with an unknown outcome never took effect.
  mutating func noteForProofs(_ fact: VenueFact, at place: Int) {
    guard let entry = self[book: place].liveEntryPlace else { return }
    let id = self[book: place].orders[entry].id
    guard let watch = watchPlace(of: id, at: place), desks[place].watches[watch].isUnknown else { return }
    switch fact.content {
    case .settled(let reading) where reading.symbol != desks[place].symbol: return
    case .market, .account, .instruments, .link: return
    default: break
    }
    desks[place].watch(id) { watch in
      if watch.facts.count > 64 { watch.facts.removeFirst(16) }
      watch.facts.append(fact)
      watch.verdict = nil
    }
  }

  // MARK: Deciding

  /// What is to be done at one symbol, in the order of what it protects from.
  mutating func decide(_ place: Int) {
    do throws(DecimalError) {
      cleanUpFlights(place)
      // Soon: the venue forgets what has ended.
      if let id = vanished(place) { askStatus(of: id, at: place) }
      try tendEntry(place)
      try tendClosing(place)
      try tendCover(place)
      try tendTakeProfit(place)
      tendHygiene(place)
      closeTrade(place)
    } catch {
      quarantine(desks[place].symbol, "its numbers do not add up: \(error.rawValue)")
    }
  }

  /// Lets an entry in, or out once its stop is shown.
  mutating func admit(_ place: Int) {
    guard desks[place].pending != nil || desks[place].waitingEntry != nil else { return }
    do throws(DecimalError) {
      try reviewPending(place)
      try tendWaitingEntry(place)
      if desks[place].waitingEntry != nil { try tendCover(place) }
    } catch {
      quarantine(desks[place].symbol, "its numbers do not add up: \(error.rawValue)")
    }
  }

  private mutating func cleanUpFlights(_ place: Int) {
    for watch in desks[place].watches.indices.reversed() where isOver(watch, at: place) {
      desks[place].watches.remove(at: watch)
    }
  }

  func watchPlace(of id: ClientOrderID, at place: Int) -> Int? {
    for watch in desks[place].watches.indices where desks[place].watches[watch].id == id { return watch }
    return nil
  }

  private func isOver(_ watch: Int, at place: Int) -> Bool {
    let id = desks[place].watches[watch].id
    for order in self[book: place].orders.indices where self[book: place].orders[order].id == id {
      return false
    }
    return desks[place].watches[watch].shownAt.map { now.uptime - $0 > Self.longestDelay } ?? true
  }

  // MARK: Sending

  enum Lane { case entry, cover, exit }

  mutating func send(_ command: ConductorCommand, at place: Int, _ lane: Lane) {
    let effect = makeEffect()
    let flight = Flight(effect: effect, command: command)
    switch lane {
    case .entry: desks[place].entryFlight = flight
    case .cover: desks[place].coverFlight = flight
    case .exit: desks[place].exitFlight = flight
    }
    effects.append(.send(effect, command))
  }

  mutating func take(_ outcome: VenueOutcome, of effect: EffectID) {
    for place in desks.indices {
      if let flight = desks[place].entryFlight, flight.effect == effect {
        desks[place].entryFlight = nil
        noteAnswer(place)
        takeEntryOutcome(outcome, of: flight, at: place)
      } else if let flight = desks[place].coverFlight, flight.effect == effect {
        desks[place].coverFlight = nil
        noteAnswer(place)
        desks[place].coverChangedAt = now.uptime
        takeCoverOutcome(outcome, of: flight, at: place)
      } else if let flight = desks[place].exitFlight, flight.effect == effect {
        desks[place].exitFlight = nil
        noteAnswer(place)
        takeExitOutcome(outcome, of: flight, at: place)
      }
    }
  }

  private mutating func noteAnswer(_ place: Int) { desks[place].changedAt = now.uptime }

  /// Notes what an answer said about an own order.
  mutating func noteOutcome(_ outcome: VenueOutcome, of id: ClientOrderID, at place: Int) {
    let uptime = now.uptime
    desks[place].watch(id) { watch in
      watch.answeredAt = uptime
      switch outcome {
      case .accepted:
        watch.isAccepted = true
        watch.isUnknown = false
      case .unknown(let unknown):
        watch.isUnknown = true
        watch.settlesAt = unknown.settlesAt
      case .refused: break
      }
    }
    if case .accepted(let acceptance) = outcome, let venueID = acceptance.venueOrderID { name(id, venueID) }
  }
}
