import Admission
import AlertDelivery
import Attestation
import AuditLog
import Chronology
import Cryptography
import DurableFiles
import EngineConfiguration
import PaperTrading
import StrictJSON
import Trading

/// The shell: one task over one inbox. It waits for something to happen, lets the session decide, and carries the
/// effects out, one after the other.
///
/// Files are small and local, so reading and syncing them happens here; nothing else blocks.
public struct EngineRuntime {
  let start: EngineStart
  let notifier: ServiceNotifier
  let board: StatusBoard
  let log: DecisionLog
  let grant: Grant<Live>
  var session: EngineSession
  var killSwitch: KillSwitch
  var artefacts: LoadedArtefacts
  var clock: SessionClock
  var reportSignature: FileSignature?
  /// Request files that could not be removed: acted on once.
  var handled: [String: FileSignature] = [:]
  var pending: [EngineEvent] = []
  /// Nil without credentials: then nothing is traded.
  var desk: TradingDesk?
  var trading: TradingPart?
  /// Where strategies ask; nil without a venue.
  var intents: (any IntentDesk)?
  /// The bundled one, where it is configured and can trade.
  var strategy: StrategyHost?
  var strategyInbox: (@Sendable (StrategyReading) -> Void)?
  /// To be told in this order.
  var answers: AsyncStream<(String, IntentAnswer)>.Continuation?
  var hasBegun = false
  var address: String?
  /// Signals that came before the session had begun.
  var waiting: [EngineEvent] = []
  var shownPermission: Trading.EntryPermission?
  var isCovered = true
  var isRecording = true
  var shownLine = ""
  var protectionWatch = ProtectionWatch()
  var heartbeat: HeartbeatSchedule?
  var isEnded = false

  /// Starts, runs until somebody stops it, and ends cleanly.
  ///
  /// - Parameter signals: SIGTERM, SIGINT and SIGUSR1 as they come.
  /// - Returns: whether it left everything covered.
  /// - Throws: why it did not start; once it runs it only ends.
  public static func run(
    _ start: EngineStart, signals: AsyncStream<EngineSignal>
  ) async throws(StartRefusal) -> Bool {
    // Asked before anything is written: an engine that root starts by mistake must not leave files that its own
    // user cannot open. Admission always refuses it.
    if start.requirements.environment == .live, start.world.identity.userIDs.contains(0) {
      _ = try start.admit(start.killSwitchMeaning(), persist: true)
    }
    do { try start.paths.preparePaper(start.requirements.environment) } catch { throw .engine(error) }
    let lock: InstanceLock
    do { lock = try InstanceLock(in: start.folder) } catch { throw .engine(error) }
    let alerts = AlertDesk(
      start.configuration, start.folder, credentialsFolder: start.credentialsFolder, sleep: start.sleep,
      log: start.log)
    async let delivery: Void = alerts.run()
    var start = start
    start.alerts = alerts
    let result = await work(start, signals)
    if case .failure(let refusal) = result { alerts.raise(refusal) }
    alerts.close()
    await delivery
    extendLifetime(lock)
    return try result.get()
  }

  private static func work(
    _ start: EngineStart, _ signals: AsyncStream<EngineSignal>
  ) async -> Result<Bool, StartRefusal> {
    do throws(StartRefusal) {
      var runtime = try EngineRuntime(start)
      do { try await runtime.connect() } catch { throw .engine(error) }
      let ending = await runtime.serve(signals)
      await runtime.trading?.close()
      if let ending { throw .engine(ending) }
      return .success(runtime.isCovered)
    } catch { return .failure(error) }
  }

  init(_ start: EngineStart) throws(StartRefusal) {
    self.start = start
    guard let reading = start.world.clock() else {
      throw .engine(EngineError(.clockUnreadable, "the host's clocks cannot be read"))
    }
    clock = SessionClock(reading)
    log = DecisionLog(path: start.folder.decisions)
    do {
      let path = start.paths[.killSwitch]
      killSwitch = try KillSwitch(
        opening: path, hasHistory: start.hasHistory(KillSwitchState.load(path)),
        tripID: start.makeTripID(), at: reading.now)
      if killSwitch.wasTrippedByOpening { try start.record(killSwitch.state, in: log, at: reading.now) }
      try Self.openSpecs(start)
      artefacts = try start.edges.artefacts(
        start.configuration, start.paths, killSwitch.state, start.workingDirectory)
    } catch {
      throw .engine(error)
    }
    // Looked at before it is read, so that a report that comes in between is noticed.
    reportSignature = FileSignature(start.requirements.reportPath)
    grant = try start.admit(killSwitch.state, persist: true)
    do { try killSwitch.establish() } catch { throw .engine(error) }
    let configuration = start.configuration.configuration
    notifier = ServiceNotifier(environment: start.world.environment, processID: start.processID)
    session = EngineSession(
      environment: configuration.environment,
      permission: SessionPermission(grant, undecidedGrace: configuration.gate.undecidedGrace),
      isGrantNeeded: start.requirements.demandsReport,
      neededBehaviours: configuration.protection.placement.neededBehaviours, killSwitch: killSwitch.state,
      watchdogMilliseconds: notifier.watchdogInterval, at: reading.now)
    board = StatusBoard(session.status(at: reading.now))
    heartbeat =
      configuration.environment == .paper
      ? nil : configuration.alerts.heartbeat.map { HeartbeatSchedule(every: $0.every.count) }
  }

  private static func openSpecs(_ start: EngineStart) throws(EngineError) {
    let path = start.paths[.instrumentSpecs]
    switch InstrumentSpecsCache.load(path) {
    case .present: return
    case .missing: break
    case .unreadable(let reason): start.log("note: the instrument cache is begun anew: \(reason)")
    }
    do { try InstrumentSpecsCache.empty.save(path) } catch {
      throw EngineError(
        state: error, "the instrument cache cannot be written",
        hint: "the folder of INSTRUMENT_SPECS_CACHE_PATH has to exist and be writable for the engine's user")
    }
  }

