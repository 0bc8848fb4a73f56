/// Counts combining characters in a row.
///
/// To compare or hash two strings, Swift sorts each such row, in time that grows with its square: a row of
/// 16,000 costs 75 ms each time (measured, Swift 6.3). Text of any language has a few in a row; Unicode Standard
/// Annex #15 §13 (Stream-Safe Text) sets 30 as more than enough.
struct CombiningRun {
  static let limit = 30

  private var length = 0

  /// - Returns: true once, at the first character beyond the limit.
  mutating func exceedsLimit(with scalar: Unicode.Scalar) -> Bool {
    guard scalar.value >= 0x300, scalar.properties.canonicalCombiningClass != .notReordered else {
      length = 0
      return false
    }
    length += 1
    return length == Self.limit + 1
  }

  mutating func reset() { length = 0 }

  static let phrase = "more than \(limit) combining characters in a row"
}
