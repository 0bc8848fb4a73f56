import Admission
import Attestation
public import CertificationEvidence
import Chronology
import Cryptography
import EngineConfiguration
import ExactDecimal
import KrakenFuturesClient
import Processes
import Trading
import TradingEngine
import VenueAccess

/// The process that watches over a run: it holds a venue that can only reduce, keeps the transcript, and when its worker
/// ends, whichever way, it makes sure that nothing of ours is left, and writes the evidence.
public struct CertificationGuardian {
  let settings: CertificationSettings
  private let writer: EvidenceWriter
  let worker: ProcessRequest
  let sleep: @Sendable (Int64) async throws -> Void
  let isStopped: @Sendable () -> Bool
  let isTripped: @Sendable () -> Bool
  let onProgress: @Sendable (CertificationProgress) -> Void

  /// How long the guardian goes on removing what a worker has left.
  static let patience = Milliseconds.minutes(15)

  /// - Parameters:
  ///   - workerArguments: with which this program, started again, becomes the worker.
  ///   - isStopped: whether somebody wants the run to end.
  ///   - isTripped: whether somebody wants the kill switch to trip, which ends the run as well.
  public init(
    _ settings: CertificationSettings, writer: EvidenceWriter, workerArguments: [String],
    environment: [String: String],
    sleep: @escaping @Sendable (Int64) async throws -> Void, isStopped: @escaping @Sendable () -> Bool,
    isTripped: @escaping @Sendable () -> Bool,
    onProgress: @escaping @Sendable (CertificationProgress) -> Void
  ) {
    self.settings = settings
    self.writer = writer
    worker = ProcessRequest(
      .selfExecutable, name: "trading-engine", arguments: workerArguments, environment: environment)
    self.sleep = sleep
    self.isStopped = isStopped
    self.isTripped = isTripped
    self.onProgress = onProgress
  }

  /// How a run ended, with the evidence about it.
  public struct Result: Sendable {
    public let ending: CertificationTranscript.Ending
    public let written: EvidenceWriter.Written
    /// What could not be removed; nil when nothing of ours is left.
    public let left: String?
  }

  public enum Failure: Error, Sendable {
    case refused(CertificationRefusal)
    /// The worker refused before it sent anything.
    case refusedByWorker(code: String, message: String, status: Int32)
    case evidence(EvidenceWriter.Failure)
  }

  /// Plans without sending anything.
  public static func plan(
    _ settings: CertificationSettings
  ) async throws(CertificationRefusal) -> CertificationPlan {
    try settings.requireSymbols()
    let connection = try await settings.connect(isReading: true, recorder: nil)
    let observing: ObservingVenue
    do throws(VenueAccessError) {
      observing = try ObservingVenue(
        connection.connection,
        expecting: VenueExpectation(environment: settings.expectation.environment, account: nil))
    } catch { throw .engine(EngineError(access: error)) }
    return try await settings.plan(observing)
  }

  public func run() async throws(Failure) -> Result {
    do throws(CertificationRefusal) { try settings.requireSymbols() } catch { throw .refused(error) }
    let lock: InstanceLock
    do { lock = try InstanceLock(in: settings.start.folder) } catch { throw .refused(.engine(error)) }
    return try await guarded(lock)
  }

  private func guarded(_ lock: borrowing InstanceLock) async throws(Failure) -> Result {
    for trouble in writer.sealLeftOvers(now: SystemClock.now()) {
      onProgress(.note("an earlier run's transcript could not be sealed: \(trouble)"))
    }
    let book = RunBook(onProgress: onProgress)
    let scene: Scene
    do throws(CertificationRefusal) { scene = try await prepare(book) } catch { throw .refused(error) }
    let end = await watch(book, scene, lock)
    if case .refused(let code, let message, let status) = end {
      throw .refusedByWorker(code: code, message: message, status: status)
    }
    let left = await leave(scene, book)
    let ending = Self.ending(end, left, at: SystemClock.now())
    let transcript = CertificationTranscript(header: scene.header, records: book.records, ending: ending)
    do throws(EvidenceWriter.Failure) {
      let written = try writer.write(transcript)
      book.close()
      return Result(ending: ending, written: written, left: left?.text)
    } catch { throw .evidence(error) }
  }

  // MARK: Before

  struct Scene {
    let venue: AnnouncedVenue
    /// What the worker has to find as well.
    let session: WorkerSession
    let owner: ClientOrderID.Owner
    let plan: CertificationPlan
    let header: CertificationTranscript.Header
  }

