public import Admission
import Alerting
public import Attestation
public import Chronology
import ExactDecimal
public import ReadinessReport
public import StrictJSON
import Trading

/// The running engine's decisions, pure: an event and the time become effects, and a picture of where it stands.
///
/// The session decides whether entries are permitted; what is done about positions is the core's.
public struct EngineSession: Sendable {
  public static let heartbeatMilliseconds: Int64 = 60_000

  public let environment: TradingEnvironment
  public let startedAt: Timestamp
  /// How positions stand; nil without a venue.
  public var venue: VenueStatus?
  /// What is around it, for who looks at its status.
  var limits: EffectiveLimits?
  var journal: JournalStanding?
  var disk: DiskStanding?
  private var alerts = AlertHistory()
  /// At which loss of a day the core trips, which it was told at the start; nil without a venue.
  var dailyLossInForce: ExactDecimal?
  private let neededBehaviours: [String]
  private let isGrantNeeded: Bool
  private let watchdogMilliseconds: Int64?
  private var permission: SessionPermission<Live>
  private var killSwitch: KillSwitchState
  private var counters = EngineCounters()
  private var stopping: String?
  private var nextHeartbeat: Timestamp
  private var nextWatchdog: Timestamp
  private var shown: EngineStatus.Entries
  private var isClockAlerted = false
  /// A permission that cannot be recorded is none.
  private var isRecording = true

  /// - Parameters:
  ///   - neededBehaviours: what the configured modes need certified, design-engine §4.
  ///   - isGrantNeeded: whether the Grant came from a report.
  public init(
    environment: TradingEnvironment, permission: SessionPermission<Live>, isGrantNeeded: Bool,
    neededBehaviours: [String], killSwitch: KillSwitchState, watchdogMilliseconds: Int64?, at time: Timestamp
  ) {
    self.environment = environment
    self.permission = permission
    self.isGrantNeeded = isGrantNeeded
    self.neededBehaviours = neededBehaviours
    self.killSwitch = killSwitch
    self.watchdogMilliseconds = watchdogMilliseconds
    startedAt = time
    nextHeartbeat = time.advanced(byMilliseconds: Self.heartbeatMilliseconds)
    nextWatchdog = time
    shown = .permitted
    shown = entries(at: time).0
  }

  /// The configured modes' behaviours that a report does not say `yes` to, sorted.
  public static func missingBehaviours(_ needed: [String], in limits: Grants) -> [String] {
    needed.filter { limits.behaviours[$0] != "yes" }.sorted()
  }

  /// The Grant in force, or the last one.
  var grant: Grant<Live> { permission.grant }

  public func status(at time: Timestamp) -> EngineStatus {
    let (entries, hold, because) = entries(at: time)
    let grant = permission.grant
    return EngineStatus(
      environment: environment, startedAt: startedAt, isStopping: stopping != nil, entries: entries,
      because: because,
      permission: grant.reportSha256.map {
        EngineStatus.Permission(sequence: grant.sequence, reportSha256: $0, expiresAt: grant.expiresAt)
      },
      killSwitch: killSwitch, counters: counters, venue: venue, hold: hold, limits: limits, alerts: alerts,
      journal: journal, disk: disk)
  }

