import Attestation
import ReadinessCheck
import ReadinessReport

/// The summary table of the document that this program replaces, generated, and the closed blockers below it.
enum MarkdownRendering {
  static func render(_ result: RunResult) -> String {
    let report = result.report
    var lines = ["# Readiness: \(report.verdict.rawValue)", ""]
    if !result.description.isEmpty { lines += [escaped(result.description), ""] }
    lines += ["| Blocker | Status | Risk Level |", "|---------|--------|------------|"]
    lines += report.blockers.map { blocker in
      let risk = blocker.risk == .critical ? "**CRITICAL**" : blocker.risk.rawValue.capitalizedASCII
      return "| \(escaped(blocker.title)) | \(status(blocker.outcome)) | \(risk) |"
    }
    for blocker in report.blockers where blocker.outcome != .pass {
      lines += ["", "## \(escaped(blocker.title)) (`\(blocker.id)`)", ""]
      if let waiver = report.waiverText(for: blocker) { lines += [escaped(waiver), ""] }
      for finding in blocker.findings where finding.status != .pass {
        let place = finding.position.map { " at \(code($0))" } ?? ""
        lines.append(
          "- **\(finding.status.rawValue)** \(code(finding.subject))\(place): \(escaped(finding.message))")
        lines.append("  - expected: \(escaped(finding.expected))")
        lines.append("  - found: \(escaped(finding.found))")
        if let hint = finding.hint { lines.append("  - hint: \(escaped(hint))") }
      }
      if !blocker.remediation.isEmpty { lines += ["", escaped(blocker.remediation)] }
    }
    lines += ["", "\(result.counts)."]
    if !result.leftOut.isEmpty {
      lines += ["", "Left out by `--only`: \(result.leftOut.map(code).joined(separator: ", "))."]
    }
    lines += ["", footer(result)]
    return lines.joined(separator: "\n") + "\n"
  }

  private static func status(_ outcome: Outcome) -> String {
    switch outcome {
    case .pass: "✅ Pass"
    case .fail: "❌ Fail"
    case .unknown: "⚠️ Unknown"
    case .timeout: "⚠️ Timeout"
    case .blocked: "⚠️ Not run"
    case .waived: "⚠️ Waived"
    }
  }

  private static func footer(_ result: RunResult) -> String {
    let report = result.report
    let policy = "Policy `\(report.policy.name)` for \(report.environment.rawValue), "
    guard let digest = result.payloadSha256 else { return policy + "dry run, not signed." }
    return policy + "report `\(digest)`, issued \(report.issuedAt), expires \(report.expiresAt)."
  }

  /// Backslashes before whatever Markdown could read as markup, and one line.
  private static func escaped(_ text: String) -> String {
    var result = ""
    // By scalars: a bar with a combining mark on it is one character to Swift and still a bar to Markdown.
    for scalar in TerminalStyle.printable(text).unicodeScalars {
      if "\\`*_{}[]<>|#~&".unicodeScalars.contains(scalar) { result.append("\\") }
      result.unicodeScalars.append(scalar)
    }
    return result
  }

  private static func code(_ text: String) -> String {
    var clean = ""
    for scalar in TerminalStyle.printable(text).unicodeScalars {
      clean.unicodeScalars.append(scalar == "`" ? "'" : scalar == "|" ? "¦" : scalar)
    }
    return clean.isEmpty ? "" : "`\(clean)`"
  }
}

extension String {
  fileprivate var capitalizedASCII: String { prefix(1).uppercased() + dropFirst() }
}
