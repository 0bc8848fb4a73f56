import DurableFiles
import Glibc
import Processes
public import ReadinessCheck

/// This machine's clocks.
public struct HostClocks: ClockAccess {
  /// Between the two readings of one clock this much may pass for the other's to count as made then.
  private static let widestSpread: Int64 = 50_000_000

  public init() {}

  public func read() throws(ClockAccessError) -> ClockReading {
    // Whoever is stopped between two calls would see a step where there is none.
    for _ in 0..<5 {
      let before = try nanoseconds(CLOCK_BOOTTIME, "CLOCK_BOOTTIME")
      let realtime = try nanoseconds(CLOCK_REALTIME, "CLOCK_REALTIME")
      let after = try nanoseconds(CLOCK_BOOTTIME, "CLOCK_BOOTTIME")
      guard after - before > Self.widestSpread else {
        return ClockReading(
          realtimeNanoseconds: realtime, bootTimeNanoseconds: before + (after - before) / 2)
      }
    }
    throw ClockAccessError("this process is stopped so often that two clocks cannot be compared")
  }

  /// Where system calls are filtered nothing is asked: the gate's own unit ends whoever calls what can set the clock.
  public func discipline() throws(ClockAccessError) -> ClockDiscipline {
    guard !KernelClock.isFiltered() else {
      throw ClockAccessError("adjtimex(2) is not called, since a system call filter is in force")
    }
    do throws(KernelClock.Refusal) {
      let clock = try KernelClock.read()
      return ClockDiscipline(
        isUnsynchronised: clock.isUnsynchronised, maximumErrorMicroseconds: clock.maximumErrorMicroseconds)
    } catch {
      throw ClockAccessError("adjtimex(2): \(SystemMessage.describe(error.errno))")
    }
  }

  private func nanoseconds(_ clock: clockid_t, _ name: String) throws(ClockAccessError) -> Int64 {
    var time = timespec()
    guard unsafe clock_gettime(clock, &time) == 0 else {
      throw ClockAccessError("\(name): \(SystemMessage.describe(errno))")
    }
    return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
  }
}
