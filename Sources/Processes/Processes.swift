import CLinux
import Glibc

/// Running programs with deadlines that really end them.
public enum Processes {
  /// Runs one program to its end or to its deadline; for use inside a worker, as it blocks the calling thread.
  public static func run(_ request: ProcessRequest, deadline: MonotonicInstant) -> ProcessResult {
    let pool = ProcessPool()
    pool.start(request, deadline: deadline)
    while true {
      switch pool.waitForEvent(until: deadline.advanced(byMilliseconds: 60_000)) {
      case .finished(_, let result): return result
      case .interrupted, .deadlineReached: continue
      case .idle: return ProcessResult(.notStarted(ECHILD))
      }
    }
  }

  /// Makes orphaned descendants fall to this process (PR_SET_CHILD_SUBREAPER) and lets every end of a child sweep them
  /// up, also those that left their session. From then on this process must start its children through this module
  /// alone: any other is taken for an orphan.
  ///
  /// - Returns: whether the kernel agreed.
  @discardableResult public static func becomeSubreaper() -> Bool {
    clinux_prctl(PR_SET_CHILD_SUBREAPER, 1) == 0
  }
}
