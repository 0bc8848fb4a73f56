import ReadinessCheck
import ReadinessReport

/// What a plugin of Nagios or Icinga prints: one line that says it all, with performance data, then the details.
///
/// The plugin's exit status follows from the line's second word, and is the wrapper's to give
/// (`deploy/monitoring/check_readiness`): the program's own exit statuses mean the same in every format.
enum NagiosRendering {
  enum State: String {
    case ok = "OK"
    case warning = "WARNING"
    case critical = "CRITICAL"
  }

  static func render(_ result: RunResult) -> String {
    let report = result.report
    let lines =
      [headline(result) + " | " + performanceData(report)]
      + report.blockers.compactMap { detail($0, in: result) }
      + result.allNotes.map { "note: \(clean($0))" } + [clean(result.provenance)]
    return lines.joined(separator: "\n") + "\n"
  }

  /// A part of a policy that passes is no reason to be content.
  static func state(of result: RunResult) -> State {
    switch result.report.verdict {
    case .blocked: .critical
    case .readyWithWaivers: .warning
    case .ready: result.leftOut.isEmpty ? .ok : .warning
    }
  }

  private static func headline(_ result: RunResult) -> String {
    let report = result.report
    var parts = ["\(report.summary.count(.pass))/\(report.blockers.count) blockers pass"]
    parts += report.blockers.filter { $0.outcome != .pass }.map { "\(clean($0.id)) \($0.outcome.rawValue)" }
    if !result.leftOut.isEmpty { parts.append("\(result.leftOut.count) left out by --only") }
    if result.isDryRun { parts.append("dry run") }
    return "READINESS \(state(of: result).rawValue) - \(parts.joined(separator: ", "))"
  }

  /// `'label'=value;warning;critical;minimum`: above 0 failed or undecided is critical, above 0 waived is a warning.
  private static func performanceData(_ report: ReadinessReport) -> String {
    let microseconds = report.blockers.map(\.durationMicroseconds).reduce(0, +)
    let counts = Outcome.allCases.map { outcome -> String in
      let count = report.summary.count(outcome)
      return switch outcome {
      case .pass: "'passed'=\(count);;;0"
      case .fail: "'failed'=\(count);;0;0"
      case .unknown: "'unknown'=\(count);;0;0"
      case .timeout: "'timed-out'=\(count);;0;0"
      case .blocked: "'not-run'=\(count);;0;0"
      case .waived: "'waived'=\(count);0;;0"
      }
    }
    return
      (["'blockers'=\(report.blockers.count);;;0"] + counts
      + ["'duration'=\(ReadinessReport.Blocker.seconds(microseconds))s;;;0"]).joined(separator: " ")
  }

  private static func detail(_ blocker: ReadinessReport.Blocker, in result: RunResult) -> String? {
    guard blocker.outcome != .pass else { return nil }
    let closed = blocker.closedFindings
    var text = closed.first.map { "\($0.subject): \($0.message)" } ?? "nothing was found"
    if closed.count > 1 { text += " (and \(closed.count - 1) more)" }
    if blocker.outcome == .waived { text = "\(result.waiver(of: blocker)); \(text)" }
    return clean("\(blocker.outcome.rawValue.uppercased()) \(blocker.id) (\(blocker.risk.rawValue)): \(text)")
  }

  /// A bar would begin performance data.
  private static func clean(_ text: String) -> String {
    var result = ""
    for scalar in TerminalStyle.printable(text).unicodeScalars {
      result.unicodeScalars.append(scalar == "|" ? "¦" : scalar)
    }
    return result
  }
}
