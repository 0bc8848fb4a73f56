import Admission
import Chronology
import EngineConfiguration
import HTTPTransport
import KrakenFuturesClient
import TradeJournal
import Trading
import VenueAccess

/// Where the running engine meets more than files: sockets, the venue, a thread of its own, the program's file. One value,
/// so that a test that decides when everything happens can take the place of all of it.
struct EngineEdges: Sendable {
  /// The clocks that the venue's client goes by, and its waiting.
  var clock: ClientClock
  var connect:
    @Sendable (KrakenFuturesSettings, TrustStore) async throws(VenueConnectionError) ->
      KrakenFuturesConnection
  /// Whose public data paper's markets follow.
  var paperSource: @Sendable (EngineConfiguration) async throws(EngineError) -> PaperSource
  var serveHealth:
    @Sendable (UInt16, StatusBoard, @escaping @Sendable () -> Timestamp) async throws(EngineError) ->
      any HealthService
  /// - Parameter stamp: what every line toward strategies says besides.
  var takeIntents:
    @Sendable (
      _ path: String, _ stamp: IntentStamp, _ alert: @escaping @Sendable (String, String) async -> Void
    ) async throws(EngineError) -> any IntentDesk
  var keepRecords: @Sendable (sending Journal) throws(JournalError) -> KeptRecords
  var artefacts:
    @Sendable (LoadedConfiguration, StatePaths, KillSwitchState, _ workingDirectory: String)
      throws(EngineError) -> LoadedArtefacts

  #if PLANTED_DEFECTS
    /// A mistake that the simulation has to find; debug builds only.
    var defect: ShellDefect?
  #endif

  /// The world as it is.
  static let standard = EngineEdges(
    clock: .system,
    connect: { settings, trust async throws(VenueConnectionError) in
      try await KrakenFuturesConnection.connect(settings, trust: trust)
    },
    paperSource: { configuration async throws(EngineError) in
      try await PaperDoor.publicMarkets(configuration)
    },
    serveHealth: { port, board, now async throws(EngineError) in
      try await HealthServer(port: port, board: board, now: now)
    },
    takeIntents: { path, stamp, alert async throws(EngineError) in
      try await IntentServer(path: path, stamp: stamp, alert: alert)
    },
    keepRecords: { journal throws(JournalError) in try KeptRecords.byThread(journal) },
    artefacts: { loaded, paths, killSwitch, folder throws(EngineError) in
      try LoadedArtefacts.ofThisProcess(
        loaded, paths: paths, killSwitch: killSwitch, workingDirectory: folder)
    })
}

/// Whose public data paper follows.
struct PaperSource: Sendable {
  var markets: ObservingVenue
  /// The same venue's candles, for the bundled strategy; nil where there are none.
  var chart: StrategyChart?
}

/// Shows what is on the board to whoever asks.
protocol HealthService: Sendable {
  /// `127.0.0.1:PORT`; nil when it ended before it began.
  var address: String? { get }
  /// Until the task is cancelled.
  func run() async
}

extension HealthServer: HealthService {}

/// Where strategies ask, and are answered.
protocol IntentDesk: Sendable {
  /// For one consumer, in the order of arrival.
  var intents: AsyncStream<IncomingIntent> { get }
  /// Until the task is cancelled.
  func run() async
  func send(_ answer: IntentAnswer, to intent: String) async
}

extension IntentServer: IntentDesk {}

/// Where records go, and how it ends.
struct KeptRecords: Sendable {
  var keeper: RecordKeeper
  /// How the journal stands, for who looks at the status; nil where nobody tells.
  var standing: @Sendable () -> JournalStanding? = { nil }
  /// Waits until what was handed over is on disk.
  var close: @Sendable () async -> Void
}
