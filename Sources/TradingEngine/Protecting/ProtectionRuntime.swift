import AlertDelivery
import Chronology
import EngineConfiguration
public import ExactDecimal
import PaperTrading
public import Trading
import VenueAccess

/// The core with keys alone: protects, reduces and cancels, never enters. It is what a refused start falls back to, and
/// what `flatten` is when no engine runs.
public struct ProtectionRuntime {
  public enum Goal: Sendable, Hashable {
    /// Ends when nothing of ours is open any more.
    case untilFlat
    /// Ends when told.
    case untilStopped
    /// Closes own positions, of these symbols or of all, and watches that nothing opens again.
    case flatten([Symbol])
    /// Compares the journal with the venue and says what would be done; sends nothing.
    case plan
    /// A person's word on a quarantined symbol, carried out until what is then ours is covered.
    case settle(Settlement)
  }

  public enum Settlement: Sendable, Hashable {
    /// The venue's position is ours, protected at this price.
    case adopt(Symbol, stop: ExactDecimal)
    /// The venue shows it flat, and that is right.
    case release(Symbol)

    fileprivate var symbol: Symbol {
      switch self {
      case .adopt(let symbol, _), .release(let symbol): symbol
      }
    }
  }

  /// How it ended.
  public struct Ending: Sendable, Hashable {
    /// Nothing of ours is open.
    public var isFlat: Bool
    /// All that is open is covered.
    public var isCovered: Bool
    public var pictures: [SymbolPicture]
    /// Commands that would have been sent, in people's words; of a plan.
    public var plan: [String] = []
  }

  private enum Happening: Sendable {
    case venue(ConductorEvent)
    case signal(EngineSignal)
    case connected(Result<ReachedVenue, EngineError>)
    case alert(EngineAlert)
  }

  private let start: ProtectionStart
  private let goal: Goal
  private var desk: TradingDesk
  private var killSwitch: KillSwitch?
  private var shownLines: [String] = []
  /// Since when everything is flat, by uptime.
  private var flatSince: Int64?
  private var ending: Ending?
  private var hasSettled = false
  private let beganAt: Int64
  private var plan: [String] = []
  private var protectionWatch = ProtectionWatch()
  private let hands: VenueHands
  private let journal: TradingJournal?
  private var alerts = AlertHistory()
  private var isStopping = false

  /// How long nothing may open again before it is called flat.
  private static let watch: Int64 = 5_000

  /// Runs until the goal is reached or a signal ends it.
  ///
  /// - Parameter isBeside: beside an engine that holds the lock and does not answer; nothing on disk is touched.
  /// - Throws: `engine.already-running`, and what makes a session impossible; a venue that does not answer is waited for.
  public static func run(
    _ start: ProtectionStart, goal: Goal, signals: AsyncStream<EngineSignal>, isBeside: Bool = false
  ) async throws(EngineError) -> Ending {
    guard !isBeside else {
      return try await AlertDesk.serving(start, goal, isBeside: true) { start async throws(EngineError) in
        try await work(start, try ProtectionState(beside: start, goal), goal, signals)
      }
    }
    try start.paths.preparePaper(start.configuration.configuration.environment)
    let lock: InstanceLock
    do { lock = try InstanceLock(in: start.folder) } catch {
      // Whoever holds it looks after the positions. Anything else leaves them alone, and nothing can be kept on disk.
      guard error.code != .lockHeld else { throw error }
      return try await AlertDesk.serving(start, goal, isBeside: true) { _ async throws(EngineError) in
        throw error
      }
    }
    let ending = try await AlertDesk.serving(start, goal, isBeside: false) {
      start async throws(EngineError) in
      try await work(start, try ProtectionState(start), goal, signals)
    }
    extendLifetime(lock)
    return ending
  }

