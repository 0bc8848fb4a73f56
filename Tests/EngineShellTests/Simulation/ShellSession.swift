import Admission
import Attestation
import Chronology
import Cryptography
import DurableFiles
import ExactDecimal
import Glibc
import HTTPTransport
import KrakenFutures
import KrakenFuturesClient
import KrakenWorld
import PaperTrading
import SimulatedVenue
import Synchronization
import Trading

@testable import TradingEngine

/// One session of the real shell under a seed: the runtime, the desk, the adapter, the permission types and the files of
/// an engine, at a venue in this process, with faults and crashes.
final class ShellSession: Sendable {
  struct Outcome: Sendable {
    var violations: [String] = []
    var digest = ""
    var requests = 0
    var entries = 0
    var fills = 0
    var starts = 0
    var answers: [String] = []
    var log: [String] = []
  }

  private let plan: ShellPlan
  private let executor: SeededExecutor
  private let scene: ShellScene
  private let venue: WatchedVenue
  private let journal: SteppedJournal
  private let begins: Timestamp
  private let edges: EngineEdges
  private let log = Tape<String>()
  private let answers = Tape<(intent: String, answer: IntentAnswer)>()
  private let running = Mutex<Life?>(nil)
  private let progress = Mutex(Progress())

  private struct Progress: Sendable {
    var starts = 0
    var intents = 0
    var violations: [String] = []
    var isDone = false
  }

  private struct Life: Sendable {
    let task: Task<Bool, any Error>
    let signals: AsyncStream<EngineSignal>.Continuation
    let intents: ScriptedIntents
  }

  private init(seed: UInt64, settling: Int64?, _ change: (inout EngineEdges) -> Void) throws {
    var plan = ShellPlan(seed: seed)
    if let settling { plan.settling = settling }
    self.plan = plan
    let executor = SeededExecutor(seed: seed)
    self.executor = executor
    let begins = Timestamp(clamping: 1_795_000_000_000 + Int64(seed % 86_400) * 1_000)
    self.begins = begins
    let isShared = unsafe access("/dev/shm", W_OK) == 0
    let scene = try ShellScene(
      environment: .simulator, origin: "http://127.0.0.1:1", credentials: true,
      base: isShared ? "/dev/shm" : "/var/tmp")
    self.scene = scene
    try DurableFiles.create(
      "\(scene.folder)/credentials",
      with: Array("key=\(KrakenWorld.key)\nsecret=\(KrakenWorld.secret)\n".utf8), mode: 0o600)
    var configuration = VenueConfiguration(seed: seed)
    configuration.instruments = Array(SimulatedVenue.Instrument.catalog.prefix(1))
    configuration.tick = Milliseconds(500)
    configuration.accounts = [
      (
        id: "a5f1c0de-0000-4000-8000-000000000001",
        credential: Credential(key: KrakenWorld.key, secret: Array(0..<64)), deposits: [(.usd, Fixed(20_000))]
      )
    ]
    let clock = ClientClock(
      now: { begins.advanced(byMilliseconds: executor.now) }, uptimeMilliseconds: { executor.now },
      sleep: { try await executor.sleep($0) })
    let journal = SteppedJournal(executor, seed: seed)
    self.journal = journal
    let exchange = InProcessKraken(
      SimulatedKraken(configuration, at: begins), clock: clock,
      session: TransportSession(
        origin: try HTTPOrigin("http://127.0.0.1:1"), certificateSha256s: [],
        isVerifiedBySystemTrustStore: false))
    let killSwitch = "\(scene.folder)/state/kill.json"
    let venue = WatchedVenue(
      exchange, executor, seed: seed, isKept: { journal.isKept($0) },
      isLatched: {
        if case .present(let state) = KillSwitchState.load(killSwitch) { state.mode.isLatched } else { true }
      })
    self.venue = venue
    var edges = EngineEdges.standard
    edges.clock = clock
    edges.connect = { settings, _ async throws(VenueConnectionError) in
      try await KrakenFuturesConnection.connect(settings, over: venue)
    }
    edges.serveHealth = { _, _, _ async throws(EngineError) in
      SilentHealth(sleep: { try await executor.sleep($0) })
    }
    edges.keepRecords = { journal.open($0) }
    edges.artefacts = { loaded, paths, state, folder throws(EngineError) in
      LoadedArtefacts(
        engineSha256: SHA256.digest(of: []), executablePath: "/engine", configurationSha256: loaded.sha256,
        configurationPath: "\(folder)/engine.yaml", libraries: [:], statePaths: paths.byVariable,
        killSwitchPath: paths[.killSwitch], killSwitch: LoadedArtefacts.KillSwitch(state))
    }
    change(&edges)
    self.edges = edges
  }

