import Chronology
import ExactDecimal
import SimulatedVenue
import Trading

/// S1, S2, S3 and S7 at every command, S6 at every change of the kill switch, and S4 when a cancel reaches the venue.
extension Oracle {
  mutating func noteEvent(_ event: ConductorEvent, at now: Int64) {
    switch event {
    case .permission(let permission): self.permission = permission
    case .intent(.enter(let intent)):
      if intended[intent.id] == nil { intended[intent.id] = intent.size }
    case .killSwitch(let standing): noteWorse(standing)
    case .order(.stop): closesForStop = rules.flattensOnStop
    default: break
    }
  }

  /// Whether the switch is armed and a Grant given, as far as the engine was told.
  func permitsEntries(at time: Timestamp) -> Bool {
    guard severity == 0, case .granted(let limits) = permission else { return false }
    return time < limits.expiresAt
  }

  /// Whether what was told last permits an entry: S3, and of S2 the size of one order.
  func permits(_ approved: Approved<EntryOrder>, at time: Timestamp) -> Rule? {
    guard permitsEntries(at: time), case .granted(let limits) = permission,
      approved.order.processBefore < limits.expiresAt
    else { return .permission }
    return limits.maxOrderNotionalUSD.map { approved.notionalUSD > $0 } ?? false ? .limits : nil
  }

  /// An entry that the core decides on: what it was told must permit it.
  mutating func noteDecided(_ command: ConductorCommand, at now: Int64) {
    guard case .enter(let approved) = command,
      let rule = permits(approved, at: begins.advanced(byMilliseconds: now))
    else { return }
    violate(rule, at: now, "an entry of \(approved.notionalUSD) USD is decided on that nothing permits")
  }

  private mutating func noteWorse(_ standing: Standing) {
    severity = max(severity, standing.mode.severity)
    flattens = flattens || standing.flattens
  }

  mutating func noteReset(at now: Int64) {
    (severity, flattens, syncedSeverity) = (0, false, 0)
    // What was being closed is to be covered again from now on.
    for symbol in truths.indices { truths[symbol].exposedFor = 0 }
  }

  mutating func noteLatchSynced(_ standing: Standing) {
    syncedSeverity = max(syncedSeverity, standing.mode.severity)
  }

  mutating func noteStart(_ standing: Standing, at now: Int64) {
    if standing.mode.severity < syncedSeverity {
      violate(.latch, at: now, "the switch was latched, and is \(standing.mode.rawValue) after the crash")
    }
    (severity, flattens) = (standing.mode.severity, standing.flattens)
    permission = .none(because: "not asked yet")
    (isUp, startedAt, closesForStop) = (true, now, false)
    // A process that was killed does not know for how long its position has been naked: its deadline begins anew.
    for symbol in truths.indices { truths[symbol].exposedFor = 0 }
  }

  mutating func noteStanding(_ standing: Standing, at now: Int64) {
    if standing.mode.severity < severity {
      violate(.latch, at: now, "the switch went back to \(standing.mode.rawValue) without a reset")
    }
    noteWorse(standing)
  }

  mutating func noteDown(_ memory: TradingMemory, _ records: [TradeRecord], at now: Int64) {
    isUp = false
    noteUnwatched(isCrash: true)
    compare(memory, records, at: now)
  }

  mutating func compare(_ memory: TradingMemory, _ records: [TradeRecord], at now: Int64) {
    var fold = TradingMemory()
    for record in records { try? fold.apply(record) }
    fold.expect(rules.symbols)
    if fold != memory {
      violate(.equivalence, at: now, "the fold of \(records.count) records is another memory")
    }
  }

  mutating func noteRecord(_ record: TradeRecord, at now: Int64) {
    if case .adjusted(let symbol, let stop, _) = record.content,
      let place = rules.symbols.firstIndex(of: symbol)
    {
      truths[place].adjustedStop = Fixed(exactly: stop)
      revision = -1
    }
    guard case .opened(let trade) = record.content else { return }
    if let size = intended[trade.intent], trade.size > size {
      violate(.intendedSize, at: now, "\(trade.intent) wanted \(size), and \(trade.size) was opened")
    }
    let endsAt = trade.entryEndsAt.map { $0.milliseconds(since: begins) } ?? now
    trades.append((trade.number, trade.size, endsAt, .zero))
  }