  /// - Returns: why it could not begin; nil after a clean end.
  private mutating func serve(_ signals: AsyncStream<EngineSignal>) async -> EngineError? {
    let (inbox, entrance) = AsyncStream<EngineEvent>.makeStream()
    let world = start.world
    let server: any HealthService
    do {
      server = try await start.edges.serveHealth(
        UInt16(clamping: start.configuration.configuration.healthPort), board,
        { world.clock()?.now ?? Timestamp(clamping: 0) })
    } catch {
      return error
    }
    let sleep = start.sleep
    let tick = min(1_000, notifier.watchdogInterval ?? 1_000)
    // One that keeps nothing of a task that has ended: every reading and every wake is one, for weeks.
    return await withDiscardingTaskGroup { group in
      group.addTask {
        await server.run()
        if !Task.isCancelled { entrance.yield(.healthEnded("the health endpoint was closed")) }
      }
      if let address = server.address { entrance.yield(.listening(address)) }
      group.addTask { for await signal in signals { entrance.yield(.signal(signal)) } }
      group.addTask { while (try? await sleep(tick)) != nil { entrance.yield(.tick) } }
      if let paper = trading?.paper {
        group.addTask { await paper.run() }
        group.addTask { for await notice in paper.notices { entrance.yield(.alert(EngineAlert(notice))) } }
      }
      if let trading {
        desk = trading.desk(start.edges, sleep: sleep) { entrance.yield(.venue($0)) }
        desk?.begin(in: &group)
        strategyInbox = { entrance.yield(.bars($0)) }
        openStrategy()
        take(.killSwitch(killSwitch.state.standing), in: &group)
        permit(in: &group)
      }
      if let intents {
        let (told, telling) = AsyncStream<(String, IntentAnswer)>.makeStream()
        answers = telling
        group.addTask { for await (intent, answer) in told { await intents.send(answer, to: intent) } }
        group.addTask { await intents.run() }
        group.addTask {
          for await incoming in intents.intents { entrance.yield(.venue(.intent(incoming.intent))) }
        }
      }
      let ending = await work(through: inbox, in: &group)
      group.cancelAll()
      return ending
    }
  }

  private mutating func work(
    through inbox: AsyncStream<EngineEvent>, in group: inout DiscardingTaskGroup
  ) async -> EngineError? {
    let startedAt = clock.advance(start.world.clock())
    for await event in inbox {
      guard !hasBegun else {
        await handle(event, in: &group)
        if isEnded { return nil }
        continue
      }
      switch event {
      case .listening(let address): self.address = address
      case .healthEnded(let reason):
        return EngineError(.healthPortTaken, reason, hint: "health.port names a free port, or 0 for any")
      case .signal(.stop):
        guard desk != nil else { return nil }
        take(.order(.stop), in: &group)
      case .venue(let event): take(event, in: &group)
      // A trip is taken when there is something to stop.
      case .signal(.trip), .alert: waiting.append(event)
      default: break
      }
      watchProtection()
      // What the core latched is written down at once; another instance has the right of way.
      for event in pending {
        if case .tripped(.otherInstance, let reason) = event {
          return EngineError(
            .otherInstance, reason,
            hint: "stop the other engine, or take its orders back, before this one starts")
        }
      }
      if let event = pending.popLast() { await handle(event, in: &group) }
      if isEnded { return nil }
      guard let address else { continue }
      if desk.map(\.conductor.isReconciled) ?? true {
        do { try begin(address) } catch { return error }
        hasBegun = true
        pending += waiting
      } else if clock.advance(start.world.clock()).milliseconds(since: startedAt) > Self.longestReconciliation
      {
        return EngineError(
          .notReconciled, "positions and orders could not be reconciled within 45 seconds",
          hint:
            "'trading-engine reconcile' shows what differs; 'protect' keeps what is open protected meanwhile")
      }
    }
    return nil
  }

  /// Less than the service manager waits for READY=1.
  private static let longestReconciliation: Int64 = 45_000

  private mutating func begin(_ address: String) throws(EngineError) {
    let now = clock.advance(start.world.clock())
    noteVenue()
    noteDisk()
    do {
      try log.append(
        "session-started", at: now,
        members: session.members(at: now) + [
          JSONMember("engine", .string(artefacts.engineSha256.hex)),
          JSONMember("configuration", .string(artefacts.configurationSha256.hex)),
          JSONMember("version", .string(EngineIdentity.version)),
          JSONMember("processId", .integer(Int64(start.processID))),
        ])
    } catch {
      throw EngineError(.recordNotWritten, "the start cannot be recorded: \(error)", hint: error.hint)
    }
    try InstanceRecord(processID: start.processID, startedAt: now, healthAddress: address).save(
      in: start.folder)
    shownLine = session.status(at: now).line
    notifier.ready(shownLine)
    let configuration = start.configuration.configuration
    beginStrategy()
    if configuration.environment == .paper, configuration.alerts.heartbeat != nil {
      start.log("note: no heartbeat is sent on paper: it would stand for the live engine's")
    }
    let unused = configuration.unusedParts
    if !unused.isEmpty {
      start.log("note: configured and not used by this build: \(unused.joined(separator: ", "))")
    }
    start.onReady(
      EngineReady(
        environment: configuration.environment, grant: grant,
        limits: EffectiveLimits(configuration, grant.limits), healthAddress: address,
        killSwitch: killSwitch.state, venue: session.venue))
  }
}
