public import Chronology
import ExactDecimal

/// All decisions of the engine, pure: an event and the time become effects.
///
/// What to do is decided anew after every event from what the venue showed, what the journal remembers and how the kill
/// switch stands, and not by a sequence of states: a lost answer, a crash or a person at the venue's page lead to another
/// picture, and never to a state that nobody thought of.
public struct Conductor: Sendable {
  public let rules: TradingRules
  public internal(set) var memory: TradingMemory
  public internal(set) var standing: Standing
  var capabilities: VenueCapabilities
  var permission: EntryPermission
  var review: EntryReview?
  var journal = JournalHealth.healthy
  var desks: InPlace<SymbolDesk>
  var fills: FillWatch
  var account: AccountWatch
  var accountState: AccountState?
  var instruments = InstrumentWatch()
  var isStopping = false
  var stopBy: Int64?
  var hasStopped = false
  var linkIsUp = true
  private var isFirstStep = true
  /// What keeps entries back for now, and until when after it has passed.
  var soft: (reason: String, until: Int64)?
  var now: Moment
  var effects: [ConductorEffect] = []
  private var nextEffect: UInt64 = 1
  /// The uptime at which time alone changes something, as of the last step.
  public private(set) var nextWake = Int64.min
  /// What the day has lost, until something that it is made of changes.
  var lossOfDay: ExactDecimal??
  /// How many desks the next reading decides something at.
  var hotCount: Int64 = 0
  #if PLANTED_DEFECTS
    /// A mistake that the simulation has to find; debug builds only.
    public var defect: PlantedDefect?
  #endif

  /// - Parameters:
  ///   - memory: the fold of the journal.
  ///   - instruments: what the cache knows, so that protection needs no specification first; with its age.
  public init(
    rules: TradingRules, capabilities: VenueCapabilities, memory: TradingMemory, standing: Standing,
    instruments: [Instrument] = [], instrumentsAt: Timestamp? = nil, now: Moment
  ) {
    self.rules = rules
    self.capabilities = capabilities
    self.memory = memory
    self.standing = standing
    self.now = now
    permission = .none(because: "nothing has been permitted yet")
    desks = InPlace(rules.symbols.map { SymbolDesk(symbol: $0) })
    fills = FillWatch(
      origin: (memory.lastRecordAt ?? now.venue).advanced(byMilliseconds: -FillWatch.overlap))
    account = AccountWatch()
    self.instruments.known = instruments
    self.instruments.venueTime = instrumentsAt
    self.memory.expect(rules.symbols)
    findBooks()
  }

  /// What the memory has of a desk's symbol.
  subscript(book place: Int) -> SymbolMemory {
    @inline(__always) _read { yield memory.books[desks[place].bookPlace] }
  }

  private mutating func findBooks() {
    for place in desks.indices {
      let symbol = desks[place].symbol
      desks[place].bookPlace = memory.books.firstIndex { $0.symbol == symbol } ?? 0
    }
  }

  /// Takes an event and says what to do about it.
  public mutating func step(_ event: ConductorEvent, at now: Moment) -> [ConductorEffect] {
    self.now = now
    effects = []
    if isFirstStep {
      isFirstStep = false
      checkBaseline()
      tellOfInterrupted()
    }
    take(event)
    watchDay()
    noteSoftObstacles()
    for place in desks.indices { decide(place) }
    // Last: what trips at one symbol lets no entry out at another.
    for place in desks.indices { admit(place) }
    scheduleReads()
    scheduleAccountReads()
    noteFlattened()
    finishStopping()
    nextWake = findNextWake()
    return effects
  }

  private func findNextWake() -> Int64 {
    var wake = instruments.flight == nil ? instruments.nextReadAt : .max
    if fills.flight == nil { wake = min(wake, fills.due) }
    if account.flight == nil { wake = min(wake, account.due) }
    for place in desks.indices { wake = min(wake, nextWake(place)) }
    if let stopBy { wake = min(wake, stopBy) }
    return max(wake, now.uptime + 1)
  }

