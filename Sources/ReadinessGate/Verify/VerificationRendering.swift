import Attestation
import Chronology
import ReadinessReport
import StrictJSON

extension ReportVerification.Verified {
  /// `authentic …` and what a person asks next: issued, how long still, which number, what was waived.
  public var text: String {
    let state =
      isExpired
      ? "expired \(Self.span(at.milliseconds(since: report.expiresAt))) ago"
      : "expires in \(Self.span(report.expiresAt.milliseconds(since: at)))"
    var lines = [
      "authentic: \(report.verdict.rawValue) for \(report.environment.rawValue), \(state)",
      "  report    \(payloadSha256)",
      "  policy    \(report.policy.name) \(report.policy.resolvedSha256)",
      "  signed by \(signers.joined(separator: ", "))",
      "  issued    \(report.issuedAt)",
      "  expires   \(report.expiresAt) (\(TerminalStyle.printable(report.expiresBecause)))",
      "  sequence  \(report.sequence)",
      "  host      \(TerminalStyle.printable(report.host.hostname))",
      "  waivers   \(report.waivers.isEmpty ? "none" : report.waivers.map(\.blocker).joined(separator: ", "))",
    ]
    lines += report.subjects.map { "  subject   \($0.name) \($0.sha256)" }
    lines += report.blockers.map {
      "  \($0.outcome.rawValue.uppercased()) \($0.id)"
        + (report.waiverText(for: $0).map { " (\(TerminalStyle.printable($0)))" } ?? "")
    }
    return lines.joined(separator: "\n") + "\n"
  }

  public var json: String {
    let json: JSON = [
      "trusted": true, "verdict": .string(report.verdict.rawValue), "expired": .bool(isExpired),
      "environment": .string(report.environment.rawValue), "scope": .string(report.scope.rawValue),
      "sha256": .string(payloadSha256), "signers": .array(signers.map(JSON.string)),
      "issuedAt": .string(report.issuedAt.description), "expiresAt": .string(report.expiresAt.description),
      "expiresInMilliseconds": .integer(report.expiresAt.milliseconds(since: at)),
      "sequence": .integer(report.sequence), "waivers": .array(report.waivers.map { .string($0.blocker) }),
      "waived": .array(report.blockers.filter { $0.outcome == .waived }.map(waived)),
      "exitStatus": .integer(Int64(exitStatus)),
    ]
    return json.text(pretty: true) + "\n"
  }

  private func waived(_ blocker: ReadinessReport.Blocker) -> JSON {
    let waiver = report.decodedWaiver(for: blocker.id)
    return [
      "blocker": .string(blocker.id), "observed": .string(blocker.observed.rawValue),
      "approver": waiver.map { .string($0.approver) } ?? .null,
      "reason": waiver.map { .string($0.reason) } ?? .null,
      "notBefore": waiver.map { .string($0.notBefore.description) } ?? .null,
      "expiresAt": waiver.map { .string($0.expiresAt.description) } ?? .null,
    ]
  }

  private static func span(_ milliseconds: Int64) -> String {
    let seconds = milliseconds / 1_000
    if seconds < 120 { return "\(seconds) s" }
    if seconds < 7_200 { return "\(seconds / 60) min" }
    if seconds < 172_800 { return "\(seconds / 3_600) h \(seconds / 60 % 60) min" }
    return "\(seconds / 86_400) d \(seconds / 3_600 % 24) h"
  }
}
