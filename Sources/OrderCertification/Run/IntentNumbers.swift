public import Chronology
public import Trading

/// Client order ids of one run: derived from when it began, so that no two runs share one.
public struct IntentNumbers: Sendable {
  public let owner: ClientOrderID.Owner
  fileprivate let base: UInt64
  fileprivate var next: UInt64 = 0

  /// Milliseconds since 2020 need 39 of the 40 bits until 2037. A run takes longer than a millisecond for each of its
  /// orders, so that the next one begins beyond its last number.
  public init(owner: ClientOrderID.Owner, startedAt: Timestamp) {
    self.owner = owner
    base = UInt64(clamping: startedAt.milliseconds(since: Timestamp(clamping: 1_577_836_800_000)))
  }

  /// - Returns: nil beyond the last number.
  public mutating func id(_ role: ClientOrderID.Role) -> ClientOrderID? {
    defer { next += 1 }
    return ClientOrderID(owner: owner, role: role, intent: base + next)
  }
}

extension IntentNumbers {
  /// The number that is given out next.
  var nextNumber: UInt64 { base + next }

  /// Whether the id was given out here.
  public func isOfThisRun(_ id: ClientOrderID) -> Bool {
    id.owner == owner && id.intent >= base && id.intent < base + next
  }
}