  /// Runs a session to its end.
  ///
  /// - Parameters:
  ///   - settling: how long things are at rest at the end; nil takes the plan's.
  ///   - change: what is to be otherwise, such as a mistake to be found.
  static func run(
    seed: UInt64, settling: Int64? = nil, _ change: (inout EngineEdges) -> Void = { _ in }
  ) throws -> Outcome {
    let session = try ShellSession(seed: seed, settling: settling, change)
    // Tasks that wait for ever hold the scene, and a session's files are megabytes of memory.
    defer { ShellScene.remove(session.scene.folder) }
    let executor = session.executor
    let script = Task(executorPreference: executor) { await session.play() }
    let isDone = executor.run(until: { session.progress.withLock(\.isDone) }, most: 3_000_000)
    var outcome = session.outcome()
    if !isDone { outcome.violations.append("the session does not end: \(executor.now) ms") }
    if executor.escapes > 0 {
      outcome.violations.append("\(executor.escapes) times work came from elsewhere")
    }
    _ = script
    return outcome
  }

  private func outcome() -> Outcome {
    let progress = progress.withLock { $0 }
    return Outcome(
      violations: venue.violations + progress.violations, digest: venue.digest, requests: venue.requests,
      entries: venue.entries, fills: fills.withLock { $0 }, starts: progress.starts,
      answers: answers.all.map { "\($0.intent): \($0.answer)" }, log: log.all)
  }

  private let fills = Mutex(0)
  private let calmAt = Mutex<Int64>(0)

  // MARK: The script

  private func play() async {
    await start()
    for (at, act) in plan.acts {
      let rest = at - executor.now
      if rest > 0 { try? await executor.sleep(rest) }
      await perform(act)
    }
    let rest = plan.actsEnd - executor.now
    if rest > 0 { try? await executor.sleep(rest) }
    await calm()
    await attend(plan.settling)
    await judgeRest()
    await ask()
    await judge()
    progress.withLock { $0.isDone = true }
  }

  /// Waits, and starts the engine again whenever it has ended, as a service manager does.
  private func attend(_ milliseconds: Int64) async {
    let end = executor.now + milliseconds
    while executor.now < end {
      if running.withLock({ $0 == nil }) { await start() }
      try? await executor.sleep(500)
    }
  }

  private func start() async {
    let (log, answers) = (log, answers)
    let intents = ScriptedIntents { answers.add(($0, $1)) }
    var edges = edges
    edges.takeIntents = { _, _, _ async throws(EngineError) in intents }
    let (executor, begins) = (executor, begins)
    var world = AdmissionWorld.current()
    world.clock = {
      ClockReading(
        now: begins.advanced(byMilliseconds: executor.now), bootTimeMilliseconds: 1_000_000 + executor.now)
    }
    let (signals, entrance) = AsyncStream<EngineSignal>.makeStream()
    do {
      let start = try scene.start(
        world: world, sleep: { try await executor.sleep($0) }, edges: edges, log: { log.add($0) })
      let task = Task(executorPreference: executor) {
        do { return try await EngineRuntime.run(start, signals: signals) } catch {
          log.add("ended: \(error)")
          throw error
        }
      }
      progress.withLock { $0.starts += 1 }
      running.withLock { $0 = Life(task: task, signals: entrance, intents: intents) }
      // One that ends by itself is not running any more.
      _ = Task(executorPreference: executor) {
        _ = await task.result
        self.running.withLock { if $0?.task == task { $0 = nil } }
      }
    } catch {
      progress.withLock { $0.violations.append("it cannot be started: \(error)") }
    }
  }

  private func end(by end: (Life) -> Void) async {
    guard let life = running.withLock({ $0 }) else { return }
    end(life)
    _ = await life.task.result
    running.withLock { $0 = nil }
  }

