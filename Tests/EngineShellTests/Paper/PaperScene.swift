import Admission
import Attestation
import Chronology
import EngineConfiguration
import GateScene
import KrakenFuturesClient
import KrakenWorld
import Synchronization
import Testing
import Trading
import VenueAccess

@testable import TradingEngine

/// The engine on paper, whose markets follow a simulator on loopback instead of the venue.
final class PaperScene: Sendable {
  let shell: ShellScene
  let log = Tape<String>()
  /// Why it did not start.
  let refusals = Tape<String>()
  let answers = Tape<(intent: String, answer: IntentAnswer)>()
  private let running = Mutex<Running?>(nil)

  struct Running: Sendable {
    let signals: AsyncStream<EngineSignal>.Continuation
    let intents: ScriptedIntents
    let board: Tape<StatusBoard>
    let ended: Task<Bool, any Error>
  }

  init(gate: String = "{ required: false }", more: String = "") throws {
    shell = try ShellScene(
      environment: .paper, origin: "https://futures.kraken.com", credentials: false, margin: "isolated",
      gate: gate, more: more)
  }

  /// Starts the engine and waits until it runs.
  func run(following origin: String) async throws {
    let (log, answers, refusals) = (log, answers, refusals)
    let intents = ScriptedIntents { answers.add(($0, $1)) }
    let board = Tape<StatusBoard>()
    let ready = Tape<Bool>()
    let start = try self.start(intents, following: origin, board: board, onReady: { ready.add(true) })
    let (signals, entrance) = AsyncStream<EngineSignal>.makeStream()
    let ended = Task {
      do { return try await EngineRuntime.run(start, signals: signals) } catch {
        refusals.add("\(error)")
        ready.add(false)
        throw error
      }
    }
    running.withLock {
      $0 = Running(signals: entrance, intents: intents, board: board, ended: ended)
    }
    guard await ready.eventually(within: 30_000, { _ in true }), ready.all.first == true else {
      throw SceneFailure("it does not run: \(log.all) \(refusals.all)")
    }
  }

  /// What a run is given.
  func start(
    _ intents: ScriptedIntents, following origin: String, board: Tape<StatusBoard>,
    onReady: @escaping @Sendable () -> Void
  ) throws -> EngineStart {
    let log = log
    var edges = EngineEdges.standard
    edges.paperSource = { _ async throws(EngineError) in PaperSource(markets: try await Self.source(origin)) }
    edges.takeIntents = { _, _, _ async throws(EngineError) in intents }
    edges.serveHealth = { _, shown, _ async throws(EngineError) in
      board.add(shown)
      return SilentHealth(sleep: { try await ContinuousClock().sleep(for: .milliseconds($0)) })
    }
    return try shell.start(
      sleep: { try await ContinuousClock().sleep(for: .milliseconds($0)) }, edges: edges,
      log: { log.add($0) }, onReady: onReady)
  }

  /// A session with the simulator that has no key.
  static func source(_ origin: String) async throws(EngineError) -> ObservingVenue {
    guard let origin = VenueOrigin(origin) else { throw EngineError(.venueSetup, "no origin") }
    let connection: KrakenFuturesConnection
    do throws(VenueConnectionError) {
      connection = try await KrakenFuturesConnection.connect(
        KrakenFuturesSettings(
          origin: origin, environment: .simulator, credentials: nil, purpose: .observing,
          deadlines: ClientDeadlines(read: .seconds(1))))
    } catch { throw EngineError(venue: error) }
    do throws(VenueAccessError) {
      return try ObservingVenue(
        connection.connection, expecting: VenueExpectation(environment: .simulator, account: nil))
    } catch { throw EngineError(access: error) }
  }

  func put(_ intent: Intent) { running.withLock { $0?.intents.put(intent) } }

  /// Ends it as a service manager does.
  ///
  /// - Returns: whether it left everything covered.
  func stop() async throws -> Bool {
    guard
      let running = running.withLock({ running in
        defer { running = nil }
        return running
      })
    else { return false }
    running.signals.yield(.stop)
    return try await running.ended.value
  }

  /// How it stands at its venue, once the board says so.
  func venue(within milliseconds: Int) async -> VenueStatus? {
    let end = ContinuousClock.now + .milliseconds(milliseconds)
    while ContinuousClock.now < end {
      if let venue = await status?.venue { return venue }
      try? await ContinuousClock().sleep(for: .milliseconds(50))
    }
    return nil
  }

  /// Whether the board says that the venue is down because its prices are old.
  func showsOldPrices(within milliseconds: Int) async -> Bool {
    let end = ContinuousClock.now + .milliseconds(milliseconds)
    while ContinuousClock.now < end {
      if let health = await status?.venue?.health, health.isUp == false {
        return health.downBecause == "paper.market-data-old"
      }
      try? await ContinuousClock().sleep(for: .milliseconds(50))
    }
    return false
  }

  var status: EngineStatus? {
    get async { await running.withLock { $0?.board.all.last }?.status }
  }

  func alerted(_ code: String) async -> Bool {
    await log.eventually(within: 15_000) { $0.contains("[\(code)]") }
  }

  func answered(_ intent: String, within milliseconds: Int, _ isWanted: @Sendable (IntentAnswer) -> Bool)
    async -> Bool
  { await answers.eventually(within: milliseconds) { $0.intent == intent && isWanted($0.answer) } }
}
