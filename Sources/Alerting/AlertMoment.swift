public import Chronology

/// Now, by two clocks: one that goes evenly, for waiting, and the wall's, for people and across restarts.
public struct AlertMoment: Sendable, Hashable {
  /// Milliseconds since some fixed point.
  public var uptime: Int64
  public var wall: Timestamp

  public init(uptime: Int64, wall: Timestamp) {
    self.uptime = uptime
    self.wall = wall
  }
}
