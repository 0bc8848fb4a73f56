import Attestation
import AuditLog
import Chronology
import Cryptography
import ReadinessReport

/// Whether the report is the newest word about its subjects.
struct SequenceJudgement {
  let requirements: EnvironmentRequirements
  let loaded: LoadedArtefacts
  let marks: AdmissionMarks?
  let now: Timestamp

  static let aheadMilliseconds: Int64 = 86_400_000

  /// - Parameter heads: nil where the configuration names no store, which demo and live refuse.
  func judge(_ signed: SignedReport, heads: Result<[Head], AuditLogError>?) throws(Refusal) {
    let report = signed.report
    let known = try heads.map { heads throws(Refusal) in try readable(heads) }
    if let known {
      try judge(report, signed.payloadSha256.hex, heads: known)
    } else {
      guard !requirements.environment.reachesVenue else {
        throw Refusal(
          .headUnreadable, expected: "the gate's store under gate.state", found: "none in the configuration",
          hint: "set gate.state to the folder that `readiness check --state` writes")
      }
    }
    let admitted = marks?.sequence[AdmissionMarks.sequenceKey(requirements)] ?? 0
    guard report.sequence >= admitted else {
      throw Refusal(
        .olderThanHead, expected: "number \(admitted) or later, as admitted before",
        found: "number \(report.sequence)", hint: Self.useNewest)
    }
    try judgeLater(report, heads: known ?? [])
    let (limit, _) = now.unixMilliseconds.addingReportingOverflow(Self.aheadMilliseconds)
    guard report.sequence <= limit else {
      throw Refusal(
        .sequenceAhead, expected: "a number up to \(limit)", found: "\(report.sequence)",
        hint: "the gate's clock was ahead, or its store was changed; put both right and run the gate again")
    }
  }

  private static let useNewest = "use the newest report, or run the gate again"

  private func readable(_ heads: Result<[Head], AuditLogError>) throws(Refusal) -> [Head] {
    do { return try heads.get() } catch {
      throw Refusal(
        .headUnreadable, expected: "head files as the gate writes them", found: "\(error)", hint: error.hint)
    }
  }

  private func judge(_ report: ReadinessReport, _ sha256: String, heads: [Head]) throws(Refusal) {
    let head = heads.first { $0.policyName == report.policy.name }
    let own = head?.entry(
      engine: report.subject("engine"), configuration: report.subject("configuration"))
    guard let own else {
      throw Refusal(
        .headMissing,
        expected: "an entry for policy \(report.policy.name) and these subjects in the gate's heads",
        found: heads.isEmpty ? "no head file" : "none",
        hint: "run the gate again with the store that gate.state names")
    }
    guard own.sequence <= report.sequence, own.sequence < report.sequence || own.sha256 == sha256 else {
      throw Refusal(
        .olderThanHead, expected: "number \(own.sequence), report \(own.sha256) (\(own.verdict.rawValue))",
        found: "number \(report.sequence), report \(sha256)", hint: Self.useNewest)
    }
  }

  private func judgeLater(_ report: ReadinessReport, heads: [Head]) throws(Refusal) {
    for other in heads {
      let later = other.entries.first {
        $0.verdict == .blocked && $0.sequence > report.sequence && concernsLoaded($0)
      }
      guard let later else { continue }
      throw Refusal(
        .superseded, expected: "no BLOCKED report after number \(report.sequence)",
        found: "number \(later.sequence) under policy \(other.policyName), report \(later.sha256)",
        hint: "see what it says with `readiness audit show \(later.sha256)`, put it right, run the gate again"
      )
    }
  }

  private func concernsLoaded(_ entry: HeadEntry) -> Bool {
    entry.engine == loaded.engineSha256.hex && entry.configuration == loaded.configurationSha256.hex
  }
}

extension AdmissionMarks {
  static func sequenceKey(_ requirements: EnvironmentRequirements) -> String {
    "\(requirements.environment.rawValue).\(requirements.scope.rawValue)"
  }
}
