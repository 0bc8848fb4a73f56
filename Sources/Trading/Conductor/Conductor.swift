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
  /// The first number that no order of ours can have, whatever a crash took of the journal's end.
  private var numberFloor: UInt64
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
  /// And how many are looked at only for what may come late.
  var delayedCount: Int64 = 0
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
    numberFloor = memory.lastRecordAt == nil ? 1 : memory.nextNumber + Self.numbersLost
    desks = InPlace(rules.symbols.map { SymbolDesk(symbol: $0) })
    fills = FillWatch(
      origin: (memory.lastRecordAt ?? now.venue).advanced(byMilliseconds: -FillWatch.overlap))
    account = AccountWatch()
    self.instruments.known = instruments
    self.instruments.venueTime = instrumentsAt
    self.memory.expect(rules.symbols)
    findBooks()
  }

  /// How many trades a crash takes out of the journal at most, and far more: their orders may be at the venue, and an id
  /// that is used twice, at two symbols even, is known by neither of its orders.
  static let numbersLost: UInt64 = 100

  /// The number of the next trade, which the ids of its orders carry.
  var tradeNumber: UInt64 { max(memory.nextNumber, numberFloor) }

  /// Makes sure that a number that the venue shows is not given to another trade.
  ///
  /// A trade each millisecond would need 17 years to reach the upper half: an order there says nothing of trades that
  /// were, and is no reason to have no numbers left.
  mutating func noteUsed(_ number: UInt64) {
    guard number < 1 << 39 else { return }
    numberFloor = max(numberFloor, number + 1)
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
      expectLateCommands()
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

  /// What was under way when an earlier start ended may arrive yet, and nobody knows of its answer. A crash may have
  /// taken the record of the order with it, so that an empty book says nothing.
  private mutating func expectLateCommands() {
    guard memory.lastRecordAt != nil else { return }
    for place in desks.indices {
      desks[place].lateUntil = now.uptime + Self.longestDelay
    }
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

  #if PLANTED_DEFECTS
    func has(_ defect: PlantedDefect) -> Bool { self.defect == defect }
  #endif
}
