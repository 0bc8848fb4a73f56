import AuditLog
import Cryptography
import ReadinessReport

/// Whether the reports of an archive follow from each other without a hole: each names the one before it, and the
/// store's counters name the last.
enum ChainJudgement {
  /// - Parameters:
  ///   - reports: intact ones, in any order.
  ///   - isCopy: whether there are no counters to be expected.
  ///   - end: what the store's counter says of a chain.
  static func findings(
    _ reports: [ArchivedReport], isCopy: Bool, end: (ArchivedReport.ChainName) -> StoreCounters.Answer
  ) -> [AuditFinding] {
    var findings: [AuditFinding] = []
    for (name, members) in Dictionary(grouping: reports, by: \.chain).sorted(by: { $0.key < $1.key }) {
      let ordered = members.sorted {
        $0.sequence == $1.sequence ? $0.sha256.hex < $1.sha256.hex : $0.sequence < $1.sequence
      }
      findings += judge(ordered, name)
      guard let last = ordered.last else { continue }
      if !isCopy { findings += compare(last, end(name), name) }
    }
    return findings
  }

  private static func compare(
    _ last: ArchivedReport, _ end: StoreCounters.Answer, _ name: ArchivedReport.ChainName
  ) -> [AuditFinding] {
    switch end {
    case .none:
      return [
        AuditFinding(
          "audit.counter-lost", "\(name)", expected: "a counter that names the last report", found: "none")
      ]
    case .damaged(let reason):
      return [AuditFinding("audit.counter-damaged", "\(name)", expected: "a counter", found: reason)]
    case .last(let sequence, let sha256):
      if sha256 == last.sha256.hex { return [] }
      return [
        AuditFinding(
          sequence > last.sequence ? "audit.tail-cut" : "audit.counter-behind", "\(name)",
          expected: "report \(sha256.prefix(12)) (number \(sequence)) as the last", found: last.shortName)
      ]
    }
  }

  private static func judge(
    _ ordered: [ArchivedReport], _ name: ArchivedReport.ChainName
  ) -> [AuditFinding] {
    var findings: [AuditFinding] = []
    var before: ArchivedReport?
    for report in ordered {
      if let known = before {
        if report.sequence == known.sequence {
          findings.append(
            AuditFinding(
              "audit.chain-forked", "\(name)", expected: "one report with number \(report.sequence)",
              found: "\(known.sha256.hex.prefix(12)) and \(report.sha256.hex.prefix(12))"))
        } else if report.previous != known.sha256 {
          findings.append(gap(report, after: known, name))
        }
      } else if let previous = report.previous {
        findings.append(
          AuditFinding(
            "audit.report-missing", "\(name)",
            expected: "report \(previous.hex.prefix(12)) before \(report.shortName)", found: "none"))
      }
      before = report
    }
    return findings
  }

  private static func gap(
    _ report: ArchivedReport, after known: ArchivedReport, _ name: ArchivedReport.ChainName
  ) -> AuditFinding {
    guard let previous = report.previous else {
      return AuditFinding(
        "audit.chain-restarted", "\(name)", expected: "\(report.shortName) to name \(known.shortName)",
        found: "no report before it")
    }
    return AuditFinding(
      "audit.report-missing", "\(name)",
      expected: "report \(previous.hex.prefix(12)) between \(known.shortName) and \(report.shortName)",
      found: "none")
  }
}
