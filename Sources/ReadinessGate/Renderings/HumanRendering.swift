import Attestation
import ReadinessCheck
import ReadinessReport

/// A table of blockers, and under each that is closed what was expected, what was found and what to do.
struct HumanRendering {
  let style: TerminalStyle

  func render(_ result: RunResult) -> String {
    let report = result.report
    var lines = [headline(report), ""]
    let widths = (
      id: report.blockers.map(\.id.count).max() ?? 0, title: report.blockers.map(\.title.count).max() ?? 0
    )
    for blocker in report.blockers {
      lines.append(row(blocker, widths))
      if blocker.outcome != .pass { lines += details(blocker, report) }
    }
    lines += ["", result.counts]
    if !result.leftOut.isEmpty {
      lines.append("left out by --only: \(result.leftOut.joined(separator: ", "))")
    }
    lines += result.notes.map { "note: \(TerminalStyle.printable($0))" }
    lines.append(ending(result))
    return lines.joined(separator: "\n") + "\n"
  }

  private func headline(_ report: ReadinessReport) -> String {
    let scope = report.scope == .live ? "" : ", scope \(report.scope.rawValue)"
    let colour: TerminalStyle.Colour =
      report.verdict == .ready ? .green : report.verdict == .blocked ? .red : .yellow
    return style.paint(report.verdict.rawValue, colour)
      + "  policy '\(report.policy.name)' for \(report.environment.rawValue)\(scope)"
  }

  private func row(_ blocker: ReadinessReport.Blocker, _ widths: (id: Int, title: Int)) -> String {
    let title = TerminalStyle.printable(blocker.title)
    return "  \(word(blocker.outcome))  \(padded(blocker.id, widths.id))  \(padded(title, widths.title))  "
      + "\(padded(blocker.risk.rawValue, 8))  \(blocker.duration)"
  }

  private func word(_ outcome: Outcome) -> String {
    let colour: TerminalStyle.Colour =
      switch outcome {
      case .pass: .green
      case .fail: .red
      case .unknown, .timeout, .blocked, .waived: .yellow
      }
    return style.paint(padded(outcome.rawValue.uppercased(), 7), colour)
  }

  private func details(_ blocker: ReadinessReport.Blocker, _ report: ReadinessReport) -> [String] {
    var lines: [String] = []
    if let waiver = report.waiverText(for: blocker) { lines.append("           \(clean(waiver))") }
    let closed = blocker.findings.filter { $0.status != .pass }
    let shown = closed.prefix(12)
    for finding in shown {
      let mark = finding.status == .fail ? style.paint("✗", .red) : style.paint("?", .yellow)
      lines.append("           \(mark) \(clean(finding.subject)): \(clean(finding.message))")
      if let position = finding.position { lines.append("             at        \(clean(position))") }
      lines.append("             expected  \(clean(finding.expected))")
      lines.append("             found     \(clean(finding.found))")
      if let hint = finding.hint { lines.append("             hint      \(clean(hint))") }
    }
    if closed.count > shown.count {
      lines.append("           and \(closed.count - shown.count) more; --format json lists all")
    }
    if !blocker.remediation.isEmpty { lines.append("           to mend: \(clean(blocker.remediation))") }
    return lines
  }

  private func ending(_ result: RunResult) -> String {
    guard let path = result.reportPath, let digest = result.payloadSha256 else {
      return "dry run: nothing was signed or written; --key and --report together write a report"
    }
    let report = result.report
    return "report \(digest.prefix(12)) signed by '\(result.signer ?? "")', sequence \(report.sequence), "
      + "expires \(report.expiresAt) (\(clean(report.expiresBecause))), written to \(path)"
  }

  private func padded(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count))
  }

  private func clean(_ text: String) -> String { TerminalStyle.printable(text) }
}
