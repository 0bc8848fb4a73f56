import AuditLog
import Cryptography
import StrictJSON

/// Reports under which an engine says that it was admitted or ran.
struct NamedReports {
  private let known: Set<SHA256Digest>
  private var missing: Set<String> = []
  private(set) var findings: [AuditFinding] = []

  init(_ reports: [ArchivedReport]) { known = Set(reports.map(\.sha256)) }

  mutating func take(_ entry: DecisionEntry) {
    guard entry.kind != "refused", let report = entry["report"]?.stringValue,
      !(SHA256Digest(hex: report).map(known.contains) ?? false),
      missing.insert(report).inserted
    else { return }
    findings.append(
      AuditFinding(
        "audit.report-missing", "entry \(entry.number) of the decision log",
        expected: "report \(report.prefix(12)), under which the engine says it was \(entry.kind)",
        found: "none"))
  }
}
