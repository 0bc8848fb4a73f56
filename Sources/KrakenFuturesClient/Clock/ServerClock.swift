public import Chronology

/// The venue's clock, as far as its answers tell. Pure.
///
/// An answer that says the venue's time was made between sending and receiving, so it bounds the difference of the two
/// clocks from both sides; answers narrow the bounds further. An answer outside the bounds means that a clock was set:
/// that is reported, never taken over silently, and the estimate never runs backwards.
public struct ServerClock: Sendable, Hashable {
  /// Venue time less uptime, in milliseconds: the true difference lies within.
  public private(set) var bounds: ClosedRange<Int64>?
  private var latest: Timestamp?
  private var sampledAt: Int64 = .min

  /// How far the bounds widen for each second without narrowing: crystals drift by up to 50 millionths, and a venue's
  /// servers differ from each other.
  static let driftPerMinute: Int64 = 6
  /// The venue's servers disagree by this much without a clock having been set.
  static let tolerance: Int64 = 250

  public init() {}

  /// What an answer did to the estimate.
  public enum Change: Sendable, Hashable {
    case none
    /// The venue's clock moved against ours by so many milliseconds; forward is positive.
    case jumped(byMilliseconds: Int64)
  }

  /// - Parameters:
  ///   - serverTime: as the answer says, to the millisecond.
  ///   - sentAt: uptime milliseconds before the first byte was sent.
  ///   - receivedAt: uptime milliseconds after the last byte was received.
  public mutating func take(serverTime: Timestamp, sentAt: Int64, receivedAt: Int64) -> Change {
    let time = serverTime.unixMilliseconds
    let sample = (time - max(receivedAt, sentAt))...(time + 1 - sentAt)
    guard let known = bounds else {
      (bounds, sampledAt) = (sample, receivedAt)
      return .none
    }
    let drift = max(0, receivedAt - sampledAt) * Self.driftPerMinute / 60_000
    let low = max(known.lowerBound - drift, sample.lowerBound)
    let high = min(known.upperBound + drift, sample.upperBound)
    sampledAt = max(sampledAt, receivedAt)
    if low <= high {
      bounds = low...high
      return .none
    }
    bounds = sample
    let moved = middle(sample) - middle(known)
    return abs(moved) <= Self.tolerance ? .none : .jumped(byMilliseconds: moved)
  }

  /// The venue's time now; nil before the first answer. Never earlier than what was said before.
  public mutating func now(uptime: Int64) -> Timestamp? {
    guard let bounds else { return nil }
    let estimate = Timestamp(clamping: uptime + middle(bounds))
    let told = max(estimate, latest ?? estimate)
    latest = told
    return told
  }

  /// Venue time less our wall clock, in milliseconds, with what it may be wrong by.
  public func offset(wallClock: Timestamp, uptime: Int64) -> (milliseconds: Int64, uncertainty: Int64)? {
    guard let bounds else { return nil }
    return (
      uptime + middle(bounds) - wallClock.unixMilliseconds, (bounds.upperBound - bounds.lowerBound + 1) / 2
    )
  }

  private func middle(_ range: ClosedRange<Int64>) -> Int64 {
    range.lowerBound + (range.upperBound - range.lowerBound) / 2
  }
}
