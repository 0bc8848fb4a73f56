import Chronology
import Trading
import VenueAccess

/// The core at a venue: takes events, and carries effects out as child tasks of the caller's group. What concerns
/// people, the kill switch and strategies is handed to the caller.
struct TradingDesk {
  /// What the caller does.
  enum Notice: Sendable, Hashable {
    case latch(TripCause, reason: String)
    case flattened
    case alert(code: String, message: String)
    case answer(intent: String, IntentAnswer)
    case stopped(isCovered: Bool)
    /// A command that would have been sent, in people's words; of a desk that only plans.
    case planned(String)
    /// The venue told its instruments anew.
    case instruments([Instrument])
  }

  private(set) var conductor: Conductor
  private let hands: VenueHands
  private let isPlanning: Bool
  private let keeper: RecordKeeper
  /// Where the ends of effects go: the caller's inbox, which hands them back to ``take(_:in:)``.
  private let inbox: @Sendable (ConductorEvent) -> Void
  private let sleep: @Sendable (Int64) async throws -> Void
  /// The uptime at which the core is woken next.
  private var wakesAt = Int64.max
  private var isLowOnRoom = false
  #if PLANTED_DEFECTS
    var defect: ShellDefect?
  #endif

  /// - Parameter isPlanning: whether commands are only noted, and nothing is sent or kept.
  init(
    _ conductor: Conductor, hands: VenueHands, keeper: RecordKeeper, isPlanning: Bool = false,
    sleep: @escaping @Sendable (Int64) async throws -> Void,
    inbox: @escaping @Sendable (ConductorEvent) -> Void
  ) {
    self.conductor = conductor
    self.hands = hands
    self.keeper = isPlanning ? .nowhere : keeper
    self.isPlanning = isPlanning
    self.sleep = sleep
    self.inbox = inbox
  }

  /// Hands the link's state on, for as long as the group lives.
  func begin(in group: inout DiscardingTaskGroup) {
    let (facts, inbox) = (hands.facts, inbox)
    group.addTask {
      for await fact in facts where fact.source == .pushed { inbox(.pushed(fact)) }
    }
  }

  var now: Moment {
    let clock = hands.clock
    let wall = clock.now()
    return Moment(uptime: clock.uptimeMilliseconds(), wall: wall, venue: clock.venueNow() ?? wall)
  }

  mutating func take(_ event: ConductorEvent, in group: inout DiscardingTaskGroup) -> [Notice] {
    var notices: [Notice] = []
    if case .read(_, let facts) = event {
      for fact in facts where fact.isComplete {
        if case .instruments(let list) = fact.content { notices.append(.instruments(list)) }
      }
    }
    let now = now
    perform(conductor.step(event, at: now), in: &group, &notices)
    noteRoom(in: &group, &notices)
    wake(after: now, in: &group)
    return notices
  }

  /// Entries stop before the journal is full.
  private mutating func noteRoom(in group: inout DiscardingTaskGroup, _ notices: inout [Notice]) {
    let isLow = !keeper.hasRoomForEntries()
    guard isLow != isLowOnRoom else { return }
    isLowOnRoom = isLow
    perform(conductor.step(.journal(isLow ? .reserveOnly : .healthy), at: now), in: &group, &notices)
  }

  private mutating func perform(
    _ effects: [ConductorEffect], in group: inout DiscardingTaskGroup, _ notices: inout [Notice]
  ) {
    var records: [TradeRecord] = []
    var last: RecordTicket?
    for effect in effects {
      switch effect {
      case .append(let record): records.append(record)
      case .send(let id, let command) where isPlanning:
        notices.append(.planned(command.line))
        inbox(.sent(id, .refused(VenueRefusal("engine.only-plans", .local))))
      case .send(let id, let command):
        keep(&records, &last, in: &group)
        send(id, command, after: last, in: &group)
      case .read(let id, let scope, let urgency):
        let (hands, inbox) = (hands, ear(for: id, oneIn: 40))
        group.addTask { inbox(.read(id, await hands.read(scope, urgency))) }
      case .flattened: notices.append(.flattened)
      case .latch(let cause, let reason): notices.append(.latch(cause, reason: reason))
      case .alert(let code, let message): notices.append(.alert(code: code, message: message))
      case .answer(let intent, let answer): notices.append(.answer(intent: intent, answer))
      case .stopped(let isCovered): notices.append(.stopped(isCovered: isCovered))
      }
    }
    keep(&records, &last, in: &group)
  }

  private func keep(
    _ records: inout [TradeRecord], _ last: inout RecordTicket?, in group: inout DiscardingTaskGroup
  ) {
    guard !records.isEmpty else { return }
    let ticket = keeper.keep(records)
    records = []
    last = ticket
    let inbox = inbox
    group.addTask {
      if let failure = await ticket.settled() { inbox(.journal(.failing(failure))) }
    }
  }

  /// Entries wait until the journal is on stable storage; everything else waits a moment at most, since a disk that
  /// hangs must not leave a position without its stop.
  private func send(
    _ id: EffectID, _ command: ConductorCommand, after ticket: RecordTicket?,
    in group: inout DiscardingTaskGroup
  ) {
    let (hands, inbox) = (hands, ear(for: id, oneIn: 5))
    #if PLANTED_DEFECTS
      let ticket = defect == .ignoresJournal ? nil : ticket
    #endif
    group.addTask {
      if let ticket {
        if command.needsJournal {
          if await ticket.settled() != nil {
            return inbox(.sent(id, .refused(VenueRefusal("journal.not-written", .local))))
          }
        } else {
          _ = await ticket.settled(withinMilliseconds: Self.longestWaitForDisk)
        }
      }
      inbox(.sent(id, await hands.perform(command)))
    }
  }

  /// Where the end of an effect goes.
  ///
  /// - Parameter interval: one in so many goes nowhere, under a mistake that is planted.
  private func ear(for id: EffectID, oneIn interval: UInt64) -> @Sendable (ConductorEvent) -> Void {
    #if PLANTED_DEFECTS
      if defect == .losesEnds, id.number % interval == interval - 1 { return { _ in } }
    #endif
    return inbox
  }

  /// Design-engine §6.
  private static let longestWaitForDisk: Int64 = 50

  private mutating func wake(after now: Moment, in group: inout DiscardingTaskGroup) {
    let next = conductor.nextWake
    // One that is set for later stays: a wake too many costs nothing.
    guard next < wakesAt || wakesAt <= now.uptime else { return }
    wakesAt = next
    let (sleep, inbox) = (sleep, inbox)
    let delay = min(max(1, next - now.uptime), 60_000)
    #if PLANTED_DEFECTS
      if defect == .losesWakes, now.uptime > 6_000 { return }
    #endif
    group.addTask { if (try? await sleep(delay)) != nil { inbox(.time) } }
  }
}
