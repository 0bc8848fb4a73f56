import Admission
import CertificationEvidence
import Chronology
import Cryptography
import KrakenFutures
import KrakenFuturesClient
import Synchronization
import Trading
import TradingEngine
import VenueAccess

/// The process that opens positions. It holds the permission; its guardian only watches, and reduces when this one ends.
public enum CertificationWorker {
  /// Runs the plan and tells the guardian everything; returns when it is over, or when the guardian is gone and what is
  /// ours was removed.
  public static func run(
    _ settings: CertificationSettings, link: WorkerLink,
    sleep: @escaping @Sendable (Int64) async throws -> Void
  ) async {
    do throws(CertificationRefusal) {
      let ending = try await certify(settings, link, sleep)
      link.send(.ended(ending.how, reason: ending.reason))
    } catch {
      let answer = error.answer
      link.send(.refused(code: answer.code, message: answer.message, status: Int64(answer.status)))
    }
    await link.finish(sleep)
  }

  private static func certify(
    _ settings: CertificationSettings, _ link: WorkerLink,
    _ sleep: @escaping @Sendable (Int64) async throws -> Void
  ) async throws(CertificationRefusal) -> CertificationRunner.Ending {
    guard let owner = settings.owner else {
      throw .plan(code: "plan.no-owner", "no orders can be named", hint: "report this")
    }
    let grant = try settings.admit(persist: true)
    let used = try settings.used(of: grant)
    let verdicts = LastVerdict()
    let book = RunBook(onProgress: { verdicts.take($0) })
    let recorder = ExchangeRecorder(
      baseMilliseconds: settings.baseMilliseconds, now: { SystemClock.now() },
      sink: {
        book.take($0)
        link.send(.record($0))
      })
    let connection = try await settings.connect(isReading: false, recorder: recorder)
    let venue: TradingVenue<Certification>
    let observing: ObservingVenue
    do throws(VenueAccessError) {
      venue = try TradingVenue(
        connection.connection, expecting: settings.expectation, owner: owner, grant: grant,
        entriesSent: used?.entriesSent ?? 0)
      observing = try ObservingVenue(connection.connection, expecting: settings.expectation)
    } catch { throw .engine(EngineError(access: error)) }
    let identity: EngineIdentity
    do { identity = try EngineIdentity.ofThisProcess() } catch { throw .engine(error) }
    link.send(.session(WorkerSession(connection.session, settings, engineSha256: identity.sha256.hex)))
    book.open(settings.header(connection.session, owner: owner, engineSha256: identity.sha256.hex), nil)
    while !link.mayBegin {
      guard !link.isAbandoned else {
        return .init(how: .aborted, reason: "the guardian did not let it begin")
      }
      try? await sleep(10)
    }
    let plan = try await settings.plan(observing)
    let (limits, lossUSD) = try settings.entryLimits(grant)
    try plan.requireFit(limits, lossUSD: lossUSD, now: venue.reducing.clock.now())
    var runner = CertificationRunner(
      plan, venue: venue, owner: owner, startedAt: settings.startedAt, limits: limits,
      ledger: settings.ledger(grant, used), recorder: recorder,
      hasRoomForEntry: { connection.hasRoomForEntry }, say: { link.send(.note($0)) }, sleep: sleep,
      isAbandoned: { link.isAbandoned }, objection: { settings.objection() })
    runner.lastVerdict = { verdicts.verdict }
    runner.counting = LossCounting(used, path: settings.start.folder.certificationBudget)
    return await runner.run()
  }
}

/// What the judge says of the attempt that ended last: one that proved nothing is made again.
private final class LastVerdict: Sendable {
  private let state = Mutex<CaseVerdict?>(nil)

  var verdict: CaseVerdict? { state.withLock { $0 } }

  func take(_ progress: CertificationProgress) {
    switch progress {
    case .began: state.withLock { $0 = nil }
    case .ended(_, _, let judgement): state.withLock { $0 = judgement?.verdict }
    case .planned, .sending, .note: break
    }
  }
}

extension KrakenFuturesConnection {
  /// Points for a guard, an entry, and the readings between them, within what an entry may use.
  fileprivate var hasRoomForEntry: Bool {
    let budget = KrakenFutures.capabilities.rateBudget
    return spentPoints + 2 * budget.sendCost + 20 * budget.readCost <= budget.points
      - budget.protectiveReserve
  }
}

extension CertificationRefusal {
  /// What stands in an answer, and the exit status of design §6.
  public var answer: (code: String, message: String, hint: String?, status: Int32) {
    switch self {
    case .engine(let error): (error.code.rawValue, error.message, error.hint, error.exitStatus)
    case .admission(let refusal):
      (
        refusal.code.text, "expected \(refusal.expected), found \(refusal.found)", refusal.hint,
        refusal.exitStatus
      )
    case .venue(let code, let message, let isTransient):
      (
        code, message,
        isTransient ? "see the venue's status page, and try again" : "see 'venue' in the configuration",
        isTransient ? 75 : 78
      )
    case .plan(let code, let message, let hint): (code, message, hint, 78)
    }
  }
}
