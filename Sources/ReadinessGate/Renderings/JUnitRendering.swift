import Chronology
import ReadinessCheck
import ReadinessReport

/// JUnit XML as GitLab and Jenkins read it: one test case for each blocker, with at most one of `failure` (it
/// failed), `error` (undecided) and `skipped` (waived).
enum JUnitRendering {
  static func render(_ result: RunResult) -> String {
    let report = result.report
    let failures = report.summary.count(.fail)
    let errors =
      report.summary.count(.unknown) + report.summary.count(.timeout) + report.summary.count(.blocked)
    let skipped = report.summary.count(.waived)
    let counts = "tests=\"\(report.blockers.count)\" failures=\"\(failures)\" errors=\"\(errors)\""
    let total = seconds(report.blockers.map(\.durationMicroseconds).reduce(0, +))
    var lines = [
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>",
      "<testsuites name=\"readiness\" \(counts) time=\"\(total)\">",
      "  <testsuite name=\"\(attribute(report.policy.name))\" \(counts) skipped=\"\(skipped)\" time=\"\(total)\" "
        + "timestamp=\"\(report.startedAt.description.prefix(19))\" hostname=\"\(attribute(report.host.hostname))\">",
    ]
    for blocker in report.blockers {
      lines += testCase(blocker, in: report, file: result.policyPath)
    }
    lines += ["  </testsuite>", "</testsuites>"]
    return lines.joined(separator: "\n") + "\n"
  }

  private static func testCase(
    _ blocker: ReadinessReport.Blocker, in report: ReadinessReport, file: String
  ) -> [String] {
    let opening =
      "    <testcase classname=\"\(attribute(report.policy.name))\" name=\"\(attribute("\(blocker.id): \(blocker.title)"))\" "
      + "time=\"\(seconds(blocker.durationMicroseconds))\" file=\"\(attribute(file))\""
    guard let element = element(for: blocker.outcome) else { return [opening + "/>"] }
    let closed = blocker.findings.filter { $0.status != .pass }
    let message = closed.first.map { "\($0.subject): \($0.message)" } ?? blocker.outcome.rawValue
    if let waiver = report.waiverText(for: blocker) {
      return [
        opening + ">", "      <skipped message=\"\(attribute("\(message) (\(waiver))"))\"/>",
        "    </testcase>",
      ]
    }
    let text = closed.map { finding in
      "\(finding.subject): \(finding.message)\n  expected: \(finding.expected)\n  found: \(finding.found)"
        + (finding.hint.map { "\n  hint: \($0)" } ?? "")
    }
    return [
      opening + ">",
      "      <\(element) message=\"\(attribute(message))\" type=\"\(blocker.outcome.rawValue)\">"
        + escaped(text.joined(separator: "\n")) + "</\(element)>",
      "    </testcase>",
    ]
  }

  private static func element(for outcome: Outcome) -> String? {
    switch outcome {
    case .pass: nil
    case .fail: "failure"
    case .unknown, .timeout, .blocked: "error"
    case .waived: "skipped"
    }
  }

  private static func seconds(_ microseconds: Int64) -> String {
    ReadinessReport.Blocker.seconds(microseconds)
  }

  private static func attribute(_ text: String) -> String {
    escaped(text).split(separator: "\n", omittingEmptySubsequences: false).joined(separator: " ")
  }

  /// XML text; characters that XML 1.0 does not allow are written as U+FFFD.
  private static func escaped(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "\n", "\t": result.unicodeScalars.append(scalar)
      default:
        let isAllowed = scalar.value >= 0x20 && scalar.value != 0xFFFE && scalar.value != 0xFFFF
        result.unicodeScalars.append(isAllowed ? scalar : "\u{FFFD}")
      }
    }
    return result
  }
}
