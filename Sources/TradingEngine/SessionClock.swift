public import Admission
public import Chronology

/// The time that a session goes by: the wall clock, but never later to notice an end than the time that has really
/// passed since the start.
///
/// A wall clock that is set back would otherwise prolong a Grant. CLOCK_BOOTTIME cannot be set and counts through
/// suspension.
public struct SessionClock: Sendable, Hashable {
  private let start: ClockReading
  private var latest: Timestamp
  /// By how many milliseconds the wall clock is ahead of what the start and the elapsed time make.
  public private(set) var drift: Int64 = 0

  public init(_ start: ClockReading) {
    self.start = start
    latest = start.now
  }

  /// The time now; never goes back. Without a reading the last one stays.
  public mutating func advance(_ reading: ClockReading?) -> Timestamp {
    guard let reading else { return latest }
    let elapsed = max(0, reading.bootTimeMilliseconds - start.bootTimeMilliseconds)
    let expected = start.now.advanced(byMilliseconds: elapsed)
    drift = reading.now.milliseconds(since: expected)
    latest = max(latest, reading.now, expected)
    return latest
  }
}
