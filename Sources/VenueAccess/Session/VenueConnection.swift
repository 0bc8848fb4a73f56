public import Chronology
package import Trading

/// A connected venue, as its adapter hands it over. It can do nothing by itself: only the permission types
/// ``ObservingVenue``, ``ReducingVenue`` and ``TradingVenue`` reach the venue behind it.
///
/// None is ever of a paper session, whose connection is a ``PaperConnection``.
public struct VenueConnection: Sendable {
  public let session: VenueSession
  let venue: any Venue
  let clock: AccessClock
  /// What the permission types of this connection know together.
  let readings: ReadingDesk

  /// For adapters alone; a rule of ArchitectureTests says so.
  package init(session: VenueSession, venue: any Venue, clock: AccessClock) {
    self.session = session
    self.venue = venue
    self.clock = clock
    readings = ReadingDesk()
  }
}

/// The clocks that permissions are held against.
public struct AccessClock: Sendable {
  /// The wall clock.
  public var now: @Sendable () -> Timestamp
  /// Milliseconds since any fixed instant, never set: what ages are measured by.
  public var uptimeMilliseconds: @Sendable () -> Int64
  /// The venue's clock as far as its answers tell; nil before the first answer.
  public var venueNow: @Sendable () -> Timestamp?

  public init(
    now: @escaping @Sendable () -> Timestamp, uptimeMilliseconds: @escaping @Sendable () -> Int64,
    venueNow: @escaping @Sendable () -> Timestamp?
  ) {
    self.now = now
    self.uptimeMilliseconds = uptimeMilliseconds
    self.venueNow = venueNow
  }
}