  mutating func noteSent(
    _ command: ConductorCommand, _ text: String, _ symbol: Int, at now: Int64, _ venue: SimulatedVenue.Venue
  ) {
    switch command {
    case .enter(let approved):
      truths[symbol].entrySentAt = now
      checkEntry(approved, text, symbol, at: now)
      add(
        text, approved.order.id, symbol, approved.order.position, approved.order.size, nil, .last,
        endsAt: trades.last { $0.number == approved.order.id.intent }?.endsAt ?? now, venue)
    case .protect(let order):
      truths[symbol].protectSentAt = now
      add(
        text, order.id, symbol, order.position, order.size, order.triggerPrice, order.signal, endsAt: .max,
        venue)
    case .exit(let order):
      truths[symbol].exitSentAt = now
      checkExit(order, symbol, at: now)
      add(text, order.id, symbol, order.position, order.size, nil, .last, endsAt: .max, venue)
    case .amend: truths[symbol].protectSentAt = now
    case .cancel, .uncover: break
    }
  }

  private mutating func add(
    _ text: String, _ id: ClientOrderID, _ symbol: Int, _ position: PositionSide, _ size: ExactDecimal,
    _ trigger: ExactDecimal?, _ signal: Trading.TriggerSignal, endsAt: Int64, _ venue: SimulatedVenue.Venue
  ) {
    let order = SentOrder(
      id: id, symbol: symbol, isLong: position == .long, size: Fixed(exactly: size) ?? .zero,
      trigger: trigger.flatMap { Fixed(exactly: $0) } ?? .zero,
      signal: SimulatedVenue.TriggerSignal(signal), endsAt: endsAt)
    if let place = places[text] {
      // The same protective order is sent again while nobody knows of it; after a crash that took its record, another one
      // under its id. What the venue has is the one that arrived.
      if !venue.orders.values.contains(where: { $0.clientOrderID == text }) { sent[place] = order }
    } else {
      places[text] = sent.count
      sent.append(order)
    }
  }

  /// Beside a stranger's position nobody sees a reversal at the venue: an exit is for the own net, as far as that could be
  /// known.
  private mutating func checkExit(_ order: ExitOrder, _ symbol: Int, at now: Int64) {
    let truth = truths[symbol]
    // While an entry of unknown outcome may have filled, a stranger's position looks like its fill.
    guard truth.isForeign, !truth.isNetUnknowable, now - truth.netChangedAt > Self.longestLag,
      now - truth.entrySentAt > Self.clearing,
      let size = Fixed(exactly: order.size)
    else { return }
    let isOwnSide = truth.ownNet.isNegative == (order.position == .short) && !truth.ownNet.isZero
    if !isOwnSide || size > truth.ownNet.magnitude {
      violate(.reversal, at: now, "an exit of \(order.size) for an own net of \(truth.ownNet)")
    }
  }

  /// The core asks for a stop to go: judged by what the venue has, though whoever holds the venue may yet refuse. What
  /// changed within the longest lag of a list it cannot know.
  mutating func noteUncover(
    _ id: ClientOrderID, _ needlessness: Needlessness, _ symbol: Int, entriesUnderWay: Bool, at now: Int64
  ) {
    let truth = truths[symbol]
    guard id.role == .stopLoss, !truth.isForeign, now - truth.coverTakenAt > Self.longestLag,
      now - truth.changedAt > Self.longestLag
    else { return }
    if case .covered(let stops) = needlessness {
      let kept = stops.reduce(Fixed.zero) { $0 + (Fixed(exactly: $1.size) ?? .zero) }
      if kept < truth.ownPart.magnitude {
        violate(.neededStop, at: now, "a stop is to go, \(kept) are kept for a position of \(truth.ownPart)")
      }
      return
    }
    if truth.ownPart.isZero, truth.entryCount > 0 || entriesUnderWay {
      violate(.neededStop, at: now, "a stop is to go while an entry can fill")
    }
  }