  /// - Parameter drift: how far the wall clock has moved against the time really passed, in milliseconds.
  public mutating func step(_ event: EngineEvent, at time: Timestamp, drift: Int64 = 0) -> [EngineEffect] {
    guard stopping == nil else { return [] }
    var effects: [EngineEffect] = []
    switch event {
    case .tick: effects = tick(at: time, drift: drift)
    case .signal(.stop), .finished: return stop("a signal asked for it", at: time)
    case .signal(.trip): effects = [.trip(cause: .signal, reason: "SIGUSR1 was received")]
    case .requested(let request, let file): effects = take(request, file: file)
    case .killSwitch(let state, let trouble): effects = take(state, trouble)
    case .reportChanged: effects = isGrantNeeded ? [.review] : []
    case .reviewed(let review): effects = take(review, at: time)
    case .listening, .venue, .bars: break
    case .tripped(let cause, let reason): effects = [.trip(cause: cause, reason: reason)]
    case .flattened: effects = [.noteFlattened, .note("everything is flat")]
    case .alert(let found): effects = [alert(found)]
    case .recorded: isRecording = true
    case .notRecorded(let reason):
      counters.recordsNotWritten += 1
      isRecording = false
      effects = [alert("decision-log.not-written", "a decision could not be recorded: \(reason)")]
    case .healthEnded(let reason):
      effects = [alert("health.ended", "the health endpoint ended: \(reason)")]
    }
    effects += noticeEntries(at: time)
    alerts.note(effects, at: time)
    return effects
  }

  private mutating func tick(at time: Timestamp, drift: Int64) -> [EngineEffect] {
    var effects: [EngineEffect] = []
    if let watchdogMilliseconds, nextWatchdog <= time {
      nextWatchdog = time.advanced(byMilliseconds: watchdogMilliseconds)
      effects.append(.watchdog)
    }
    if abs(drift) > 5_000, !isClockAlerted {
      isClockAlerted = true
      effects.append(
        alert("clock.stepped", "the wall clock moved by \(drift) ms against the time that passed"))
    } else if abs(drift) <= 1_000 {
      isClockAlerted = false
    }
    if nextHeartbeat <= time {
      nextHeartbeat = time.advanced(byMilliseconds: Self.heartbeatMilliseconds)
      counters.heartbeats += 1
      effects.append(.record(kind: "heartbeat", members(at: time)))
    }
    return effects
  }

  private mutating func take(_ request: KillSwitchRequest, file: String) -> [EngineEffect] {
    switch request {
    case .trip(let cause, let reason): return [.trip(cause: cause, reason: reason), .discard(file: file)]
    // What is closed is the core's; the switch keeps the stops of all the others.
    case .flatten(_, let reason): return [.trip(cause: .command, reason: reason), .discard(file: file)]
    case .reset(let tripID, let reason):
      do { try KillSwitch.check(reset: tripID, of: killSwitch) } catch {
        return [alert("kill-switch.reset-refused", error.message), .discard(file: file)]
      }
      return [.reset(tripID: tripID, reason: reason), .discard(file: file)]
    case .unintelligible(let why):
      return [alert("kill-switch.reset-refused", "the reset's file is none: \(why)"), .discard(file: file)]
    }
  }

  private mutating func take(_ state: KillSwitchState, _ trouble: EngineError?) -> [EngineEffect] {
    var effects: [EngineEffect] = []
    if let trouble { effects.append(alert(trouble.code.rawValue, trouble.message)) }
    guard state != killSwitch else { return effects }
    let members = state.recordMembers(after: killSwitch)
    killSwitch = state
    guard state.mode.isLatched else {
      effects += [.record(kind: "kill-switch-reset", members), .note("the kill switch is armed again")]
      // A report may have come while no report could be admitted.
      if isGrantNeeded { effects.append(.review) }
      return effects
    }
    effects.append(.record(kind: "kill-switch-tripped", members))
    effects.append(
      alert(
        "kill-switch.tripped",
        "the kill switch is tripped (\(state.cause?.rawValue ?? "unknown")): \(state.reason ?? ""), "
          + "trip id \(state.tripID ?? "")"))
    return effects
  }