  private static func work(
    _ start: ProtectionStart, _ state: ProtectionState, _ goal: Goal, _ signals: AsyncStream<EngineSignal>
  ) async throws(EngineError) -> Ending {
    let (inbox, entrance) = AsyncStream<Happening>.makeStream()
    let display = await ProtectionDisplay(start, goal, state)
    let result: Result<Ending, EngineError> = await withDiscardingTaskGroup { group in
      if let display { group.addTask { await display.serve() } }
      group.addTask { for await signal in signals { entrance.yield(.signal(signal)) } }
      group.addTask {
        let result = await ReachedVenue.reach(start, state, isPatient: goal.waitsForVenue) {
          entrance.yield(.alert($0))
        }
        if let result { entrance.yield(.connected(result)) }
      }
      var runtime: ProtectionRuntime?
      var isTripped = false
      // While the venue is not reached.
      var early = AlertHistory()
      for await happening in inbox {
        switch happening {
        case .connected(.failure(let error)):
          group.cancelAll()
          return .failure(error)
        case .connected(.success(let reached)):
          runtime = ProtectionRuntime(start, goal, state, reached.hands) { entrance.yield(.venue($0)) }
          runtime?.alerts = early
          if let paper = reached.paper {
            group.addTask { await paper.run() }
            group.addTask {
              for await notice in paper.notices { entrance.yield(.alert(EngineAlert(notice))) }
            }
          }
          runtime?.begin(in: &group)
          // So that time passes for whoever watches, also while no reading comes back.
          group.addTask { while (try? await start.sleep(1_000)) != nil { entrance.yield(.venue(.time)) } }
          if isTripped { runtime?.take(.signal(.trip), in: &group) }
        case .signal(.trip) where runtime == nil: isTripped = true
        case .signal(.stop) where runtime == nil:
          group.cancelAll()
          return .success(Ending(isFlat: false, isCovered: false, pictures: []))
        case .alert(let alert) where runtime == nil:
          // Worse than for an engine: nothing protects what is open.
          start.alert(alert.code, alert.message, severity: .critical, about: alert.subject)
          early.note(alert, at: start.now())
          await display?.show(
            EngineStatus(
              protecting: start, goal, state.killSwitch?.state ?? .initial, at: start.now(),
              isStopping: false, venue: nil, journal: state.journal?.standing, alerts: early))
        case .signal, .venue, .alert: runtime?.take(happening, in: &group)
        }
        if let runtime { await display?.show(runtime.status(start)) }
        if let ending = runtime?.ending {
          group.cancelAll()
          return .success(ending)
        }
      }
      return .success(Ending(isFlat: false, isCovered: false, pictures: []))
    }
    await state.journal?.close()
    display?.close()
    return try result.get()
  }

  private init(
    _ start: ProtectionStart, _ goal: Goal, _ state: ProtectionState, _ hands: VenueHands,
    inbox: @escaping @Sendable (ConductorEvent) -> Void
  ) {
    self.start = start
    self.goal = goal
    self.hands = hands
    journal = state.journal
    killSwitch = state.killSwitch
    let clock = hands.clock
    let wall = clock.now()
    beganAt = clock.uptimeMilliseconds()
    let conductor = Conductor(
      rules: state.rules, capabilities: hands.capabilities, memory: state.memory,
      standing: state.standing, instruments: state.instruments,
      instrumentsAt: state.instrumentsAt,
      now: Moment(
        uptime: clock.uptimeMilliseconds(), wall: wall, venue: clock.venueNow() ?? wall))
    desk = TradingDesk(
      conductor, hands: hands, keeper: state.journal?.keeper ?? .nowhere, isPlanning: goal == .plan,
      sleep: start.sleep, inbox: inbox)
  }

  private mutating func begin(in group: inout DiscardingTaskGroup) {
    desk.begin(in: &group)
    if case .flatten(let symbols) = goal {
      for symbol in symbols { take(.order(.flatten(symbol)), in: &group) }
    }
    take(.time, in: &group)
  }

  private mutating func take(_ happening: Happening, in group: inout DiscardingTaskGroup) {
    switch happening {
    case .venue(let event): take(event, in: &group)
    case .signal(.stop):
      isStopping = true
      take(.order(.stop), in: &group)
    case .signal(.trip): trip(.signal, "SIGUSR1 was received", in: &group)
    case .alert(let alert): tell(alert)
    case .connected: return
    }
    settle(in: &group)
    watchProtection()
    judge()
  }

  private mutating func watchProtection() {
    guard goal != .plan else { return }
    let conductor = desk.conductor
    for alert in protectionWatch.look(
      conductor.pictures, conductor.missingTakeProfits, at: desk.now.uptime)
    {
      tell(alert)
    }
  }

  private mutating func tell(_ alert: EngineAlert) {
    start.alert(alert.code, alert.message, about: alert.subject)
    alerts.note(alert, at: start.now())
  }

  private mutating func take(_ event: ConductorEvent, in group: inout DiscardingTaskGroup) {
    for notice in desk.take(event, in: &group) {
      switch notice {
      case .alert(let code, let message):
        tell(EngineAlert(code, message, of: desk.conductor.pictures.map(\.symbol)))
      case .latch(let cause, let reason): trip(cause, reason, in: &group)
      case .flattened:
        let time = start.now()
        do { try killSwitch?.noteFlattened(at: time) } catch {
          tell(EngineAlert(error.code.rawValue, error.message))
        }
      case .stopped(let isCovered): finish(isCovered: isCovered)
      case .planned(let line): if !plan.contains(line) { plan.append(line) }
      case .answer, .instruments: break
      }
    }
  }

