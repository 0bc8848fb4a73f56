import Chronology

/// Points that requests cost and time gives back, evenly.
public struct RateBudget: Sendable, Hashable {
  /// In thousandths of a point, so that a refill for one millisecond is not lost.
  private var thousandths: Int64
  private var updated: Timestamp?
  public let capacity: Int64
  private let refill: Int64
  private let interval: Int64

  /// - Parameters:
  ///   - refill: points given back in each interval.
  ///   - interval: milliseconds.
  init(capacity: Int64, refill: Int64, every interval: Int64) {
    (self.capacity, self.refill, self.interval) = (capacity, refill, interval)
    thousandths = capacity * 1_000
  }

  /// Pays, unless too little is left.
  mutating func spend(_ points: Int64, at now: Timestamp) -> Bool {
    let elapsed = min(max(0, now.milliseconds(since: updated ?? now)), interval)
    thousandths = min(capacity * 1_000, thousandths + elapsed * refill * 1_000 / interval)
    updated = now
    guard thousandths >= points * 1_000 else { return false }
    thousandths -= points * 1_000
    return true
  }

  /// Whole points left when last asked.
  public var left: Int64 { thousandths / 1_000 }
}
