public import Admission
public import CertificationEvidence
public import Chronology
import ExactDecimal
public import Trading
public import VenueAccess

/// Carries a plan out, step by step, on a venue that permits entries. It judges nothing: what it sees decides only what
/// it does next.
public struct CertificationRunner {
  let plan: CertificationPlan
  let venue: TradingVenue<Certification>
  let desk: AnnouncedVenue
  /// Whether the rate budget has points for an entry and what goes with it.
  let hasRoomForEntry: @Sendable () -> Bool
  let owner: ClientOrderID.Owner
  /// One line for people.
  let say: @Sendable (String) -> Void
  let sleep: @Sendable (Int64) async throws -> Void
  /// Whether nobody watches over this process any more, so that it has to leave.
  let isAbandoned: @Sendable () -> Bool
  /// Why no position may be opened any more: the kill switch, or a permission that was taken back.
  let objection: @Sendable () -> String?
  let expiresAt: Timestamp
  var intents: IntentNumbers
  var review: EntryReview
  var ledger: LossLedger
  var counting = LossCounting(nil, path: "")
  var knownOrderIDs: Set<String> = []
  /// The venue's id of the order under test that was placed last.
  var testedOrderID: String?
  /// The judge's word on the attempt that ended last; nil where it has none.
  var lastVerdict: @Sendable () -> CaseVerdict? = { nil }
  /// Found out by the first step; nil until then.
  var acceptsTriggersWhileFlat: Bool?

  public init(
    _ plan: CertificationPlan, venue: TradingVenue<Certification>, owner: ClientOrderID.Owner,
    startedAt: Timestamp, limits: EntryLimits, ledger: LossLedger,
    recorder: ExchangeRecorder, hasRoomForEntry: @escaping @Sendable () -> Bool,
    say: @escaping @Sendable (String) -> Void,
    sleep: @escaping @Sendable (Int64) async throws -> Void, isAbandoned: @escaping @Sendable () -> Bool,
    objection: @escaping @Sendable () -> String?
  ) {
    self.plan = plan
    self.venue = venue
    desk = AnnouncedVenue(venue.reducing, recorder: recorder)
    self.hasRoomForEntry = hasRoomForEntry
    self.owner = owner
    self.say = say
    self.sleep = sleep
    self.isAbandoned = isAbandoned
    self.objection = objection
    expiresAt = limits.expiresAt
    intents = IntentNumbers(owner: owner, startedAt: startedAt)
    review = EntryReview(limits: limits)
    self.ledger = ledger
  }

  /// How a run ended, and why it did not go on.
  public struct Ending: Sendable, Hashable {
    public var how: OrderCertification.Ending
    public var reason: String
  }

  /// Runs the whole plan. Whatever happens, what is ours is removed before this returns, as far as the venue lets it.
  public mutating func run() async -> Ending {
    do throws(CertificationStop) {
      try await prepare()
      for episode in plan.episodes {
        attempts: for attempt in 0...plan.pacing.retries {
          let isDone = try await perform(episode)
          switch lastVerdict() {
          case .aborted, .notTriggered: break
          case .pass, .fail, .contaminated: break attempts
          case nil: if isDone { break attempts }
          }
          // The venue's behaviour beside the cases is worth one attempt, a case is worth more.
          guard case .certificationCase = episode.episode, attempt < plan.pacing.retries else {
            break attempts
          }
        }
      }
      return Ending(how: .completed, reason: "")
    } catch {
      for symbol in plan.symbols { _ = await leave(symbol) }
      switch error {
      case .episode(let reason), .run(let reason): return Ending(how: .aborted, reason: reason)
      case .foreign(let reason): return Ending(how: .contaminated, reason: reason)
      }
    }
  }

  /// Whatever an earlier run has left is removed; whatever is somebody else's ends the run before it begins.
  private mutating func prepare() async throws(CertificationStop) {
    desk.begin(.preparation)
    defer { desk.end(.preparation) }
    for symbol in plan.symbols { try await clean(symbol) }
    beginCounting()
  }

