import Attestation
import Cryptography
import ReadinessCheck
import ReadinessReport
import StrictJSON

/// Blockers that do not pass, at their lines in the policy, for code hosts and editors.
///
/// A rule is a blocker, so that a code host follows it from run to run. Undecided is as closed as failed, so both are
/// errors; a waived one is a note that says who suppressed it.
enum SARIFRendering {
  static func render(_ result: RunResult) -> String {
    let report = result.report
    return SARIFLog(
      results: report.blockers.filter { $0.outcome != .pass }.map { self.result($0, in: result) },
      isSuccessful: true,
      properties: [
        JSONMember("verdict", .string(report.verdict.rawValue)),
        JSONMember("policy", .string(TerminalStyle.printable(report.policy.name))),
        JSONMember("environment", .string(report.environment.rawValue)),
        JSONMember(
          "summary",
          .object(Outcome.allCases.map { JSONMember($0.rawValue, .integer(report.summary.count($0))) })),
        JSONMember("leftOut", .array(result.leftOut.map { .string(TerminalStyle.printable($0)) })),
        JSONMember(
          "reportSha256", result.payloadSha256.map { .string(TerminalStyle.printable($0)) } ?? .null),
      ]
    ).text
  }

  private static func result(_ blocker: ReadinessReport.Blocker, in result: RunResult) -> SARIFLog.Result {
    let identity = "\(result.report.policy.name)\n\(blocker.id)"
    return SARIFLog.Result(
      rule: SARIFLog.Rule(
        id: TerminalStyle.printable(blocker.id), shortDescription: blocker.title,
        help: blocker.remediation.isEmpty ? nil : blocker.remediation),
      level: blocker.outcome == .waived ? .note : .error,
      message: message(blocker),
      location: SARIFLog.Location(blocker.position, nil)
        ?? SARIFLog.Location(file: result.policyPath, line: 1, column: nil, message: nil),
      related: blocker.closedFindings.compactMap { finding in
        finding.position.flatMap { SARIFLog.Location($0, "\(finding.subject): \(finding.message)") }
      },
      fingerprints: [JSONMember("blocker/v1", .string(SHA256.digest(of: Array(identity.utf8)).hex))],
      suppression: blocker.outcome == .waived ? result.waiver(of: blocker) : nil,
      properties: [
        JSONMember("outcome", .string(blocker.outcome.rawValue)),
        JSONMember("observed", .string(blocker.observed.rawValue)),
        JSONMember("risk", .string(blocker.risk.rawValue)),
      ])
  }

  /// As many findings as a person reads in one place; the report has all.
  private static func message(_ blocker: ReadinessReport.Blocker) -> String {
    let closed = blocker.closedFindings
    let shown = closed.prefix(12).map { finding in
      "\(finding.subject): \(finding.message) (expected \(finding.expected), found \(finding.found))"
    }
    let more = closed.count > shown.count ? ["and \(closed.count - shown.count) more"] : []
    return "\(blocker.title): \(blocker.outcome.rawValue). \((shown + more).joined(separator: "; "))"
  }
}

extension SARIFLog.Location {
  /// Reads `path:line` or `path:line:column`; the path may have colons too.
  init?(_ position: String, _ message: String?) {
    var parts = position.split(separator: ":", omittingEmptySubsequences: false)
    var numbers: [Int] = []
    while parts.count > 1, numbers.count < 2, let last = parts.last, let number = Int(last), number > 0 {
      numbers.insert(number, at: 0)
      parts.removeLast()
    }
    guard let line = numbers.first else { return nil }
    self.init(
      file: parts.joined(separator: ":"), line: line, column: numbers.count > 1 ? numbers[1] : nil,
      message: message)
  }
}
