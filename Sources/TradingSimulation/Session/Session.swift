import Chronology
import ExactDecimal
import SimulatedVenue
import Trading

/// One run of the core against the simulated venue, decided by its seed alone: an event queue, the venue, the disk, the
/// network between them, and the oracle.
struct Session: Sendable {
  let plan: SessionPlan
  let dropped: [Int]
  var queue = EventQueue()
  /// Milliseconds since the session began; also the engine's uptime.
  var now: Int64 = 0

  // The venue.
  var venue: SimulatedVenue.Venue
  var past: [PastState] = []
  /// From when stale readings may be asked for.
  var keepsPastFrom = Int64.max
  var pastRevision = -1

  // The engine.
  var conductor: Conductor
  var isUp = false
  var epoch = 0
  var wallOffset: Int64 = 0
  var knowsVenueTime = false
  var wakeAt = Int64.max
  var permission: EntryPermission
  var limits: EntryLimits
  var crash: (after: Int, downFor: Int64)?
  var restartsAfterStop: Int64?
  var disk = SimulatedDisk()
  var latchEpoch = 0
  var access: [AccessBook]
  var requests: [CommandRequest] = []
  var reads: [ReadRequest] = []
  var strategy = Strategy()

  // What the acts have made of the world.
  var isLinkDown = false
  var armedCommands: [(act: Int, fault: CommandFault, target: CommandTarget)] = []
  var armedReads: [(act: Int, fault: ReadFault, target: ReadTarget)] = []
  var armedDistortions: [Distortion] = []

  // Streams of their own, so that leaving a fault out changes as little as possible.
  var latencies: SeededGenerator
  var choices: SeededGenerator
  var accidents: SeededGenerator

  var oracle: Oracle
  var digest = TraceDigest()
  var trace: SessionTrace?
  var stepCount = 0
  var venueEventCount = 0

  #if PLANTED_DEFECTS
    var defect: PlantedDefect?
  #endif

  init(plan: SessionPlan, dropped: [Int], isTraced: Bool) {
    self.plan = plan
    self.dropped = dropped
    venue = SimulatedVenue.Venue(plan.venue, at: plan.begins)
    limits = plan.limits
    permission = .granted(plan.limits)
    for planned in plan.acts {
      if case .read(.stale, _) = planned.act { keepsPastFrom = min(keepsPastFrom, planned.at - 1_600) }
    }
    access = plan.symbols.map { _ in AccessBook() }
    latencies = SeededGenerator(seed: plan.seed ^ 0x4C41_5445_4E43)
    choices = SeededGenerator(seed: plan.seed ^ 0x5354_5241_5445)
    accidents = SeededGenerator(seed: plan.seed ^ 0x4449_534B)
    oracle = Oracle(plan)
    trace = isTraced ? SessionTrace() : nil
    conductor = Conductor(
      rules: plan.rules, capabilities: plan.capabilities, memory: TradingMemory(), standing: .armed,
      now: Moment(uptime: 0, wall: plan.begins, venue: plan.begins))
  }

  /// The venue's clock.
  var venueNow: Timestamp { plan.begins.advanced(byMilliseconds: now) }

  var moment: Moment {
    let wall = venueNow.advanced(byMilliseconds: wallOffset)
    // Answers tell it with the way that they had.
    return Moment(
      uptime: now, wall: wall, venue: knowsVenueTime ? venueNow.advanced(byMilliseconds: -20) : wall)
  }

  /// Runs to the end, or to the first violation.
  mutating func run() {
    disk.write(.armed)
    disk.syncLatch()
    queue.add(.start, at: 1)
    queue.add(.propose, at: 2_000)
    queue.add(.disarm, at: plan.actsEnd)
    for (place, planned) in plan.acts.enumerated() where !dropped.contains(place) {
      queue.add(.act(place), at: planned.at)
    }
    var lastFault = plan.actsEnd
    for planned in plan.acts { lastFault = max(lastFault, planned.at + planned.act.lasting) }
    while oracle.violation == nil, let (time, event) = queue.next() {
      let isLongEnough = venueEventCount >= SessionPlan.fewestEvents
      guard time <= max(lastFault, oracle.impairedUntil) + plan.settling || !isLongEnough else { break }
      now = max(now, time)
      take(event)
      check()
      stepCount += 1
      if stepCount > 200_000 {
        oracle.violate(.busy, at: now, "more than 200000 events")
      }
    }
    if oracle.violation == nil { checkEnd() }
    digest.mix(now)
    digest.mix(stepCount)
  }

  private mutating func take(_ event: SessionEvent) {
    switch event {
    case .wake:
      guard now >= wakeAt else { return }
      wakeAt = .max
      feed(.time)
    case .dispatch(let request): dispatch(request)
    case .arrive(let request): arrive(request)
    case .answer(let request): answer(request)
    case .timeout(let request): timeOut(request)
    case .release: passVenueTime()
    case .sample(let read): sample(read)
    case .readDone(let read): finish(read)
    case .journalSynced(let epoch, let count): noteJournal(epoch: epoch, through: count)
    case .latchSynced(let epoch): noteLatch(epoch)
    case .act(let place): begin(place)
    case .actEnd(let place): end(place)
    case .propose: propose()
    case .start: start()
    case .permit(let epoch):
      if epoch == self.epoch { feed(.permission(permission)) }
    case .disarm:
      armedCommands = []
      armedReads = []
      armedDistortions = []
    }
  }

  // MARK: Tracing

  mutating func note(_ line: String) {
    trace?.add(now, line)
  }

  func place(_ symbol: Symbol) -> Int? { plan.symbols.firstIndex(of: symbol) }
}

/// What happened, as text; made only when asked for.
struct SessionTrace: Sendable {
  private(set) var lines: [String] = []

  mutating func add(_ time: Int64, _ line: String) {
    let digits = String(time)
    lines.append(String(repeating: " ", count: max(0, 7 - digits.utf8.count)) + digits + "  " + line)
  }
}
