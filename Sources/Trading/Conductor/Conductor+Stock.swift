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
  /// How long a list of positions may lag behind fills: so long a quarantine's own stops stay, and own fills count,
  /// although it shows nothing.
  static let longestLag: Int64 = 8_000
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
        noteUsed(id.intent)
        desks[place].watch(id) { watch in
          watch.shownAt = reading.beganAt
          watch.missingSince = nil
          watch.missingReadings = 0
        }
        if let known = memory.order(id), known.end != nil {
          desks[place].hygieneRetryAt = min(desks[place].hygieneRetryAt, now.uptime)
          // It came late, after it was given up: what becomes of it has to be known like of any other.
          switch known.order {
          case .protective: record(.ordered(known.order))
          case .entry(let entry) where known.filled < entry.size:
            record(.ordered(known.order))
            desks[place].isEntryCancelWanted = true
          case .entry, .exit: break
          }
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

  mutating func noteMargin(_ place: Int, _ reading: DeskReading) {
    guard let wanted = rules.isIsolated, let shown = reading.position?.isIsolated else { return }
    if shown != wanted, !desks[place].marginDiffers {
      alert(
        "position.margin-mode",
        "\(desks[place].symbol) is \(shown ? "isolated" : "cross") at the venue and configured otherwise: no entries"
      )
    }
    desks[place].marginDiffers = shown != wanted
  }

  mutating func noteMissing(_ place: Int, _ reading: DeskReading) {
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

  mutating func noteFlat(_ place: Int, _ reading: DeskReading) {
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
    if let place = place(of: symbol) { desks[place].mismatchSince = nil }
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
}