  /// While nobody knows of an own stop, waiting is what the core has to do, up to its deadline: also after the same stop was
  /// refused when it was sent again, which says nothing about the first.
  mutating func noteAnswer(_ outcome: VenueOutcome, to request: CommandRequest, at now: Int64) {
    guard case .protect = request.command else { return }
    if case .unknown = outcome { doubtful.append(request.text) }
    guard doubtful.contains(request.text) else { return }
    if case .accepted = outcome { return }
    truths[request.symbol].waitsUntil = now + rules.deadline.count + Self.detection
  }

  private mutating func checkEntry(
    _ approved: Approved<EntryOrder>, _ text: String, _ symbol: Int, at now: Int64
  ) {
    let order = approved.order
    entriesSent += 1
    if places[text] != nil { violate(.entryOnce, at: now, "the entry \(text) was sent before") }
    guard let place = trades.lastIndex(where: { $0.number == order.id.intent }) else {
      return violate(.intendedSize, at: now, "the entry \(text) belongs to no trade")
    }
    if trades[place].sent.signum != 0 { violate(.entryOnce, at: now, "a second entry for one intent") }
    trades[place].sent = (try? trades[place].sent + order.size) ?? .zero
    if trades[place].sent > trades[place].size {
      violate(.intendedSize, at: now, "\(trades[place].sent) sent, \(trades[place].size) intended")
    }
    guard case .granted(let limits) = permission else { return }
    // What is open, or may still open, at the entry's own price.
    let truth = truths[symbol]
    guard let size = Fixed(exactly: order.size), let most = limits.maxPositionNotionalUSD,
      let notional = Fixed(exactly: approved.notionalUSD), let limit = Fixed(exactly: most)
    else { return }
    let total = notional.scaled(by: truth.ownPart.magnitude + truth.entrySize + size, over: size)
    if total > limit { violate(.limits, at: now, "a position of \(total) USD, at most \(most)") }
  }

  /// A command that takes cover away reaches the venue.
  ///
  /// Judged when it arrives, but not where the venue itself took cover away while the command, or what it was decided by,
  /// was on its way: that nobody can know. Nor where a fault kept the command back.
  mutating func noteArrival(_ request: CommandRequest, _ venue: SimulatedVenue.Venue, at now: Int64) {
    let taken: Fixed
    guard let place = places[request.text] else { return }
    let order = venue.orders.values.first { $0.clientOrderID == request.text }
    guard let order, sent[place].id.role == .stopLoss, isGood(order, sent[place]) else { return }
    switch request.command {
    case .uncover, .cancel: taken = order.remaining
    case .amend(let amendment):
      guard let size = amendment.totalSize.flatMap({ Fixed(exactly: $0) }) else { return }
      taken = max(.zero, order.quantity - size)
    case .enter, .protect, .exit: return
    }
    refresh(venue, at: now)
    let truth = truths[request.symbol]
    if case .delay = request.fault { return }
    guard !truth.isForeign, now - max(truth.coverTakenAt, -Self.longestLag) > Self.longestLag else { return }
    // A stop that is shown larger than it is makes another look needless; no reader can see through that.
    let isLiedTo = venue.orders.values.contains { order in
      order.market == request.symbol && (order.clientOrderID.map(unreliable.contains) ?? false)
    }
    if isLiedTo { return }
    // What would not fire covers nothing that could go.
    let counted = refusesOversized && order.remaining > truth.ownPart.magnitude ? .zero : taken
    var rest = truth.cover - counted
    // What was proved before it left were stops of the position's size. An exit that filled while it was on its way made
    // them too large, and no exit waits for a cancel: making them fit comes after it, as after every exit.
    if truth.netChangedAt >= request.sentAt { rest = max(rest, truth.oversizedCover - taken) }
    if counted.isZero, !truth.ownPart.isZero { return }
    if rest < truth.ownPart.magnitude {
      violate(
        .neededStop, at: now,
        "a stop of \(taken) goes, \(rest) are left for a position of \(truth.ownPart)")
    }
    // An entry that may still fill: its stop came first, or covers what has filled.
    if truth.entryCount > 0, truth.ownPart.isZero, rest < truth.entrySize {
      violate(.neededStop, at: now, "a stop of \(taken) goes while an entry of \(truth.entrySize) can fill")
    }
  }
}