  private func perform(_ act: ShellAct) async {
    venue.note("act \(act)")
    switch act {
    case .enter: await enter()
    case .exit:
      let number = nextIntent()
      put(.exit(id: "x\(number)", of: "i\(max(1, number - 1))", fraction: nil))
    case .cancel:
      let number = nextIntent()
      put(.cancel(id: "x\(number)", of: "i\(max(1, number - 1))"))
    case .fault(let fault, let endpoint):
      await venue.exchange.apply([.armOnWire(ArmedWireFault(fault, endpoint: endpoint))])
    case .halt(let milliseconds):
      var halted = SimulatedVenue.MarketState()
      halted.isSuspended = true
      await venue.exchange.apply([
        .control(.setState(symbol: nil, halted)),
        .later(milliseconds: milliseconds, [.control(.setState(symbol: nil, SimulatedVenue.MarketState()))]),
      ])
    case .jump(let millionths):
      let price = await last().scaled(by: Fixed(1_000_000 + millionths), over: Fixed(1_000_000))
      await venue.exchange.apply([.control(.moveTo(symbol: "PF_XBTUSD", price))])
    case .ramp(let millionths, let milliseconds):
      let price = await last().scaled(by: Fixed(1_000_000 + millionths), over: Fixed(1_000_000))
      await venue.exchange.apply([
        .control(.ramp(symbol: "PF_XBTUSD", to: price, milliseconds: milliseconds))
      ])
    case .slowDisk(let milliseconds): journal.slow(milliseconds / 2...milliseconds)
    case .failDisk(let milliseconds): journal.fail(until: executor.now + milliseconds)
    case .trip: running.withLock { _ = $0?.signals.yield(.trip) }
    case .tripFile: write(KillSwitchRequest.tripPath(killSwitch), [])
    case .reset: reset()
    case .crash(let downFor):
      await end {
        journal.crash()
        $0.task.cancel()
      }
      try? await executor.sleep(downFor)
      await start()
    case .stop(let downFor):
      await end { $0.signals.yield(.stop) }
      try? await executor.sleep(downFor)
      await start()
    }
  }

  private var killSwitch: String { "\(scene.folder)/state/kill.json" }

  private func write(_ path: String, _ bytes: [UInt8]) {
    do { try DurableFiles.replace(path, with: bytes, mode: 0o600) } catch {
      progress.withLock { $0.violations.append("\(error)") }
    }
  }

  private func reset() {
    guard case .present(let state) = KillSwitchState.load(killSwitch), let id = state.tripID else { return }
    write(
      KillSwitchRequest.resetPath(killSwitch),
      KillSwitchRequest.resetDocument(tripID: id, reason: "looked at"))
  }

  private func nextIntent() -> Int {
    progress.withLock { progress in
      progress.intents += 1
      return progress.intents
    }
  }

  private func put(_ intent: Intent) { running.withLock { $0?.intents.put(intent) } }

  private func last() async -> Fixed { await venue.exchange.look { $0.venue.markets[0].last } }

  private func enter() async { await enter(as: nextIntent()) }

  private func enter(as number: Int) async {
    let price = await last()
    let isLong = (plan.seed ^ UInt64(number)) % 2 == 0
    let percent = Fixed(isLong ? 985_000 : 1_015_000)
    let stop = price.scaled(by: percent, over: Fixed(1_000_000)).rounded(.down, to: Fixed(1))
    guard let symbol = Symbol("PF_XBTUSD"), let size = ExactDecimal("0.01"),
      let whole = Int64(exactly: stop.units / Fixed.one.units)
    else { return }
    put(
      .enter(
        EnterIntent(
          id: "i\(number)", symbol: symbol, side: isLong ? .long : .short, size: size, price: .market,
          stopLoss: ExactDecimal(whole))))
  }

  // MARK: The end

  /// No faults any more, prices that stand still, an engine that runs.
  private func calm() async {
    let now = executor.now
    calmAt.withLock { $0 = now }
    journal.slow(0...4)
    journal.fail(until: 0)
    await venue.exchange.control("DELETE", "/simulator/faults")
    await venue.exchange.apply([
      .control(.setState(symbol: nil, SimulatedVenue.MarketState())),
      .control(.setPath(symbol: "PF_XBTUSD", .held)),
    ])
  }

  /// An engine that runs answers: the last intent comes when nothing has been wrong for long, and what keeps it back can
  /// only be a position or the kill switch.
  private func ask() async {
    let asked = nextIntent()
    let isFlat = await venue.exchange.look { $0.venue.accounts[0].size(in: 0).isZero }
    let latched = isLatched
    await enter(as: asked)
    let end = executor.now + 12_000
    while executor.now < end {
      try? await executor.sleep(500)
      let answer = answers.all.last { $0.intent == "i\(asked)" }?.answer
      switch answer {
      case .protected, .closed, .notExecuted: return
      case .refused(let refusal):
        guard !explains(refusal, isFlat: isFlat, isLatched: latched) else { return }
        return progress.withLock { $0.violations.append("the last intent is refused: \(refusal)") }
      case .accepted, .entered, .done, nil: continue
      }
    }
    let last = answers.all.last { $0.intent == "i\(asked)" }.map { "\($0.answer)" } ?? "nothing"
    progress.withLock { $0.violations.append("the last intent is answered by \(last)") }
  }

