import Chronology
import Trading

/// The account's fills as far back as they were read. Pure.
struct FillList: Sendable {
  /// Oldest first.
  private(set) var fills: [VenueFill] = []
  /// Whether the venue has told all that there are.
  private(set) var reachesBeginning = false

  /// Takes an answer, which lies before what was taken until now, or overlaps with it.
  ///
  /// - Parameter longest: how long an answer can be; a shorter one has nothing before it.
  /// - Returns: whether it told anything that was not known.
  @discardableResult mutating func take(_ page: [VenueFill], longest: Int) -> Bool {
    let known = Set(fills.map(\.id))
    let older = page.filter { !known.contains($0.id) }
    fills = older + fills
    reachesBeginning = page.count < longest
    return !older.isEmpty
  }

  /// Before which instant to ask for more. Fills at one instant can be cut in two by an answer's length, so that the
  /// oldest instant is asked for again.
  var nextBefore: Timestamp? { fills.first.map { $0.at.advanced(byMilliseconds: 1) } }

  /// Whether there is no fill from that instant on that was not told.
  func reaches(before time: Timestamp) -> Bool {
    reachesBeginning || fills.first.map { $0.at < time } ?? false
  }
}
