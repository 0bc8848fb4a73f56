import Chronology
import ReadinessCheck
import ReadinessReport

/// What several renderings say, in the same words.
extension RunResult {
  /// Only a signed run writes a report; nothing else opens an engine's gate.
  var isDryRun: Bool { payloadSha256 == nil }

  /// `4 blockers: 3 pass, 1 fail`.
  var counts: String {
    let counts = Outcome.allCases.compactMap { outcome -> String? in
      let count = report.summary.count(outcome)
      return count > 0 ? "\(count) \(outcome.rawValue)" : nil
    }
    return "\(Self.blockers(report.blockers.count)): \(counts.joined(separator: ", "))"
  }

  static func blockers(_ count: Int) -> String { "\(count) blocker\(count == 1 ? "" : "s")" }

  /// `report 4a9181d08d8f signed by 'gate', expires 2026-11-28T01:29:24.096Z (valid-for 12h)`, or that there is none.
  var provenance: String {
    guard let digest = payloadSha256 else { return "dry run: nothing was signed or written" }
    return "report \(digest.prefix(12)) signed by '\(signer ?? "")', expires \(report.expiresAt) "
      + "(\(report.expiresBecause))"
  }

  /// What an operator should know, with the waivers that excuse nothing, which a terminal is told of on standard error.
  var allNotes: [String] {
    notes
      + refusedWaivers.map {
        "the waiver '\($0.path)' excuses nothing: expected \($0.expected), found \($0.found) [\($0.code)]"
      }
  }

  /// `waived until 2026-12-01T00:00:00.000Z by alice: the venue is down`, as the second person signed it.
  func waiver(of blocker: ReadinessReport.Blocker) -> String {
    guard let waiver = report.decodedWaiver(for: blocker.id) else { return "waived" }
    return "waived until \(waiver.expiresAt) by \(waiver.approver): \(waiver.reason)"
  }
}

extension ReadinessReport.Blocker {
  /// What keeps it closed, or would without a waiver.
  var closedFindings: [Finding] { findings.filter { $0.status != .pass } }

  /// `2 ms`, `12.9 s`: for people.
  var duration: String {
    durationMicroseconds < 1_000_000
      ? "\((durationMicroseconds + 500) / 1_000) ms"
      : "\(durationMicroseconds / 1_000_000).\(durationMicroseconds / 100_000 % 10) s"
  }

  /// Decimal seconds, exactly.
  var seconds: String { Self.seconds(durationMicroseconds) }

  static func seconds(_ microseconds: Int64) -> String {
    let digits = String(microseconds % 1_000_000)
    return "\(microseconds / 1_000_000).\(String(repeating: "0", count: 6 - digits.utf8.count))\(digits)"
  }
}
