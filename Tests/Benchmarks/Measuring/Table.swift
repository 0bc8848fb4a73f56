/// One comparison as it is printed.
struct Table {
  let title: String
  let budget: String
  private var lines: [String] = []

  init(_ title: String, budget: String) {
    self.title = title
    self.budget = budget
  }

  var text: String { ([title, "  budget   \(budget)"] + lines).joined(separator: "\n") }

  /// `  ours     readiness check      48.1 ms  (45.0 to 60.2)  processor 62.3 ms`
  mutating func add(_ role: String, _ series: Series) {
    var line = "  \(padded(role, 8)) \(padded(series.name, 46)) \(time(series.wall))"
    if let processor = series.processor { line += "  processor \(milliseconds(processor.median))" }
    lines.append(line)
  }

  /// How many times as long the first takes as the second.
  mutating func add(ratio name: String, _ first: Series, to second: Series) {
    let ratio = first.ratio(to: second)
    lines.append(
      "  ratio    \(padded(name, 46)) \(decimal(ratio.median, 2))  (\(decimal(ratio.least, 2)) to "
        + "\(decimal(ratio.most, 2)))")
  }

  mutating func add(note: String) { lines.append("  note     \(note)") }

  private func time(_ spread: Spread) -> String {
    "\(milliseconds(spread.median))  (\(milliseconds(spread.least)) to \(milliseconds(spread.most)))"
  }

  private func milliseconds(_ microseconds: Double) -> String {
    let digits = microseconds < 1_000 ? 3 : microseconds < 100_000 ? 2 : 0
    return decimal(microseconds / 1_000, digits) + " ms"
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
