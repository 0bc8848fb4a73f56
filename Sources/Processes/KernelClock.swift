import CLinux
import Glibc

/// What the kernel knows of how well its wall clock is kept.
///
/// A call by which others set that clock, so a system call filter may answer it with the end of the process: see
/// ``isFiltered()`` first.
public struct KernelClock: Sendable, Hashable {
  /// STA_UNSYNC: nobody keeps the clock, or nobody has told the kernel so.
  public let isUnsynchronised: Bool
  /// Grows by 500 µs a second between two corrections.
  public let maximumErrorMicroseconds: Int64

  /// Why adjtimex(2) gave no answer.
  public struct Refusal: Error, Sendable, Hashable {
    public let errno: Int32
  }

  public static func read() throws(Refusal) -> KernelClock {
    let unsynchronised: Int32 = 0x0040
    var status: Int32 = 0
    var maximumError = 0
    guard unsafe clinux_clock_discipline(&status, &maximumError) == 0 else { throw Refusal(errno: errno) }
    return KernelClock(
      isUnsynchronised: status & unsynchronised != 0, maximumErrorMicroseconds: Int64(maximumError))
  }

  /// Whether a system call filter (seccomp(2)) is in force on this process.
  public static func isFiltered() -> Bool { clinux_is_filtered() != 0 }
}