  /// Whether what a refusal says is so.
  private func explains(_ refusal: IntentRefusal, isFlat: Bool, isLatched: Bool) -> Bool {
    switch refusal.code {
    // A trade whose order may still be under way after a crash stays open for as long as that.
    case "intent.not-flat": !isFlat || plan.settling < ShellPlan.longestSettling
    case "intent.entries-not-permitted":
      isLatched && refusal.found.utf8.starts(with: "kill switch".utf8)
        || journal.isBroken && refusal.found.utf8.starts(with: "the journal".utf8)
    default: false
    }
  }

  private var isLatched: Bool {
    if case .present(let state) = KillSwitchState.load(killSwitch) { state.mode.isLatched } else { true }
  }

  private func judgeRest() async {
    let latched = isLatched
    let found = await venue.exchange.look { VenueOracle.judgeRest($0, isLatched: latched) }
    progress.withLock { $0.violations += found }
  }

  private func judge() async {
    await judgeRest()
    let calmSince = begins.advanced(byMilliseconds: calmAt.withLock { $0 } + 8_000)
    var found = await venue.exchange.look { VenueOracle.judge($0, calmSince: calmSince) }
    let net = await venue.exchange.look { $0.venue.accounts[0].size(in: 0) }
    let count = await venue.exchange.look { $0.venue.accounts[0].fills.count }
    fills.withLock { $0 = count }
    await end { $0.signals.yield(.stop) }
    // What the journal remembers is what the venue has, while no write failed.
    do {
      let memory = try TradingJournal.memory(StateFolder(containing: killSwitch))
      let own = memory.books.first?.net ?? .zero
      if !journal.isBroken, Fixed(own) != net {
        found.append("the journal remembers \(own), the venue has \(net.units)")
      }
    } catch { found.append("the journal cannot be read: \(error.message)") }
    progress.withLock { $0.violations += found }
  }
}

// MARK: A week

extension ShellSession {
  /// What a week leaves behind.
  struct Week: Sendable {
    var trades = 0
    var requests = 0
    var journalBytes: Int64 = 0
    var decisionBytes: Int64 = 0
  }

  /// Days without faults and without a restart, with a trade of five minutes in every so many of them.
  ///
  /// - Parameter eachDay: told after every day.
  static func quietDays(
    _ days: Int64, tradeEvery milliseconds: Int64, eachDay: @escaping @Sendable (Int64, Week) -> Void
  ) throws -> Outcome {
    let session = try ShellSession(seed: 7, settling: nil) { _ in }
    defer { ShellScene.remove(session.scene.folder) }
    let script = Task(executorPreference: session.executor) {
      await session.start()
      for day in 1...days {
        let end = day * 86_400_000
        while session.executor.now < end {
          let began = session.executor.now
          let number = session.nextIntent()
          await session.enter(as: number)
          try? await session.executor.sleep(300_000)
          session.put(.exit(id: "x\(number)", of: "i\(number)", fraction: nil))
          try? await session.executor.sleep(max(1_000, began + milliseconds - session.executor.now))
        }
        eachDay(day, await session.week())
      }
      await session.end { $0.signals.yield(.stop) }
      session.progress.withLock { $0.isDone = true }
    }
    let isDone = session.executor.run(until: { session.progress.withLock(\.isDone) }, most: .max)
    var outcome = session.outcome()
    if !isDone { outcome.violations.append("the week does not end") }
    _ = script
    return outcome
  }

  private func week() async -> Week {
    let folder = StateFolder(containing: killSwitch)
    let files = (try? DurableFiles.list(folder.journal, limit: 10_000)) ?? []
    let sizes = files.compactMap(\.name).map { size("\(folder.journal)/\($0)") }
    return Week(
      trades: answers.all.count { if case .closed = $0.answer { true } else { false } },
      requests: venue.requests,
      journalBytes: sizes.reduce(0, +), decisionBytes: size(folder.decisions))
  }

  private func size(_ path: String) -> Int64 { (try? DurableFiles.status(path).size) ?? 0 }
}