  /// Tells of exits that an earlier start accepted and nobody carries out any more; their position is as it was.
  private mutating func tellOfInterrupted() {
    let open = memory.books.compactMap { $0.trade?.intent }
    for recorded in memory.answers where recorded.answer == .accepted && !open.contains(recorded.intent) {
      let refusal = IntentRefusal(
        "intent.interrupted", expected: "an engine that went on", found: "a start since it was accepted")
      answer(recorded.intent, .refused(refusal))
    }
  }

  private mutating func take(_ event: ConductorEvent) {
    switch event {
    case .time: break
    case .sent(let effect, let outcome): take(outcome, of: effect)
    case .read(let effect, let facts): take(facts, of: effect)
    case .pushed(let fact): take(fact, beganAt: now.uptime)
    case .intent(let intent): take(intent)
    case .permission(let permission): take(permission)
    case .killSwitch(let standing): take(standing)
    case .journal(let health): take(health)
    case .order(let order): take(order)
    }
  }

  // MARK: Effects

  mutating func makeEffect() -> EffectID {
    defer { nextEffect += 1 }
    return EffectID(nextEffect)
  }

  /// Remembers something, now and in the journal.
  mutating func record(_ content: TradeRecord.Content) {
    let record = TradeRecord(at: now.venue, content)
    let bookCount = memory.books.count
    do { try memory.apply(record) } catch {
      alert("journal.arithmetic", "a record does not add up and is not kept: \(error.rawValue)")
      return
    }
    if memory.books.count != bookCount { findBooks() }
    lossOfDay = nil
    effects.append(.append(record))
  }

  mutating func alert(_ code: String, _ message: String) {
    effects.append(.alert(code: code, message: message))
  }

  /// Tells the strategy, and keeps the answer for when it asks again.
  mutating func answer(_ intent: String, _ answer: IntentAnswer) {
    record(.answered(intent, answer))
    effects.append(.answer(intent: intent, answer))
  }

  // MARK: Standing

  /// Leaves `armed`, in memory first; the shell writes it down.
  mutating func trip(_ cause: TripCause, _ reason: String) {
    let tripped = Standing(mode: cause.mode, cause: cause)
    if tripped.goesBeyond(standing) {
      standing = tripped
      effects.append(.latch(cause, reason: reason))
      alert("kill-switch.\(cause.rawValue)", reason)
    }
  }

  private mutating func take(_ standing: Standing) {
    // Only a person's reset leads back, and that comes with `armed`.
    guard standing.mode == .armed || !self.standing.goesBeyond(standing) else { return }
    self.standing = standing
    if standing.mode == .armed {
      for place in desks.indices where desks[place].closing?.reason == .flatten { desks[place].closing = nil }
    }
  }

  private mutating func take(_ permission: EntryPermission) {
    self.permission = permission
    guard case .granted(let limits) = permission else { return }
    if review == nil {
      review = EntryReview(
        limits: limits, count: memory.entriesSent, recent: memory.recentEntries)
    } else {
      review?.replaceLimits(limits)
    }
  }

  private mutating func take(_ health: JournalHealth) {
    journal = health
    if case .failing(let reason) = health {
      trip(.journalUnwritable, "the journal cannot be written: \(reason)")
    }
  }

  private mutating func take(_ order: OperatorOrder) {
    switch order {
    case .flatten(let symbol):
      if let place = place(of: symbol) { desks[place].startFlattening(at: now.uptime) }
    case .adopt(let symbol, let stop): adopt(symbol, stop: stop)
    case .release(let symbol): release(symbol)
    case .cancelEntries(let symbol):
      if let place = place(of: symbol) { desks[place].isEntryCancelWanted = true }
    case .stop:
      isStopping = true
      stopBy = now.uptime + Self.longestStop
      if rules.flattensOnStop {
        for place in desks.indices { desks[place].startFlattening(at: now.uptime) }
      }
    }
  }

