public import Chronology

/// Now, by the three clocks that matter. Ages and deadlines use ``uptime``; the venue is told ``venue``; people read
/// ``wall``.
public struct Moment: Sendable, Hashable {
  /// Milliseconds since any fixed instant, never set.
  public var uptime: Int64
  public var wall: Timestamp
  /// The venue's clock as far as its answers tell, else ``wall``.
  public var venue: Timestamp

  public init(uptime: Int64, wall: Timestamp, venue: Timestamp) {
    self.uptime = uptime
    self.wall = wall
    self.venue = venue
  }
}
