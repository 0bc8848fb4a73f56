import ReadinessCheck
import ReadinessReport
import StrictJSON

/// The Test Anything Protocol, one test for each blocker in the policy's order.
///
/// Version 13, because readers in use refuse a later number, and nothing here needs one. A waived blocker is `# SKIP`
/// and never `# TODO`, which readers count as passed without showing it.
enum TAPRendering {
  static func render(_ result: RunResult) -> String {
    let report = result.report
    var lines = ["TAP version 13"]
    // A plan of none reads as "all skipped", which is success.
    guard !report.blockers.isEmpty else { return "TAP version 13\nBail out! no blocker was run\n" }
    lines.append("1..\(report.blockers.count)")
    lines.append(
      comment("\(report.verdict.rawValue) policy '\(report.policy.name)' for \(report.environment)"))
    for (index, blocker) in report.blockers.enumerated() {
      let status = blocker.outcome.isOpen ? "ok" : "not ok"
      let skip = blocker.outcome == .waived ? " # SKIP " + printable(result.waiver(of: blocker)) : ""
      lines.append("\(status) \(index + 1) - \(description("\(blocker.id): \(blocker.title)"))\(skip)")
      if blocker.outcome != .pass { lines += diagnostics(blocker).map { "  " + $0 } }
    }
    lines.append(comment(result.counts))
    if !result.leftOut.isEmpty {
      lines.append(comment("left out by --only: \(result.leftOut.joined(separator: ", "))"))
    }
    lines += result.allNotes.map { comment("note: \($0)") }
    lines.append(comment(result.provenance))
    return lines.joined(separator: "\n") + "\n"
  }

  /// A block of YAML 1.2, every text quoted as JSON quotes it.
  private static func diagnostics(_ blocker: ReadinessReport.Blocker) -> [String] {
    var lines = [
      "---", "outcome: \(blocker.outcome.rawValue)", "observed: \(blocker.observed.rawValue)",
      "risk: \(blocker.risk.rawValue)", "check: \(quoted(blocker.check))", "at: \(quoted(blocker.position))",
      "duration_ms: \(blocker.durationMicroseconds / 1_000)",
    ]
    let closed = blocker.closedFindings
    if !closed.isEmpty { lines.append("findings:") }
    for finding in closed {
      lines.append("  - status: \(finding.status.rawValue)")
      var texts = [
        ("subject", finding.subject), ("message", finding.message), ("expected", finding.expected),
        ("found", finding.found),
      ]
      if let hint = finding.hint { texts.append(("hint", hint)) }
      if let position = finding.position { texts.append(("at", position)) }
      lines += texts.map { "    \($0): \(quoted($1))" }
    }
    if !blocker.remediation.isEmpty { lines.append("remediation: \(quoted(blocker.remediation))") }
    return lines + ["..."]
  }

  /// JSON leaves noncharacters as they are, and YAML must not hold U+FFFE and U+FFFF.
  private static func quoted(_ text: String) -> String {
    var clean = ""
    for scalar in printable(text).unicodeScalars {
      clean.unicodeScalars.append(scalar.value == 0xFFFE || scalar.value == 0xFFFF ? "\u{FFFD}" : scalar)
    }
    return JSON.string(clean).text()
  }

  private static func comment(_ text: String) -> String { "# " + printable(text) }

  /// A number sign in a description would begin a directive.
  private static func description(_ text: String) -> String {
    var result = ""
    for scalar in printable(text).unicodeScalars {
      if scalar == "#" || scalar == "\\" { result += "\\" }
      result.unicodeScalars.append(scalar)
    }
    return result
  }

  private static func printable(_ text: String) -> String { TerminalStyle.printable(text) }
}
