internal import Glibc

/// CLOCK_MONOTONIC, which timers and ages are measured by.
enum MonotonicClock {
  static func nanoseconds() -> Int64 {
    var time = timespec()
    guard unsafe clock_gettime(CLOCK_MONOTONIC, &time) == 0 else { return 0 }
    return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
  }
}
