import Chronology
import ExactDecimal
public import Trading

/// Reads, protects, reduces and cancels. It needs no Grant, because nothing that it sends can add risk: exits no larger
/// than the position just read, reduce-only triggers, and cancels of what is not needed for protection.
///
/// Only own orders are placed, amended and cancelled. What is stopped here is refused with class `local` and a word of
/// ``AccessRefusal``.
public struct ReducingVenue: Sendable {
  private let observing: ObservingVenue
  let owner: ClientOrderID.Owner

  /// - Parameter owner: whose orders are placed, amended and cancelled; nobody else's are touched.
  /// - Throws: ``VenueAccessError`` where the session is not the one that was meant, is paper, or has no credentials.
  public init(
    _ connection: VenueConnection, expecting expectation: VenueExpectation, owner: ClientOrderID.Owner
  ) throws(VenueAccessError) {
    try expectation.check(connection.session, isReading: false)
    observing = ObservingVenue(checked: connection)
    self.owner = owner
  }

  /// Reduces at the venue in this process.
  ///
  /// - Parameter account: the pinned account; nil where the configuration pins none.
  public init(
    _ paper: PaperConnection, account: String?, owner: ClientOrderID.Owner
  ) throws(VenueAccessError) {
    if let account, account != paper.session.account {
      throw VenueAccessError(.account, expected: account, found: paper.session.account ?? "none")
    }
    observing = ObservingVenue(checked: paper.connection)
    self.owner = owner
  }

  private var connection: VenueConnection { observing.connection }
  public var session: VenueSession { observing.session }
  public var capabilities: VenueCapabilities { observing.capabilities }
  public var clock: AccessClock { observing.clock }
  public var facts: VenueFacts { observing.facts }

  @discardableResult
  public func refresh(_ scope: FactScope, urgency: Urgency = .routine) async -> [VenueFact] {
    await observing.read(scope, urgency)
  }

  /// Reads position and orders of a symbol until they belong together.
  public func readSettled(
    _ symbol: Symbol, urgency: Urgency = .protective
  ) async throws(ReadingFailure) -> ProvenReading {
    let beganAt = clock.uptimeMilliseconds()
    await refresh(.symbol(symbol), urgency: urgency)
    guard let reading = latestReading(of: symbol), reading.beganAt >= beganAt else {
      throw ReadingFailure(symbol)
    }
    return reading
  }

  /// The newest settled reading; nil when it is too old to rely on.
  public func latestReading(of symbol: Symbol) -> ProvenReading? {
    let now = clock.uptimeMilliseconds()
    return connection.readings.withBook { $0.reading(of: symbol, at: now) }
  }

  /// Reduces a position by at most what the last reading showed, less what was sent since.
  public func exit(_ order: ExitOrder) async -> VenueOutcome {
    guard order.id.owner == owner, order.id.role == .exit else { return AccessRefusal.notOurs.outcome }
    let now = clock.uptimeMilliseconds()
    let refusal = connection.readings.withBook { book -> AccessRefusal? in
      do {
        guard let rest = try book.reducible(order.symbol, order.position, at: now) else { return .noReading }
        guard order.size.signum > 0, order.size <= rest else { return .exitExceedsPosition }
      } catch {
        return .arithmetic
      }
      book.noteExit(order)
      return nil
    }
    if let refusal { return refusal.outcome }
    let outcome = await connection.venue.send(.exit(order))
    note(order.id, outcome, settlingMilliseconds: 0)
    return outcome
  }

  /// Places a stop-loss or take-profit; reduce-only, so that it needs no position yet.
  public func protect(_ order: ProtectiveOrder) async -> VenueOutcome {
    let roles: [ClientOrderID.Role] =
      order.role == .stopLoss ? [.stopLoss, .guardStop] : [.takeProfit]
    guard order.id.owner == owner, roles.contains(order.id.role) else { return AccessRefusal.notOurs.outcome }
    return await connection.venue.send(.protect(order))
  }