  private mutating func take(_ review: ReportReview<Live>, at time: Timestamp) -> [EngineEffect] {
    counters.reportsRead += 1
    switch permission.take(review, at: time) {
    case .renewed:
      return [
        .note(
          "the report with number \(permission.grant.sequence) renews the Grant until \(permission.grant.expiresAt)"
        )
      ]
    case .resumed, .suspended: return []
    case .closing(let end):
      return [
        .record(kind: "suspension-pending", [JSONMember("endsAt", .string(end.description))]),
        alert(
          "report.undecided",
          "a report is BLOCKED, undecided: entries end at \(end) unless READY comes before"),
      ]
    case .ignored:
      guard case .notConcerning(let refusal) = review else { return [] }
      return [
        .note("a report about something else is ignored: \(refusal.code.summary) [\(refusal.code.text)]")
      ]
    case .alert(let refusal):
      return [
        alert(
          refusal.code.text, "\(refusal.code.summary): expected \(refusal.expected), found \(refusal.found)")
      ]
    }
  }

  /// Entries that begin or end, whatever made them: a report, the clock, the kill switch.
  private mutating func noticeEntries(at time: Timestamp) -> [EngineEffect] {
    let (now, _, because) = entries(at: time)
    guard now != shown else { return [] }
    let before = shown
    shown = now
    switch now {
    case .permitted:
      return [.record(kind: "resumed", members(at: time)), .note("entries are permitted again")]
    case .suspended, .stopped:
      var effects: [EngineEffect] = [
        .record(kind: "suspended", [JSONMember("cause", .string(because))] + members(at: time))
      ]
      if before == .permitted {
        effects.append(alert("entries.suspended", "entries are suspended: \(because); protection goes on"))
      }
      return effects
    }
  }

  private func entries(at time: Timestamp) -> (EngineStatus.Entries, EntriesHold?, because: String) {
    if stopping != nil { return (.stopped, .stopping, "stopping") }
    guard killSwitch.mode == .armed else {
      return (.stopped, .killSwitch, "kill switch \(killSwitch.mode.rawValue)")
    }
    guard !isClockAlerted else { return (.suspended, .clock, "the wall clock was set") }
    guard isRecording else { return (.suspended, .decisionLog, "decision log not writable") }
    switch permission.entries(at: time) {
    case .suspended(let cause): return (.suspended, EntriesHold(cause), cause.rawValue)
    case .allowed:
      let missing =
        isGrantNeeded
        ? Self.missingBehaviours(neededBehaviours, in: permission.grant.limits) : []
      guard missing.isEmpty else {
        return (.suspended, .notCertified, "not certified: \(missing.joined(separator: ", "))")
      }
      // The core's rules stand for a session; a report that came since may grant less.
      if let inForce = dailyLossInForce, let granted = permission.grant.limits.maxDailyLossUSD,
        granted < inForce
      {
        return (
          .suspended, .dailyLossLimit,
          "the report grants \(granted) USD of daily loss and \(inForce) is in force: restart the engine"
        )
      }
      return (.permitted, nil, "")
    }
  }

  private mutating func stop(_ because: String, at time: Timestamp) -> [EngineEffect] {
    stopping = because
    return [
      .record(kind: "session-stopped", [JSONMember("because", .string(because))] + members(at: time)),
      .stop(because: because),
    ]
  }

  /// What the records of a session say about it.
  public func members(at time: Timestamp) -> [JSONMember] {
    let grant = permission.grant
    return [
      JSONMember("environment", .string(environment.rawValue)),
      JSONMember("entries", .string(shown.rawValue)),
      JSONMember("report", .optional(grant.reportSha256)),
      JSONMember("sequence", grant.reportSha256.map { _ in .integer(grant.sequence) } ?? .null),
      JSONMember("expiresAt", .optional(grant.reportSha256.map { _ in grant.expiresAt.description })),
      JSONMember("killSwitch", .string(killSwitch.mode.rawValue)),
    ]
  }

  private mutating func alert(_ code: String, _ message: String) -> EngineEffect {
    alert(EngineAlert(code, message))
  }

  private mutating func alert(_ alert: EngineAlert) -> EngineEffect {
    counters.alerts += 1
    return .alert(alert)
  }

  /// How alerts are delivered, for whoever asks how the engine stands.
  mutating func note(_ delivery: AlertCounters) { counters.delivery = delivery }
}
