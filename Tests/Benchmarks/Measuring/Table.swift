/// One comparison as it is printed.
struct Table {
  let title: String
  let budget: String
  private var lines: [String] = []
  private static let nameWidth = 54

  init(_ title: String, budget: String) {
    self.title = title
    self.budget = budget
  }

  var text: String { ([title, "  budget   \(budget)"] + lines).joined(separator: "\n") }

  /// `  ours     readiness check      48.10 ms  (45.00 ms to 60.20 ms)  processor 62.30 ms`
  mutating func add(_ role: String, _ series: Series) {
    var line = "  \(padded(role, 8)) \(padded(series.name, Self.nameWidth)) \(time(series.wall))"
    if let tail = series.tail { line += "  p99 \(time(tail))" }
    if let processor = series.processor { line += "  processor \(duration(processor.median))" }
    lines.append(line)
  }

  /// Repetitions of one program: the middle one, the one that 99 of 100 stay below, and the longest.
  ///
  /// - Parameter most: in microseconds.
  mutating func add(_ role: String, _ batch: Batch, _ name: String, most: Double) {
    let sample = batch.sample
    lines.append(
      "  \(padded(role, 8)) \(padded(name, Self.nameWidth)) \(duration(sample.wallMicroseconds))  "
        + "p99 \(duration(sample.ninetyNinthMicroseconds ?? 0))  longest \(duration(most))")
  }

  /// How many times as long the first takes as the second.
  mutating func add(ratio name: String, _ first: Series, to second: Series) {
    var line = "  ratio    \(padded(name, Self.nameWidth)) \(times(first.ratio(to: second)))"
    if let tail = first.tailRatio(to: second) { line += "  p99 \(times(tail))" }
    lines.append(line)
  }

  mutating func add(note: String) { lines.append("  note     \(note)") }

  private func time(_ spread: Spread) -> String {
    "\(duration(spread.median))  (\(duration(spread.least)) to \(duration(spread.most)))"
  }

  private func times(_ spread: Spread) -> String {
    "\(decimal(spread.median, 2))  (\(decimal(spread.least, 2)) to \(decimal(spread.most, 2)))"
  }

  private func duration(_ microseconds: Double) -> String {
    guard microseconds >= 1_000 else {
      return decimal(microseconds, microseconds < 10 ? 2 : microseconds < 100 ? 1 : 0) + " us"
    }
    return decimal(microseconds / 1_000, microseconds < 100_000 ? 2 : 0) + " ms"
  }

  private func padded(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count))
  }

  private func decimal(_ value: Double, _ digits: Int) -> String {
    var scale = 1
    for _ in 0..<digits { scale *= 10 }
    let scaled = Int((value * Double(scale)).rounded())
    guard digits > 0 else { return "\(scaled)" }
    let fraction = String(scaled % scale)
    return "\(scaled / scale)." + String(repeating: "0", count: digits - fraction.count) + fraction
  }
}
