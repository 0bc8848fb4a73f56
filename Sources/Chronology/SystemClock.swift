import Glibc

/// The machine's wall clock. Only shells read it; what decides gets the time as a parameter.
public enum SystemClock {
  public static func now() -> Timestamp {
    var time = timespec()
    guard unsafe clock_gettime(CLOCK_REALTIME, &time) == 0 else { return Timestamp(clamping: 0) }
    return Timestamp(clamping: Int64(time.tv_sec) * 1_000 + Int64(time.tv_nsec) / 1_000_000)
  }
}