  /// - Returns: whether the step did what it was there for.
  private mutating func perform(_ episode: CertificationPlan.Episode) async throws(CertificationStop) -> Bool
  {
    try requireWatched()
    try requirePermitted()
    try requireRoom(for: episode)
    desk.begin(episode.episode)
    defer { desk.end(episode.episode) }
    var isDone = true
    do throws(CertificationStop) {
      switch episode.episode {
      case .certificationCase(_, let certificationCase):
        isDone = try await certify(certificationCase, episode)
      case .behaviour(_, let behaviour): try await observe(behaviour, episode)
      case .preparation, .cleanUp: break
      }
    } catch {
      // The rest of the run is not this step's fault, unless it is.
      guard case .episode(let reason) = error else { throw error }
      say("\(episode.episode.id): \(reason)")
      isDone = false
    }
    try await clean(episode.symbol)
    await countLosses()
    return isDone
  }

  /// The worst loss has to fit what may still be lost, and the longest time what is left of the permission.
  private func requireRoom(for episode: CertificationPlan.Episode) throws(CertificationStop) {
    let now = venue.reducing.clock.now()
    let latest = expiresAt.advanced(byMilliseconds: -EntryReview.marginBeforeExpiry.count)
    guard now.advanced(byMilliseconds: episode.longest.count) <= latest || expiresAt == .latest else {
      throw .run("the Grant ends at \(expiresAt), before \(episode.episode.id) would be over")
    }
    guard episode.opensPosition else { return }
    guard counting.isComplete else {
      throw .run("the fills of what was closed are not all known, so that nobody knows the loss")
    }
    let rest: ExactDecimal?
    do { rest = try ledger.rest() } catch { throw .run("the loss cannot be counted") }
    if let rest, episode.worstLossUSD > rest {
      throw .run(
        "\(episode.episode.id) may lose \(episode.worstLossUSD) USD, and \(rest) USD of the budget are left")
    }
  }

  // MARK: What every step needs

  func requireWatched() throws(CertificationStop) {
    if isAbandoned() { throw .run("the guardian is gone") }
  }

  func requirePermitted() throws(CertificationStop) {
    if let objection = objection() { throw .run(objection) }
  }

  mutating func clean(_ symbol: Symbol) async throws(CertificationStop) {
    switch await leave(symbol) {
    case .clean: break
    case .foreign(let what): throw .foreign(what)
    case .notDone(let what): throw .run("\(symbol) could not be cleaned up: \(what)")
    }
  }

  private mutating func leave(_ symbol: Symbol) async -> OwnCleanUp.Outcome {
    var cleanUp = OwnCleanUp(desk, owner: owner, poll: plan.pacing.settlingPoll, sleep: sleep)
    cleanUp.knownOrderIDs = knownOrderIDs
    // Who is watched over leaves the rest to the guardian.
    let patience = isAbandoned() ? CertificationGuardian.patience : .seconds(60)
    let outcome = await cleanUp.run(symbol, patience: patience, &intents)
    knownOrderIDs.formUnion(cleanUp.knownOrderIDs)
    return outcome
  }

  /// A settled reading on which nobody else's order stands.
  func reading(_ symbol: Symbol) async throws(CertificationStop) -> ProvenReading {
    let reading: ProvenReading
    do { reading = try await venue.reducing.readSettled(symbol) } catch {
      throw .episode("position and orders of \(symbol) could not be read")
    }
    if let stranger = reading.orders.first(where: { order in
      guard let id = order.ownID(owner) else { return !knownOrderIDs.contains(order.venueOrderID) }
      return !intents.isOfThisRun(id)
    }) {
      throw .foreign("an order of somebody else on \(symbol): \(stranger.venueOrderID)")
    }
    return reading
  }

  func price(_ symbol: Symbol, _ signal: TriggerSignal) async throws(CertificationStop) -> ExactDecimal {
    guard let market = await desk.market(symbol), let price = market.price(of: signal) else {
      throw .episode("the venue tells no \(signal.rawValue) price of \(symbol)")
    }
    return price
  }

  func wait(_ duration: Milliseconds) async throws(CertificationStop) {
    do { try await sleep(duration.count) } catch { throw .run("the run was stopped") }
  }

  var uptime: Int64 { venue.reducing.clock.uptimeMilliseconds() }
}

/// Why a step, or the whole run, goes no further.
enum CertificationStop: Error {
  /// This step proves nothing; the next may.
  case episode(String)
  case run(String)
  /// Somebody else trades here: nothing of theirs is touched, and the run ends.
  case foreign(String)
}
