public import Chronology
import ExactDecimal
public import Trading

/// Drives a conductor by hand: a clock that goes only when told, a venue that does what the test says, a disk that keeps
/// what was appended. Everything that was sent, said and answered is kept in its order.
public struct ConductorScene {
  /// 2026-11-26T13:33:20Z.
  public static let beginning = Timestamp(clamping: 1_795_700_000_000)

  public var conductor: Conductor
  public var venue: SceneVenue
  public let symbol: Symbol
  public let rules: TradingRules
  public var instrument: Instrument
  public var limits: EntryLimits
  public var account: AccountState
  /// Readings of these kinds bring nothing.
  public var failing: Set<SceneReading> = []
  /// The position and orders that readings show instead of the true ones.
  public var stale: SceneVenue?
  /// One way and back, milliseconds.
  public var roundTrip: Int64 = 20

  public private(set) var uptime: Int64 = 0
  public private(set) var commands: [(at: Int64, command: ConductorCommand)] = []
  public private(set) var answers: [(intent: String, answer: IntentAnswer)] = []
  public private(set) var alerts: [String] = []
  /// Answers, alerts and latches, with when.
  public private(set) var heard: [(at: Int64, text: String)] = []
  public private(set) var latches: [TripCause] = []
  public private(set) var stopped: [Bool] = []
  /// What a crash leaves.
  public private(set) var disk = TradingMemory()
  public private(set) var standing: Standing
  /// Rules that no test may see broken, each with when.
  public private(set) var violations: [String] = []
  /// The longest time during which the venue's position was larger than what own stops cover.
  public private(set) var longestExposure: Int64 = 0

  private var script: [(SceneCommand, SceneReply)] = []
  private var standingScript: [(SceneCommand, SceneReply)] = []
  private var queue: [(at: Int64, what: Pending)] = []
  private var exposedSince: Int64?
  private var exitsUnderWay = 0

  private enum Pending {
    case arrives(EffectID, ConductorCommand, answersAfter: Int64?)
    case event(ConductorEvent)
    case read(EffectID, FactScope)
  }

  public init(
    standing: Standing = .armed, isGranted: Bool = true,
    _ change: (inout TradingRules, inout VenueCapabilities) -> Void = { _, _ in }
  ) throws {
    guard let symbol = Symbol("PF_XBTUSD"),
      let owner = ClientOrderID.Owner(environment: 3, scope: 1, instance: 9)
    else { throw Mistake.names }
    self.symbol = symbol
    self.standing = standing
    var (rules, capabilities) = (Self.rules(owner, symbol), Self.capabilities)
    change(&rules, &capabilities)
    self.rules = rules
    venue = SceneVenue(symbol, owner: owner)
    instrument = Instrument(
      symbol: symbol, kind: .linearPerpetual, tickSize: "0.5", sizeStep: "0.0001",
      contractSize: ExactDecimal(1), isTradeable: true, isPostOnly: false,
      specification: ["tickSize": "0.5"])
    limits = EntryLimits(
      symbols: [symbol], maxOrderNotionalUSD: ExactDecimal(50_000),
      maxPositionNotionalUSD: ExactDecimal(50_000), maxOrdersPerMinute: 5, maxOrders: 100,
      priceCollar: "0.05", expiresAt: Self.beginning.advanced(byMilliseconds: 3_600_000))
    account = AccountState(
      account: "a", marginEquityUSD: ExactDecimal(100_000), availableMarginUSD: ExactDecimal(100_000))
    conductor = Conductor(
      rules: rules, capabilities: capabilities, memory: disk, standing: standing,
      now: Moment(uptime: 0, wall: Self.beginning, venue: Self.beginning))
    self.capabilities = capabilities
    if isGranted { deliver(.permission(.granted(limits))) }
  }

  private enum Mistake: Error { case names }

  private let capabilities: VenueCapabilities

  private static func rules(_ owner: ClientOrderID.Owner, _ symbol: Symbol) -> TradingRules {
    TradingRules(
      owner: owner, symbols: [symbol], minimumDistance: "0.001", maxDailyLossUSD: ExactDecimal(1_000),
      maxLeverage: ExactDecimal(5), minimumFreeMargin: "0.1", assumedFee: "0.0005",
      slippageAllowance: "0.001")
  }

  private static let capabilities = VenueCapabilities(
    triggerSignals: [.last, .mark, .index], amendsTriggerPrice: true, amendsSize: true,
    dropsLateCommands: true, longestClientID: 100, pushesFacts: false,
    rateBudget: VenueCapabilities.RateBudget(
      points: 500, window: .seconds(10), sendCost: 10, readCost: 2, protectiveReserve: 100),
    longestFillList: 100)

  // MARK: Time