  func place(of symbol: Symbol) -> Int? { desks.firstIndex { $0.symbol == symbol } }

  /// How long a clean end waits for cover.
  static let longestStop: Int64 = 30_000

  private mutating func finishStopping() {
    guard isStopping, !hasStopped else { return }
    var isDone = true
    for place in desks.indices { isDone = isDone && isSettledForStop(place) }
    guard isDone || stopBy.map({ $0 <= now.uptime }) ?? false else { return }
    hasStopped = true
    if !isDone { alert("stop.not-covered", "the engine ends although not everything is covered") }
    effects.append(.stopped(isCovered: isDone))
  }

  private func isSettledForStop(_ place: Int) -> Bool {
    guard desks[place].reading != nil, desks[place].entryFlight == nil, desks[place].coverFlight == nil,
      desks[place].exitFlight == nil, !self[book: place].hasLiveEntry
    else { return false }
    if rules.flattensOnStop { return ownPart(place).signum == 0 }
    return desks[place].exposure == nil && isReadingCurrent(place)
  }

  /// Whether entries may be sent at all, and if not why.
  var entryObstacle: String? {
    if isStopping { return "the engine is ending" }
    guard standing.mode == .armed else { return "kill switch \(standing.mode.rawValue)" }
    guard case .granted = permission else {
      if case .none(let because) = permission { return because }
      return "not permitted"
    }
    // A flat symbol is looked at seldom, so time may have passed since this was last noted.
    return soft.flatMap { $0.until > now.uptime ? $0.reason : nil }
  }

  /// How long a soft obstacle has to be gone before entries come back.
  static let hysteresis: Int64 = 5_000

  /// What clears by itself: it keeps entries back, and some time longer, so that they do not come and go.
  private mutating func noteSoftObstacles() {
    if let reason = softObstacle() {
      soft = (reason, now.uptime + Self.hysteresis)
    } else if let known = soft, known.until <= now.uptime {
      soft = nil
    }
  }

  private mutating func softObstacle() -> String? {
    var reason: String?
    for place in desks.indices where isCoverUnknown(place) != desks[place].isCoverUnknown {
      desks[place].isCoverUnknown.toggle()
      if desks[place].isCoverUnknown {
        alert(
          "protection.cover-unknown",
          "the venue has not shown for \(Self.longestUnknown / 1_000) s how \(desks[place].symbol) is covered"
        )
      }
    }
    for place in desks.indices.reversed() where desks[place].isCoverUnknown {
      reason = "the cover of \(desks[place].symbol) is not known"
    }
    for place in desks.indices.reversed() where desks[place].marginDiffers {
      reason = "the margin mode of \(desks[place].symbol) differs"
    }
    if case .healthy = journal {} else { reason = "the journal has no room for entries" }
    if !linkIsUp { reason = "the venue does not answer" }
    return reason
  }

  /// Three polls, and the time that the last may take.
  private static let longestUnknown: Int64 = 5_000

  private func isCoverUnknown(_ place: Int) -> Bool {
    guard let endedAt = desks[place].reading?.endedAt, now.uptime - endedAt > Self.longestUnknown else {
      return false
    }
    return ownPart(place).signum != 0
  }

  /// Once a flatten has nothing left to close, the switch says so.
  private mutating func noteFlattened() {
    guard standing.mode == .tripped, standing.flattens else { return }
    for place in desks.indices where desks[place].flatSince == nil || !isReadingCurrent(place) { return }
    guard isReconciled, pictures.allSatisfy({ $0.isDone }) else { return }
    standing.mode = .flattened
    effects.append(.flattened)
  }

  #if PLANTED_DEFECTS
    func has(_ defect: PlantedDefect) -> Bool { self.defect == defect }
  #endif
}
