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
  private let settings: CertificationSettings
  private let writer: EvidenceWriter
  private let worker: ProcessRequest
  private let sleep: @Sendable (Int64) async throws -> Void
  private let isStopped: @Sendable () -> Bool
  private let onProgress: @Sendable (CertificationProgress) -> Void

  /// How long the guardian goes on removing what a worker has left.
  static let patience = Milliseconds.minutes(15)

  /// - Parameters:
  ///   - workerArguments: with which this program, started again, becomes the worker.
  ///   - isStopped: whether somebody wants the run to end.
  public init(
    _ settings: CertificationSettings, writer: EvidenceWriter, workerArguments: [String],
    environment: [String: String],
    sleep: @escaping @Sendable (Int64) async throws -> Void, isStopped: @escaping @Sendable () -> Bool,
    onProgress: @escaping @Sendable (CertificationProgress) -> Void
  ) {
    self.settings = settings
    self.writer = writer
    worker = ProcessRequest(
      .selfExecutable, name: "trading-engine", arguments: workerArguments, environment: environment)
    self.sleep = sleep
    self.isStopped = isStopped
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
    } catch { throw .venue(code: error.code.rawValue, "\(error)", isTransient: false) }
    return try await settings.plan(observing)
  }

  public func run() async throws(Failure) -> Result {
    do throws(CertificationRefusal) { try settings.requireSymbols() } catch { throw .refused(error) }
    let lock: InstanceLock
    do { lock = try InstanceLock(in: settings.start.folder) } catch { throw .refused(.engine(error)) }
    let result = try await guarded()
    extendLifetime(lock)
    return result
  }

  private func guarded() async throws(Failure) -> Result {
    let book = RunBook(onProgress: onProgress)
    let scene: Scene
    do throws(CertificationRefusal) { scene = try await prepare(book) } catch { throw .refused(error) }
    let end = await watch(book, for: scene.plan)
    if case .refused(let code, let message, let status) = end {
      throw .refusedByWorker(code: code, message: message, status: status)
    }
    let left = await leave(scene, book)
    let ending = Self.ending(end, left, at: SystemClock.now())
    let transcript = CertificationTranscript(header: scene.header, records: book.records, ending: ending)
    do throws(EvidenceWriter.Failure) {
      return Result(ending: ending, written: try writer.write(transcript), left: left?.text)
    } catch { throw .evidence(error) }
  }

  // MARK: Before

  private struct Scene {
    let venue: AnnouncedVenue
    let owner: ClientOrderID.Owner
    let plan: CertificationPlan
    let header: CertificationTranscript.Header
  }

  private func prepare(_ book: RunBook) async throws(CertificationRefusal) -> Scene {
    let grant = try settings.admit(persist: false)
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
    } catch { throw .venue(code: error.code.rawValue, "\(error)", isTransient: false) }
    let plan = try await settings.plan(observing)
    let (limits, lossUSD) = try settings.entryLimits(grant)
    try plan.requireFit(limits, lossUSD: lossUSD, now: SystemClock.now())
    try saveSpecifications(plan)
    let identity: EngineIdentity
    do { identity = try EngineIdentity.ofThisProcess() } catch { throw .engine(error) }
    let session = connection.session
    let header = CertificationTranscript.Header(
      adapter: session.adapter, orderMappingSha256: KrakenTranscriptAdapter().orderMappingSha256,
      environment: session.environment,
      session: .init(
        origin: session.origin, certificateSha256s: session.certificateSha256s,
        // Only a session that the system's trust store vouched for reaches the venue.
        isTrustedBySystem: session.environment.reachesVenue),
      account: session.account ?? settings.start.configuration.configuration.venue.account ?? "not-named",
      owner: owner, engineSha256: identity.sha256.hex, startedAt: settings.startedAt,
      plan: .init(symbols: settings.symbols, cases: settings.cases))
    book.header = header
    onProgress(.planned(plan))
    return Scene(
      venue: AnnouncedVenue(venue, recorder: recorder), owner: owner, plan: plan, header: header)
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
          .stateNotWritable, "the instrument cache cannot be written: \(error)",
          hint: "the folder of INSTRUMENT_SPECS_CACHE_PATH has to exist and be writable for the engine's user"
        ))
    }
  }

  // MARK: Meanwhile

  /// How the worker ended.
  private enum WorkerEnd {
    case ended(OrderCertification.Ending, String)
    case refused(code: String, message: String, status: Int32)
    /// Without a word of its own.
    case died(String)
  }

  private func watch(_ book: RunBook, for plan: CertificationPlan) async -> WorkerEnd {
    var channel: ProcessChannel?
    let pool = ProcessPool()
    do throws(ProcessChannel.Failure) {
      let (ours, theirs) = try ProcessChannel.open()
      var request = worker
      request.inheritedDescriptors = theirs.descriptors
      let minutes = plan.need.minutes + 5
      pool.start(request, deadline: .now().advanced(byMilliseconds: minutes * 60_000))
      channel = ours
    } catch { return .died("no channel to a worker: errno \(error.errno)") }
    var lines = LineBuffer()
    var end: WorkerEnd?
    var stopping = false
    while true {
      var isEnded = false
      switch channel?.read() {
      case .bytes(let bytes): for line in lines.take(bytes) { end = take(line, book) ?? end }
      case .ended: isEnded = true
      case .nothing, nil: try? await sleep(5)
      }
      if case .finished(_, let result) = pool.waitForEvent(until: .now()) {
        // What it wrote before it ended is still in the pipe.
        while case .bytes(let bytes)? = channel?.read() {
          for line in lines.take(bytes) { end = take(line, book) ?? end }
        }
        return end ?? .died("the worker ended: \(result.termination) \(Self.lastLine(result.standardError))")
      }
      if isEnded {
        // Two processes must not trade at once: it goes before anything else is sent.
        pool.killAll()
        return end ?? .died("the worker closed its channel")
      }
      if isStopped(), !stopping {
        // It sees the end of its pipe, and leaves the venue by itself.
        stopping = true
        channel?.finishWriting()
        end = .ended(.aborted, "stopped by a signal")
      }
    }
  }

  private func take(_ line: [UInt8], _ book: RunBook) -> WorkerEnd? {
    guard let message = try? WorkerMessage(line: line) else {
      return .died("the worker said something that is not understood")
    }
    switch message {
    case .record(let record): book.take(record)
    case .note(let text): onProgress(.note(text))
    case .ended(let how, let reason): return .ended(how, reason)
    case .refused(let code, let message, let status):
      return .refused(code: code, message: message, status: Int32(clamping: status))
    }
    return nil
  }

  private static func lastLine(_ bytes: [UInt8]) -> String {
    let lines = bytes.split(separator: 0x0A)
    return lines.last.map { String(decoding: $0.prefix(300), as: UTF8.self) } ?? ""
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