  public var moment: Moment {
    let time = Self.beginning.advanced(byMilliseconds: uptime)
    return Moment(uptime: uptime, wall: time, venue: time)
  }

  /// Lets time pass, and everything happen that is due in it.
  public mutating func run(_ milliseconds: Int64) {
    let end = uptime + milliseconds
    var rounds = 0
    while rounds < 200_000 {
      rounds += 1
      let due = queue.indices.min { queue[$0].at < queue[$1].at }
      let at = min(due.map { queue[$0].at } ?? .max, conductor.nextWake)
      guard at <= end else { break }
      uptime = max(uptime, at)
      if let due, queue[due].at <= uptime { happen(queue.remove(at: due).what) } else { deliver(.time) }
      measure()
    }
    if rounds == 200_000 { violations.append("it turns on the spot at \(uptime)") }
    uptime = end
    measure()
  }

  /// Lets time pass until something is so.
  ///
  /// - Returns: whether it became so.
  @discardableResult
  public mutating func run(until isSo: (ConductorScene) -> Bool, atMost: Int64 = 30_000) -> Bool {
    let end = uptime + atMost
    while uptime < end {
      if isSo(self) { return true }
      run(5)
    }
    return isSo(self)
  }

  /// Time passes and nothing happens: the process hangs, or does not run.
  public mutating func hang(_ milliseconds: Int64) { uptime += milliseconds }

  // MARK: Events

  /// The next command of a kind is treated so; scripts of one kind are used in their order.
  public mutating func next(_ command: SceneCommand, _ reply: SceneReply) { script.append((command, reply)) }

  /// From now on every command of a kind is treated so; nil: as an honest venue would.
  public mutating func always(_ command: SceneCommand, _ reply: SceneReply?) {
    standingScript.removeAll { $0.0 == command }
    if let reply { standingScript.append((command, reply)) }
  }

  public mutating func deliver(_ event: ConductorEvent) {
    for effect in conductor.step(event, at: moment) { take(effect) }
  }

  /// A crash: nothing is left but what was written. The conductor that follows knows nothing else.
  public mutating func restart(after downtime: Int64 = 1_000) throws {
    // What was sent arrives all the same; who waited for it is gone.
    for (_, what) in queue {
      if case .arrives(_, let command, _) = what { _ = venue.take(command, at: moment.venue) }
    }
    queue = []
    exitsUnderWay = 0
    uptime += downtime
    disk = try TradingMemory(disk.json)
    conductor = Conductor(
      rules: rules, capabilities: capabilities, memory: disk, standing: standing,
      instruments: [instrument], instrumentsAt: Self.beginning, now: moment)
    deliver(.permission(.granted(limits)))
  }

  /// What was written since is lost, as by a power cut before it was synced.
  public mutating func lose(since memory: TradingMemory) { disk = memory }

  /// The record of the day's first equity is lost, as by a write that was never synced.
  public mutating func loseBaseline() {
    guard var day = disk.day else { return }
    day.baselineUSD = nil
    try? disk.apply(TradeRecord(at: moment.venue, .dayBegan(day)))
  }

  /// A person's change of the kill switch, by the shell's way.
  public mutating func setStanding(_ standing: Standing) {
    self.standing = standing
    deliver(.killSwitch(standing))
  }

  private mutating func take(_ effect: ConductorEffect) {
    note(effect)
    switch effect {
    case .append(let record):
      do { try disk.apply(try TradeRecord(encoded: record.encoded())) } catch {
        violations.append("a record does not survive the journal: \(error)")
      }
    case .send(let id, let command): send(id, command)
    case .read(let id, let scope, _): queue.append((uptime + roundTrip, .read(id, scope)))
    case .latch(let cause, _):
      latches.append(cause)
      standing = Standing(mode: cause.mode, cause: cause)
      queue.append((uptime + 1, .event(.killSwitch(standing))))
    case .flattened: standing.mode = .flattened
    case .alert(let code, _): alerts.append(code)
    case .answer(let intent, let answer): answers.append((intent, answer))
    case .stopped(let isCovered): stopped.append(isCovered)
    }
  }

  private mutating func note(_ effect: ConductorEffect) {
    switch effect {
    case .flattened: heard.append((uptime, "flattened"))
    case .latch(let cause, let reason): heard.append((uptime, "latch \(cause.rawValue): \(reason)"))
    case .alert(let code, let message): heard.append((uptime, "alert \(code): \(message)"))
    case .answer(let intent, let answer): heard.append((uptime, "answer to \(intent): \(answer.word)"))
    case .append, .send, .read, .stopped: break
    }
  }