  private func prepare(_ book: RunBook) async throws(CertificationRefusal) -> Scene {
    let grant = try settings.admit(persist: false)
    let mode = settings.start.killSwitchMeaning().mode
    guard mode == .armed else {
      throw .plan(
        code: "kill-switch.not-armed", "the kill switch is \(mode.rawValue)",
        hint:
          "see why with `trading-engine kill-switch show`, then `kill-switch reset` with the shown trip id")
    }
    guard let owner = settings.owner else {
      throw .plan(code: "plan.no-owner", "no orders can be named", hint: "report this")
    }
    let recorder = ExchangeRecorder(
      baseMilliseconds: settings.baseMilliseconds, now: { SystemClock.now() }, sink: { book.take($0) })
    let connection = try await settings.connect(isReading: false, recorder: recorder)
    let venue: ReducingVenue
    let observing: ObservingVenue
    do throws(VenueAccessError) {
      venue = try ReducingVenue(connection.connection, expecting: settings.expectation, owner: owner)
      observing = try ObservingVenue(connection.connection, expecting: settings.expectation)
    } catch { throw .engine(EngineError(access: error)) }
    let plan = try await settings.plan(observing)
    let (limits, lossUSD) = try settings.entryLimits(grant)
    try plan.requireFit(limits, lossUSD: lossUSD, now: SystemClock.now())
    try saveSpecifications(plan)
    let identity: EngineIdentity
    do { identity = try EngineIdentity.ofThisProcess() } catch { throw .engine(error) }
    let session = connection.session
    let header = settings.header(session, owner: owner, engineSha256: identity.sha256.hex)
    do {
      let name = EvidenceWriter.name(settings.startedAt, session.environment.rawValue)
      book.open(header, try PartialTranscript(in: writer.folder, named: name, header))
    } catch {
      throw .plan(
        code: "evidence.not-writable", "the transcript cannot be written: \(error)",
        hint: "see the folder of --out")
    }
    onProgress(.planned(plan))
    return Scene(
      venue: AnnouncedVenue(venue, recorder: recorder),
      session: WorkerSession(session, settings, engineSha256: identity.sha256.hex), owner: owner, plan: plan,
      header: header)
  }

  /// What the venue says of the markets now is what evidence is compared with later.
  private func saveSpecifications(_ plan: CertificationPlan) throws(CertificationRefusal) {
    let specifications = plan.markets.map {
      InstrumentSpecification(symbol: $0.symbol.spelling, values: $0.instrument.specification).json
    }
    let cache = InstrumentSpecsCache(updatedAt: SystemClock.now(), instruments: specifications, note: nil)
    do { try cache.save(settings.start.paths[.instrumentSpecs]) } catch {
      throw .engine(
        EngineError(
          state: error, "the instrument cache cannot be written",
          hint: "the folder of INSTRUMENT_SPECS_CACHE_PATH has to exist and be writable for the engine's user"
        ))
    }
  }

  // MARK: Afterwards

  private struct Left {
    let text: String
    let isForeign: Bool
  }

  /// Whatever the worker has done: nothing of ours stays, and the venue shows it twice.
  private func leave(_ scene: Scene, _ book: RunBook) async -> Left? {
    scene.venue.begin(.cleanUp)
    defer { scene.venue.end(.cleanUp) }
    var cleanUp = OwnCleanUp(scene.venue, owner: scene.owner, sleep: sleep)
    cleanUp.knownOrderIDs = book.knownOrderIDs
    if book.mayStillArrive {
      scene.venue.lateArrivals.expect(at: scene.venue.venue.clock.uptimeMilliseconds())
    }
    // Numbers beyond those of the worker, which began with the run.
    var intents = IntentNumbers(owner: scene.owner, startedAt: SystemClock.now())
    var left: Left?
    for symbol in settings.symbols {
      switch await cleanUp.run(symbol, patience: Self.patience, &intents) {
      case .clean: break
      case .foreign(let what): left = left ?? Left(text: what, isForeign: true)
      case .notDone(let what): left = Left(text: "\(symbol): \(what)", isForeign: false)
      }
    }
    return left
  }

  private static func ending(
    _ end: WorkerEnd, _ left: Left?, at time: Timestamp
  ) -> CertificationTranscript.Ending {
    var (how, reason): (OrderCertification.Ending, String) =
      switch end {
      case .ended(let how, let reason): (how, reason)
      case .died(let reason), .refused(_, let reason, _): (.aborted, reason)
      }
    if let left, how == .completed { (how, reason) = (left.isForeign ? .contaminated : .aborted, left.text) }
    return .init(how: how, reason: reason, at: time)
  }
}