  /// What the status shows.
  private func status(_ start: ProtectionStart) -> EngineStatus {
    let now = start.now()
    return EngineStatus(
      protecting: start, goal, killSwitch?.state ?? .initial, at: now, isStopping: isStopping,
      venue: VenueStatus(hands.session, desk.conductor, hands.health(), at: now),
      journal: journal?.standing, alerts: alerts)
  }

  private mutating func trip(_ cause: TripCause, _ reason: String, in group: inout DiscardingTaskGroup) {
    // Beside an engine that holds it, the switch is not ours to write; and a plan changes nothing.
    guard var killSwitch, goal != .plan else { return }
    do {
      try killSwitch.trip(id: start.makeTripID(), cause: cause, reason: reason, at: start.now())
    } catch {
      tell(EngineAlert(error.code.rawValue, error.message))
    }
    self.killSwitch = killSwitch
    take(.killSwitch(killSwitch.state.standing), in: &group)
  }

  /// Whether the goal is reached.
  private mutating func judge() {
    let pictures = desk.conductor.pictures
    let lines = pictures.map(\.line)
    if lines != shownLines {
      for line in lines where !shownLines.contains(line) { start.log("note: \(line)") }
      shownLines = lines
    }
    switch goal {
    case .plan:
      let isKnown = desk.conductor.isReconciled || !plan.isEmpty
      if isKnown && desk.now.uptime - beganAt >= 2_000 || desk.now.uptime - beganAt >= Self.longestPlan {
        finish()
      }
      return
    case .settle(let settlement): return judge(settlement, pictures)
    case .untilFlat, .untilStopped, .flatten: break
    }
    guard desk.conductor.isReconciled, concerned(pictures).allSatisfy(\.isDone) else {
      flatSince = nil
      return
    }
    let uptime = desk.now.uptime
    let since = flatSince ?? uptime
    flatSince = since
    if goal != .untilStopped, uptime - since >= Self.watch { finish() }
  }

  /// Those that the goal is about.
  private func concerned(_ pictures: [SymbolPicture]) -> [SymbolPicture] {
    guard case .flatten(let symbols) = goal, !symbols.isEmpty else { return pictures }
    return pictures.filter { symbols.contains($0.symbol) }
  }

  private static let longestPlan: Int64 = 15_000

  private mutating func judge(_ settlement: Settlement, _ pictures: [SymbolPicture]) {
    guard let picture = pictures.first(where: { $0.symbol == settlement.symbol }) else { return finish() }
    let isLate = desk.now.uptime - beganAt >= 2 * Self.longestPlan
    if hasSettled, picture.quarantine == nil, picture.cover == .covered || picture.isDone || isLate {
      finish()
    }
    if isLate { finish() }
  }

  private mutating func settle(in group: inout DiscardingTaskGroup) {
    guard case .settle(let settlement) = goal, !hasSettled,
      desk.conductor.pictures.first(where: { $0.symbol == settlement.symbol })?.position != nil
    else { return }
    hasSettled = true
    switch settlement {
    case .adopt(let symbol, let stop): take(.order(.adopt(symbol, stop: stop)), in: &group)
    case .release(let symbol): take(.order(.release(symbol)), in: &group)
    }
  }

  /// - Parameter isCovered: what the core says of it besides.
  private mutating func finish(isCovered: Bool = true) {
    guard ending == nil else { return }
    let pictures = desk.conductor.pictures
    ending = Ending(
      isFlat: concerned(pictures).allSatisfy(\.isDone),
      isCovered: isCovered && pictures.allSatisfy { $0.cover == .flat || $0.cover == .covered },
      pictures: pictures,
      plan: plan)
  }
}

extension ProtectionRuntime.Goal {
  /// Whether a venue that does not answer is tried again until it does: positions wait for it, a person's question
  /// does not.
  var waitsForVenue: Bool {
    switch self {
    case .untilFlat, .untilStopped, .flatten: true
    case .plan, .settle: false
    }
  }
}

extension SymbolPicture {
  /// One line for people.
  public var line: String {
    let position = position.map { $0.signum == 0 ? "flat" : "\($0) open, \(own) ours" } ?? "not read yet"
    var parts = ["\(symbol): \(position)"]
    if own.signum != 0 { parts.append(cover.rawValue + (stop.map { " by a stop at \($0)" } ?? "")) }
    if isClosing { parts.append("being closed") }
    if let quarantine { parts.append("quarantined: \(quarantine)") }
    if own.signum == 0, shownOrders > 0 { parts.append("\(shownOrders) own orders left") }
    return parts.joined(separator: ", ")
  }
}