  private mutating func send(_ id: EffectID, _ command: ConductorCommand) {
    check(command)
    commands.append((uptime, command))
    if case .exit = command { exitsUnderWay += 1 }
    let kind = SceneCommand(command)
    let there = uptime + roundTrip / 2
    guard let reply = takeReply(to: kind) else {
      queue.append((there, .arrives(id, command, answersAfter: roundTrip / 2)))
      return
    }
    let lost = VenueOutcome.unknown(UnknownOutcome(reason: "transport.timeout"))
    switch reply {
    case .late(let delay): queue.append((there, .arrives(id, command, answersAfter: delay)))
    case .slow(let delay):
      queue.append((there + delay, .arrives(id, command, answersAfter: roundTrip / 2)))
    case .answerLost:
      queue.append((there, .arrives(id, command, answersAfter: nil)))
      queue.append((uptime + 2_000, .event(.sent(id, lost))))
    case .requestLost: queue.append((uptime + 2_000, .event(.sent(id, lost))))
    case .refused(let word, let meaning):
      queue.append((uptime + roundTrip, .event(.sent(id, .refused(VenueRefusal(word, meaning))))))
    case .arrivesLater(let delay):
      queue.append((uptime + roundTrip, .event(.sent(id, lost))))
      queue.append((uptime + delay, .arrives(id, command, answersAfter: nil)))
    }
  }

  private mutating func takeReply(to kind: SceneCommand) -> SceneReply? {
    guard let place = script.firstIndex(where: { $0.0 == kind }) else {
      return standingScript.first { $0.0 == kind }?.1
    }
    return script.remove(at: place).1
  }

  private mutating func happen(_ what: Pending) {
    switch what {
    case .arrives(let id, let command, let delay):
      let outcome = venue.take(command, at: moment.venue)
      if let delay { queue.append((uptime + delay, .event(.sent(id, outcome)))) }
    case .event(let event):
      if case .sent = event, exitsUnderWay > 0 { exitsUnderWay = 0 }
      deliver(event)
    case .read(let id, let scope): deliver(.read(id, facts(scope)))
    }
  }

  private func facts(_ scope: FactScope) -> [VenueFact] {
    let shown = stale ?? venue
    let content: VenueFact.Content =
      switch scope {
      case .positions, .orders, .symbol:
        .settled(SettledReading(symbol: symbol, position: shown.shownPosition, orders: shown.orders))
      case .order(let reference):
        .orderStatus(
          VenueOrderStatus(
            order: reference, venueOrderID: tradedID(of: reference), state: state(of: reference)))
      case .fills: .fills(Array(shown.fills.suffix(100)))
      case .fillsBefore(let time): .fills(Array(shown.fills.filter { $0.at < time }.suffix(100)))
      case .market: .market(venue.market)
      case .account: .account(account)
      case .instruments: .instruments([instrument])
      }
    guard !failing.contains(SceneReading(scope)) else { return [] }
    return [
      VenueFact(venueTime: moment.venue, receivedAt: moment.wall, source: .read, content: content)
    ]
  }

  private func state(of reference: OrderReference) -> VenueOrderStatus.State {
    guard case .client(let id) = reference else { return .notKnown }
    return venue.state(of: id)
  }

  private func tradedID(of reference: OrderReference) -> String? {
    guard case .client(let id) = reference else { return nil }
    return venue.tradedID(of: id)
  }

  // MARK: What may never be

  private mutating func check(_ command: ConductorCommand) {
    func broken(_ rule: String) { violations.append("\(rule) at \(uptime)") }
    switch command {
    case .enter(let approved):
      if standing.mode != .armed { broken("an entry while the switch is \(standing.mode)") }
      if entries.contains(where: { $0.id == approved.order.id }) { broken("an entry is sent twice") }
    case .exit: if exitsUnderWay > 0 { broken("two exits under way") }
    case .uncover(let id, _, _):
      guard let order = venue.orders.first(where: { $0.clientID == id.description }), order.family == .stop,
        venue.position.signum != 0
      else { return }
      var without = venue
      without.remove(order, as: nil)
      if without.covered < min(venue.covered, venue.position.magnitude) {
        broken("a stop is taken from an open position")
      }
    case .protect, .amend, .cancel: break
    }
  }

  private mutating func measure() {
    if venue.position.signum != 0, venue.covered < venue.position.magnitude {
      let since = exposedSince ?? uptime
      exposedSince = since
      longestExposure = max(longestExposure, uptime - since)
    } else {
      exposedSince = nil
    }
  }
}

extension SceneVenue {
  fileprivate var shownPosition: VenuePosition? {
    guard position.signum != 0 else { return nil }
    return VenuePosition(
      symbol: symbol, side: position.signum > 0 ? .long : .short, size: position.magnitude,
      price: market.last)
  }
}
