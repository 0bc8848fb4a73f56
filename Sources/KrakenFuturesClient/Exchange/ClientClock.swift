public import Chronology
import Glibc

/// The machine's clocks, and waiting.
public struct ClientClock: Sendable {
  public var now: @Sendable () -> Timestamp
  /// Of CLOCK_MONOTONIC, by which the transport also measures.
  public var uptimeMilliseconds: @Sendable () -> Int64
  /// Waits that many milliseconds; throws when the task is cancelled.
  public var sleep: @Sendable (Int64) async throws -> Void

  public init(
    now: @escaping @Sendable () -> Timestamp, uptimeMilliseconds: @escaping @Sendable () -> Int64,
    sleep: @escaping @Sendable (Int64) async throws -> Void
  ) {
    self.now = now
    self.uptimeMilliseconds = uptimeMilliseconds
    self.sleep = sleep
  }

  public static let system = ClientClock(
    now: { SystemClock.now() }, uptimeMilliseconds: { monotonicMilliseconds() },
    sleep: { try await ContinuousClock().sleep(for: .milliseconds($0)) })
}

private func monotonicMilliseconds() -> Int64 {
  var time = timespec()
  guard unsafe clock_gettime(CLOCK_MONOTONIC, &time) == 0 else { return 0 }
  return Int64(time.tv_sec) * 1_000 + Int64(time.tv_nsec) / 1_000_000
}