  /// Changes an own protective order in place, unless that would leave a part of the position without a stop.
  public func amend(_ amendment: OrderAmendment) async -> VenueOutcome {
    guard let id = ownID(amendment.order, amendment.symbol), id.role.isProtective else {
      return AccessRefusal.notOurs.outcome
    }
    guard let size = amendment.totalSize, id.role != .takeProfit else {
      return await connection.venue.send(.amend(amendment))
    }
    return await changeCover(amendment.order, amendment.symbol, by: .amend(amendment)) { cover in
      do {
        return try cover.isCovered(afterAmending: id, to: size, owner: owner) ? nil : .wouldUncover
      } catch { return .arithmetic }
    }
  }

  /// Cancels an own entry or exit.
  public func cancel(_ order: OrderReference, _ symbol: Symbol) async -> VenueOutcome {
    guard let id = ownID(order, symbol) else { return AccessRefusal.notOurs.outcome }
    guard !id.role.isProtective else { return AccessRefusal.coverNotProved.outcome }
    return await connection.venue.send(.cancel(order, symbol))
  }

  /// Cancels an own protective order, which the proof says is not needed. The proof is judged again by the newest
  /// reading, which has to contain what was done to the symbol's cover before.
  public func cancel(_ order: OrderReference, _ symbol: Symbol, _ proof: CoverProof) async -> VenueOutcome {
    guard ownID(order, symbol) != nil else { return AccessRefusal.notOurs.outcome }
    guard proof.order == order, proof.symbol == symbol, proof.ownNet.map({ $0.owner == owner }) ?? true else {
      return AccessRefusal.coverNotProved.outcome
    }
    return await changeCover(order, symbol, by: .cancel(order, symbol)) { cover in
      cover.renews(proof) ? nil : .coverNotProved
    }
  }

  /// Sends a command after which there may be less cover, if the judge finds that there is enough.
  private func changeCover(
    _ order: OrderReference, _ symbol: Symbol, by command: VenueCommand,
    judge: (KnownCover) -> AccessRefusal?
  ) async -> VenueOutcome {
    let now = clock.uptimeMilliseconds()
    let refusal = connection.readings.withBook { book -> AccessRefusal? in
      guard let cover = book.cover(of: symbol, at: now) else { return .noReading }
      if let refusal = judge(cover) { return refusal }
      book.noteCoverChange(order, symbol, at: now)
      return nil
    }
    if let refusal { return refusal.outcome }
    let outcome = await connection.venue.send(command)
    let then = clock.uptimeMilliseconds()
    connection.readings.withBook { $0.noteCoverOutcome(order, symbol, outcome, at: then) }
    return outcome
  }

  /// The id of an own order; one that is named by the venue's id has to stand in the newest reading.
  private func ownID(_ order: OrderReference, _ symbol: Symbol) -> ClientOrderID? {
    let id: ClientOrderID?
    switch order {
    case .client(let client): id = client
    case .venue:
      id = latestReading(of: symbol)?.orders.first { $0.isNamed(by: order) }?.clientID
        .flatMap { ClientOrderID($0) }
    }
    return id?.owner == owner ? id : nil
  }

  // The one place from which entries are sent; GrantedEntries asks the Grant before.
  func sendEntry(_ order: EntryOrder) async -> VenueOutcome {
    let outcome = await connection.venue.send(.enter(order))
    var settling: Int64 = 0
    if case .unknown(let unknown) = outcome {
      let venueNow = clock.venueNow() ?? clock.now()
      settling = (unknown.settlesAt ?? order.processBefore).milliseconds(since: venueNow)
    }
    note(order.id, outcome, settlingMilliseconds: settling)
    return outcome
  }

  func withBook<Result: Sendable>(_ body: (inout sending ReadingBook) -> sending Result) -> sending Result {
    connection.readings.withBook(body)
  }

  private func note(_ id: ClientOrderID, _ outcome: VenueOutcome, settlingMilliseconds: Int64) {
    let now = clock.uptimeMilliseconds()
    connection.readings.withBook {
      $0.noteOutcome(of: id, outcome, at: now, settlingMilliseconds: settlingMilliseconds)
    }
  }
}

extension ClientOrderID.Role {
  var isProtective: Bool { self == .stopLoss || self == .takeProfit || self == .guardStop }
}
