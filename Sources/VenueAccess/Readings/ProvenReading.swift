public import Chronology
public import Trading

/// A settled reading that really came from the venue, and not long ago. Only the permission types make one.
public struct ProvenReading: Sendable, Hashable {
  public let reading: SettledReading
  public let venueTime: Timestamp?
  /// When the reading was asked for, by the connection's uptime.
  let beganAt: Int64
  let completedAt: Int64

  public var symbol: Symbol { reading.symbol }
  public var position: VenuePosition? { reading.position }
  public var orders: [VenueOrder] { reading.orders }
}

/// Why there is no reading to rely on.
public struct ReadingFailure: Error, Sendable, Hashable {
  /// `access.no-reading`.
  public var code: String { AccessRefusal.noReading.rawValue }
  public let symbol: Symbol

  init(_ symbol: Symbol) { self.symbol = symbol }
}
