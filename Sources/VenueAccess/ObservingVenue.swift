import Chronology
public import Trading

/// Reads, and nothing else. Needs no Grant and cannot change anything.
public struct ObservingVenue: Sendable {
  let connection: VenueConnection

  /// - Throws: ``VenueAccessError`` where the session is not the one that was meant.
  public init(_ connection: VenueConnection, expecting expectation: VenueExpectation) throws(VenueAccessError)
  {
    try expectation.check(connection.session, isReading: true)
    self.connection = connection
  }

  /// For a permission whose own check has been passed.
  init(checked connection: VenueConnection) { self.connection = connection }

  public var session: VenueSession { connection.session }
  public var capabilities: VenueCapabilities { connection.venue.capabilities }
  public var clock: AccessClock { connection.clock }

  /// Facts in the order in which they became known; one consumer for the whole connection.
  public var facts: VenueFacts { VenueFacts(connection) }

  /// Reads within the ordinary share of the rate budget.
  @discardableResult
  public func refresh(_ scope: FactScope) async -> [VenueFact] { await read(scope, .routine) }

  func read(_ scope: FactScope, _ urgency: Urgency) async -> [VenueFact] {
    let beganAt = connection.clock.uptimeMilliseconds()
    let facts = await connection.venue.refresh(scope, urgency: urgency)
    let completedAt = connection.clock.uptimeMilliseconds()
    connection.readings.withBook { book in
      for fact in facts { book.take(fact, beganAt: beganAt, completedAt: completedAt) }
    }
    return facts
  }
}

/// The facts of a connection, on their way noted for the permission types.
public struct VenueFacts: AsyncSequence, Sendable {
  public typealias Element = VenueFact
  public typealias Failure = Never

  private let connection: VenueConnection

  init(_ connection: VenueConnection) { self.connection = connection }

  public func makeAsyncIterator() -> AsyncIterator {
    AsyncIterator(base: connection.venue.facts.makeAsyncIterator(), connection: connection)
  }

  public struct AsyncIterator: AsyncIteratorProtocol {
    var base: AsyncStream<VenueFact>.Iterator
    let connection: VenueConnection

    public mutating func next(isolation actor: isolated (any Actor)? = #isolation) async -> VenueFact? {
      guard let fact = await base.next(isolation: actor) else { return nil }
      // What was read is noted when it is returned, with the time at which it was asked for.
      if fact.source == .pushed {
        let lag = Swift.max(0, connection.clock.now().milliseconds(since: fact.receivedAt))
        let receivedAt = connection.clock.uptimeMilliseconds() - lag
        connection.readings.withBook { $0.take(fact, beganAt: receivedAt, completedAt: receivedAt) }
      }
      return fact
    }
  }
}
