import ExactDecimal

/// What is measured; all of it by bars of the row alone, so that a restart with the same bars measures the same.
extension BarHistory {
  /// The highest high and lowest low of so many bars before the newest one; nil while there are too few.
  func channel(_ count: Int) -> (high: ExactDecimal, low: ExactDecimal)? {
    let earlier = bars.dropLast().suffix(count)
    guard earlier.count == count, let first = earlier.first else { return nil }
    var (high, low) = (first.high, first.low)
    for bar in earlier.dropFirst() {
      high = max(high, bar.high)
      low = min(low, bar.low)
    }
    return (high, low)
  }

  /// The sum of the newest true ranges, whose part of it is the average; nil while there are too few bars. A plain mean
  /// and not a smoothed one, which would depend on how long the engine has been watching.
  func trueRanges(_ count: Int) throws(DecimalError) -> ExactDecimal? {
    guard bars.count > count else { return nil }
    var sum = ExactDecimal.zero
    for place in bars.indices.suffix(count) {
      let (bar, before) = (bars[place], bars[place - 1].close)
      sum = try sum + (max(bar.high, before) - min(bar.low, before))
    }
    return sum
  }
}
