import Chronology
import Synchronization

/// Until when a command whose answer nobody has may still take effect. Before that, a venue that shows nothing has not
/// said that nothing will come.
final class LateArrivals: Sendable {
  /// Longer than an entry may travel: it carries a last moment of five seconds, and clocks may differ by one. A stop
  /// carries none; the clean-up of the next run finds one that travels longer, and it can only reduce.
  static let horizon = Milliseconds.seconds(8)

  private let end = Mutex<Int64>(.min)

  /// A command went out, and nobody knows what became of it.
  ///
  /// - Parameter uptime: of the clock that ``remaining(at:)`` is asked with, in milliseconds.
  func expect(at uptime: Int64) { end.withLock { $0 = max($0, uptime + Self.horizon.count) } }

  /// How long to wait until nothing can come any more; nil: nothing can.
  func remaining(at uptime: Int64) -> Milliseconds? {
    end.withLock { $0 > uptime ? Milliseconds($0 - uptime) : nil }
  }
}
