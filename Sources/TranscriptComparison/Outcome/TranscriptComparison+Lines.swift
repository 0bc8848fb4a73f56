extension TranscriptComparison {
  /// For people: the outcome, what was compared, a table of endpoints, and then every difference.
  public var lines: [String] {
    [headline, "transcript: \(provenance)"] + caution + [""] + table + details
  }

  private var headline: String {
    let answers = Self.count(answerCount, "answer")
    guard !isAlike else {
      return "no structural difference in \(answers) of \(Self.count(endpoints.count, "endpoint"))"
    }
    let places = endpoints.count { !$0.findings.isEmpty }
    return "\(Self.count(differenceCount, "structural difference")) at \(places) of "
      + "\(Self.count(endpoints.count, "endpoint")), in \(answers)"
  }

  private var provenance: String {
    Self.printable("\(run.environment), \(run.origin), begun \(run.startedAt), \(run.ending)")
  }

  /// Nobody should take the simulator's agreement with itself for a proof.
  private var caution: [String] {
    run.environment == "live" ? [] : ["note: it was not made on the live venue and says nothing about that"]
  }

  private var table: [String] {
    Self.aligned(
      [["endpoint", "answers", "unlike", "differences", "not compared"]]
        + endpoints.map { endpoint in
          [
            Self.printable(endpoint.name), String(endpoint.compared), String(endpoint.unlike),
            String(endpoint.findings.count), endpoint.omissions,
          ]
        }, numbers: 1...3)
  }

  private var details: [String] {
    endpoints.filter { !$0.findings.isEmpty }.flatMap { endpoint in
      let shown = endpoint.findings.prefix(Self.mostShown)
      let rows = shown.map { finding in
        [
          "  " + Self.printable(finding.difference.path), Self.printable(finding.difference.sentence),
          "in \(finding.answers) of \(endpoint.compared), first in exchange \(finding.firstExchange)",
        ]
      }
      let rest = endpoint.findings.count - shown.count
      return ["", Self.printable(endpoint.name)] + Self.aligned(rows, numbers: nil)
        + (rest > 0 ? ["  and \(rest) more; --json has them all"] : [])
    }
  }

  private static let mostShown = 60

  private static func count(_ number: Int, _ noun: String) -> String {
    "\(number) \(noun)\(number == 1 ? "" : "s")"
  }

  /// Columns two spaces apart. What a venue names its members is not ours, so long texts are left as they are.
  private static func aligned(_ rows: [[String]], numbers: ClosedRange<Int>?) -> [String] {
    var widths: [Int] = []
    for row in rows {
      for (column, cell) in row.enumerated() {
        if column == widths.count { widths.append(0) }
        widths[column] = min(max(widths[column], cell.count), 60)
      }
    }
    return rows.map { row in
      var line = ""
      for (column, cell) in row.enumerated() {
        let padding = String(repeating: " ", count: max(0, widths[column] - cell.count))
        line +=
          (column == 0 ? "" : "  ") + (numbers?.contains(column) == true ? padding + cell : cell + padding)
      }
      while line.last == " " { line.removeLast() }
      return line
    }
  }

  /// A transcript is somebody's file: nothing of it may move a terminal's cursor or fill its window.
  private static func printable(_ text: String) -> String {
    let scalars = text.unicodeScalars.prefix(200).map { scalar in
      (0x20...0x7E).contains(scalar.value) ? String(scalar) : "\\u{\(String(scalar.value, radix: 16))}"
    }
    return scalars.joined() + (text.unicodeScalars.count > 200 ? "..." : "")
  }
}

extension EndpointComparison {
  fileprivate var omissions: String {
    var parts: [String] = []
    if unanswered > 0 { parts.append("\(unanswered) without an answer") }
    if unpairedRows > 0 { parts.append("\(unpairedRows) rows of one side only") }
    return parts.joined(separator: ", ")
  }
}

extension StructuralDifference {
  fileprivate var sentence: String {
    let there = venue.joined(separator: " or ")
    let here = simulator.joined(separator: " or ")
    return switch kind {
    case .status: "HTTP status: venue \(there), simulator \(here)"
    case .body: "body: venue \(there), simulator \(here)"
    case .onlyVenue: "only the venue has it: \(there)"
    case .onlySimulator: "only the simulator has it: \(here)"
    case .type: "type: venue \(there), simulator \(here)"
    case .word: "word: venue \(Self.quoted(venue)), simulator \(Self.quoted(simulator))"
    }
  }

  private static func quoted(_ words: [String]) -> String {
    words.isEmpty ? "none" : words.map { "\"\($0)\"" }.joined(separator: " or ")
  }
}
