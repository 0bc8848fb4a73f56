public import Chronology
public import ExactDecimal

/// Prices of one stretch of time, as a venue's chart tells them once the stretch is over.
public struct Bar: Sendable, Hashable {
  public var opensAt: Timestamp
  public var open: ExactDecimal
  public var high: ExactDecimal
  public var low: ExactDecimal
  public var close: ExactDecimal

  public init(
    opensAt: Timestamp, open: ExactDecimal, high: ExactDecimal, low: ExactDecimal, close: ExactDecimal
  ) {
    self.opensAt = opensAt
    self.open = open
    self.high = high
    self.low = low
    self.close = close
  }

  /// Why these cannot be the prices of a stretch of that length; nil when they can.
  func flaw(_ width: BarWidth) -> String? {
    if opensAt.unixMilliseconds % width.milliseconds != 0 { return "it does not begin on a full \(width)" }
    if low.signum <= 0 { return "its low \(low) is no price" }
    let isOrdered = low <= open && low <= close && open <= high && close <= high
    return isOrdered ? nil : "open \(open), high \(high), low \(low) and close \(close) contradict each other"
  }
}

/// How long a bar is, in the venue's words.
public enum BarWidth: String, Sendable, Hashable, CaseIterable, CustomStringConvertible {
  case minute = "1m"
  case fiveMinutes = "5m"
  case fifteenMinutes = "15m"
  case hour = "1h"
  case fourHours = "4h"
  case day = "1d"

  public var milliseconds: Int64 {
    switch self {
    case .minute: 60_000
    case .fiveMinutes: 300_000
    case .fifteenMinutes: 900_000
    case .hour: 3_600_000
    case .fourHours: 14_400_000
    case .day: 86_400_000
    }
  }

  /// How long after its end a bar may still open a position: half of its length, a minute at most.
  public var longestDelay: Int64 { min(milliseconds / 2, 60_000) }

  /// Where the stretch that holds an instant begins. All lengths divide the day, which begins at 00:00 UTC.
  public func start(of time: Timestamp) -> Timestamp {
    Timestamp(clamping: time.unixMilliseconds / milliseconds * milliseconds)
  }

  public func end(of bar: Bar) -> Timestamp { bar.opensAt.advanced(byMilliseconds: milliseconds) }

  public var description: String { rawValue }
}
