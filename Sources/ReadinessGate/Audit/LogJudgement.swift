import AuditLog
import Cryptography
import ReadinessReport
import StrictJSON

/// Whether a decision log is the one that the gate saw: each report says how many entries it had, and the digest of the
/// last, so a tail that was cut, or a log that was written anew, shows.
struct LogJudgement {
  /// Entry number → the digest that a report saw there, and which report.
  private var seen: [Int64: (head: SHA256Digest, report: SHA256Digest)] = [:]
  private(set) var findings: [AuditFinding] = []
  /// The newest entry that a report saw; 0 for none.
  private(set) var lastSeen: Int64 = 0

  /// - Parameter reports: of the machine whose log it is.
  init(_ reports: [ArchivedReport]) {
    for report in reports {
      guard let anchor = report.anchor, anchor.entries > 0 else { continue }
      if let known = seen[anchor.entries], known.head != anchor.head {
        findings.append(
          AuditFinding(
            "audit.log-rewritten", "entry \(anchor.entries)",
            expected: "\(Self.short(known.head)), as report \(Self.short(known.report)) saw it",
            found: "\(Self.short(anchor.head)) in report \(Self.short(report.sha256))"))
      }
      lastSeen = max(lastSeen, anchor.entries)
      seen[anchor.entries] = (anchor.head, report.sha256)
    }
  }

  private static func short(_ digest: SHA256Digest) -> Substring { digest.hex.prefix(12) }

  /// Takes the log's lines in their order.
  ///
  /// - Parameter sha256: of the line.
  mutating func take(_ number: Int64, sha256: String) {
    guard let known = seen.removeValue(forKey: number), known.head.hex != sha256 else { return }
    findings.append(
      AuditFinding(
        "audit.log-rewritten", "entry \(number)",
        expected: "\(Self.short(known.head)), as report \(Self.short(known.report)) saw it",
        found: "\(sha256.prefix(12))"))
  }

  /// After the last line: what reports saw beyond it is gone.
  mutating func finish(at count: Int64) {
    let beyond = seen.filter { $0.key > count }
    guard let most = beyond.max(by: { $0.key < $1.key }) else { return }
    findings.append(
      AuditFinding(
        "audit.log-tail-cut", "the decision log",
        expected: "\(most.key) entries, as report \(Self.short(most.value.report)) saw them",
        found: "\(count)"))
  }
}
