import Attestation
import Chronology
import Cryptography
import DocumentSchema
import ReadinessCheck
import ReadinessReport
import StrictJSON
import StrictYAML

/// Everything that a report says but its place in the sequence.
struct ReportDraft {
  var loaded: LoadedPolicy
  var host: ReadinessReport.Host
  var keyring: KeyringFile?
  var subjects: [String: CheckContext.Subject]
  var gateSha256: String
  var startedAt: Timestamp
  var results: [String: Coordinator.Result]
  var facts: WorkerAnswer.Facts
  /// The keyring's entry of the key that signs.
  var signer: TrustedKey?
  /// The waivers that excused a blocker.
  var waivers: [WaiverFile]

  func report(sequence: Int64, previous: String?, issuedAt: Timestamp) -> ReadinessReport {
    let policy = loaded.policy
    let resolved = loaded.resolvedSha256.hex
    let expiry = expiry()
    let answers = policy.blockers.compactMap { results[$0.id]?.answer }
    var grants = policy.grants
    grants.behaviours = merged(answers.map(\.behaviours))
    return ReadinessReport(
      subjects: policy.subjects.map { .init(name: $0.name, sha256: subjects[$0.name]?.sha256 ?? "") }
        + [.init(name: "policy", sha256: resolved)],
      environment: policy.environment, scope: policy.scope, account: facts.account,
      policy: .init(
        name: policy.name, resolvedSha256: resolved, files: loaded.files,
        expanded: loaded.expansions.map {
          .init(name: $0.name, value: $0.value, position: $0.position.description)
        }),
      gateVersion: GateRun.version, gateSha256: gateSha256,
      keyringSha256: keyring?.keyring.sha256.hex, host: host, startedAt: startedAt, issuedAt: issuedAt,
      expiresAt: expiry.at, expiresBecause: expiry.because, sequence: sequence, previous: previous,
      anchor: facts.anchor, libraries: merged(answers.map(\.libraries)),
      statePaths: merged(answers.map(\.statePaths)), grants: grants,
      blockers: policy.blockers.compactMap(blocker),
      waivers: waivers.map { .init(blocker: $0.waiver.blocker, envelope: $0.envelope) })
  }

  private func blocker(_ blocker: Policy.Blocker) -> ReadinessReport.Blocker? {
    guard let result = results[blocker.id] else { return nil }
    return ReadinessReport.Blocker(
      id: blocker.id, title: blocker.title, risk: blocker.risk, check: blocker.check.kind,
      outcome: result.outcome, observed: result.observed, position: blocker.position.description,
      startedAt: result.startedAt, durationMicroseconds: result.durationMicroseconds,
      findings: result.findings, remediation: blocker.remediation)
  }

  /// The earliest end of what the report rests on.
  private func expiry() -> (at: Timestamp, because: String) {
    var ends: [(at: Timestamp, because: String)] = [
      (
        startedAt.advanced(byMilliseconds: loaded.policy.validFor.count),
        "valid-for \(loaded.policy.validFor)"
      )
    ]
    for blocker in loaded.policy.blockers {
      for finding in results[blocker.id]?.findings ?? [] {
        // Evidence that has ended is why a blocker is closed, and no reason to hide that the moment it is said.
        if let end = finding.validUntil, finding.status == .pass || end > startedAt {
          ends.append((end, "evidence of \(blocker.id): \(finding.subject)"))
        }
      }
    }
    for file in waivers { ends.append((file.endsAt, "the waiver of \(file.waiver.blocker)")) }
    if let signer { ends.append((signer.notAfter, "the key '\(signer.name)'")) }
    return ends.min { $0.at < $1.at } ?? ends[0]
  }

  /// Whoever states a name states the same: what blockers contradicted each other about was taken out before.
  private func merged(_ values: [[String: String]]) -> [String: String] {
    values.reduce(into: [:]) { all, next in all.merge(next) { first, _ in first } }
  }
}
