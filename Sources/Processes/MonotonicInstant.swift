import Glibc

/// A point on CLOCK_MONOTONIC: unaffected by changes of the wall clock, and standing still while the machine sleeps.
public struct MonotonicInstant: Comparable, Hashable, Sendable {
  /// Nanoseconds since some fixed point before this process started.
  public let nanoseconds: Int64

  public init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

  public static func now() -> MonotonicInstant { MonotonicInstant(nanoseconds: read(CLOCK_MONOTONIC)) }

  /// Nanoseconds since the machine was booted, time asleep included (CLOCK_BOOTTIME).
  public static func bootTime() -> Int64 { read(CLOCK_BOOTTIME) }

  /// The instant that much later, or earlier if negative; never past the ends of the range.
  public func advanced(byMilliseconds milliseconds: Int) -> MonotonicInstant {
    let (product, overflow) = Int64(milliseconds).multipliedReportingOverflow(by: 1_000_000)
    let (sum, sumOverflow) = nanoseconds.addingReportingOverflow(product)
    guard !overflow, !sumOverflow else {
      return MonotonicInstant(nanoseconds: milliseconds < 0 ? .min : .max)
    }
    return MonotonicInstant(nanoseconds: sum)
  }

  /// Whole microseconds from `earlier` to here; 0 if that is later.
  public func microseconds(since earlier: MonotonicInstant) -> Int64 {
    guard nanoseconds > earlier.nanoseconds else { return 0 }
    let (distance, overflow) = nanoseconds.subtractingReportingOverflow(earlier.nanoseconds)
    return overflow ? .max / 1000 : distance / 1000
  }

  public static func < (left: MonotonicInstant, right: MonotonicInstant) -> Bool {
    left.nanoseconds < right.nanoseconds
  }

  /// The timeout for poll(2): milliseconds from here to `later`, rounded up so that waking is never early.
  func pollTimeout(until later: MonotonicInstant) -> Int32 {
    guard later > self else { return 0 }
    let (distance, overflow) = later.nanoseconds.subtractingReportingOverflow(nanoseconds)
    let milliseconds = overflow ? .max : distance / 1_000_000 + (distance % 1_000_000 == 0 ? 0 : 1)
    return Int32(clamping: milliseconds)
  }

  private static func read(_ clock: clockid_t) -> Int64 {
    var time = timespec()
    // These clocks exist on every Linux that posix_spawn's closefrom needs; the call has no other failure.
    guard unsafe clock_gettime(clock, &time) == 0 else { return 0 }
    return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
  }
}
