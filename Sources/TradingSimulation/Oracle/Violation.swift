/// What must never happen, and what must happen in time; by the names of the design.
public enum Rule: String, Sendable, Hashable, CaseIterable {
  /// Entry size sent per intent is at most what was intended.
  case intendedSize = "S1"
  /// The own position stays within the limits.
  case limits = "S2"
  /// No entry is sent, and none rests, while not armed or not permitted.
  case permission = "S3"
  /// No own stop is cancelled that was needed.
  case neededStop = "S4"
  /// Own orders never reverse a position.
  case reversal = "S5"
  /// Latches are cleared by a reset only.
  case latch = "S6"
  /// An entry is sent once.
  case entryOnce = "S7"
  case exposedTooLong = "L1"
  case uncoveredAtRest = "L2"
  case ordersLeft = "L3"
  case entriesLeftWhenTripped = "L4"
  /// The fold of the journal is the memory.
  case equivalence = "E"
  /// The venue's ledger adds up.
  case money = "M"
  /// The core comes to rest.
  case busy = "B"
}

public struct Violation: Sendable, Hashable {
  public let rule: Rule
  /// Milliseconds since the session began.
  public let time: Int64
  public let detail: String
}
