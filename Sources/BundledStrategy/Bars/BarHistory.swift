public import Chronology
import ExactDecimal

/// The newest bars in a row: what is decided from. A row with a hole is none, so it begins anew behind the hole, and
/// nothing is entered until it is long enough again.
public struct BarHistory: Sendable, Hashable {
  /// What became of a bar.
  enum Taken: Sendable, Hashable {
    /// The newest now; after a hole it is the first of a new row.
    case appended(missingBefore: Int64)
    /// The same as before.
    case known
    /// It is not over.
    case unfinished
    /// Older than the row, or than its newest and not in it.
    case outOfOrder
    /// It is in the row with other prices, so nothing in the row is certain; the row is given up.
    case revised
    /// No bar at all; the row is given up.
    case unusable(String)
  }

  public let width: BarWidth
  /// How many bars are kept, which is how many are needed.
  public let capacity: Int
  /// Oldest first, each beginning where the one before it ends.
  public private(set) var bars: [Bar] = []

  init(width: BarWidth, capacity: Int) {
    self.width = width
    self.capacity = max(1, capacity)
  }

  public var isComplete: Bool { bars.count >= capacity }

  /// From when on bars are wanted: the newest one again, to see that it has not changed, or all that are needed, and one
  /// more, since the last may be too young.
  public func wanted(at now: Timestamp) -> Timestamp {
    if let newest = bars.last { return newest.opensAt }
    return width.start(of: now).advanced(byMilliseconds: -width.milliseconds * (Int64(capacity) + 1))
  }

  /// When the next bar is over; nil when the first is wanted at once.
  public var nextEnd: Timestamp? {
    bars.last.map { width.end(of: $0).advanced(byMilliseconds: width.milliseconds) }
  }

  mutating func take(_ bar: Bar, at now: Timestamp) -> Taken {
    if let flaw = bar.flaw(width) {
      bars = []
      return .unusable(flaw)
    }
    guard width.end(of: bar) <= now else { return .unfinished }
    guard let newest = bars.last else {
      bars = [bar]
      return .appended(missingBefore: 0)
    }
    let steps = bar.opensAt.milliseconds(since: newest.opensAt) / width.milliseconds
    guard steps > 0 else {
      guard let same = bars.first(where: { $0.opensAt == bar.opensAt }) else { return .outOfOrder }
      if same == bar { return .known }
      bars = []
      return .revised
    }
    if steps > 1 { bars = [] }
    bars.append(bar)
    if bars.count > capacity { bars.removeFirst() }
    return .appended(missingBefore: steps - 1)
  }
}
