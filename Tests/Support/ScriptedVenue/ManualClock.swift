public import Chronology
import Synchronization

/// Time that passes only when a test says so.
public final class ManualClock: Sendable {
  private let elapsed = Mutex<Int64>(0)
  private let start: Timestamp

  public init(start: Timestamp = Timestamp(clamping: 1_795_000_000_000)) { self.start = start }

  public var uptimeMilliseconds: Int64 { elapsed.withLock { $0 } }
  public var now: Timestamp { start.advanced(byMilliseconds: uptimeMilliseconds) }

  public func advance(_ milliseconds: Int64) { elapsed.withLock { $0 += max(0, milliseconds) } }
}
