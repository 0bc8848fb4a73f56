import Admission
import Attestation
import Chronology
import Cryptography
import ReadinessReport
import StrictJSON

/// What an audit keeps of one report of the archive: a few words of it, so that memory stays small with many.
struct ArchivedReport: Sendable {
  /// Who counts: reports of one environment, scope, policy and machine make one chain.
  struct ChainName: Sendable, Hashable, Comparable, CustomStringConvertible {
    let environment: TradingEnvironment
    let scope: PermissionScope
    let policy: String
    /// Empty where the host had none.
    let machine: String

    var description: String {
      "\(environment.rawValue).\(scope.rawValue).\(policy).\(machine.isEmpty ? "unidentified" : machine)"
    }

    static func < (left: Self, right: Self) -> Bool { left.description < right.description }
  }

  struct Waiver: Sendable, Hashable {
    let blocker: String
    let expiresAt: Timestamp
  }

  /// How far the decision log went, as the report saw it.
  struct Anchor: Sendable, Hashable {
    let entries: Int64
    /// Of the last entry.
    let head: SHA256Digest
  }

  /// What many reports have alike.
  struct Setting: Sendable, Hashable {
    let chain: ChainName
    let engine: SHA256Digest?
    let configuration: SHA256Digest?
    let waivers: [Waiver]

    init(_ report: ReadinessReport) {
      chain = ChainName(
        environment: report.environment, scope: report.scope, policy: report.policy.name,
        machine: report.host.machineId)
      engine = report.subject("engine").flatMap { SHA256Digest(hex: $0) }
      configuration = report.subject("configuration").flatMap { SHA256Digest(hex: $0) }
      // Verified before, so that each one reads.
      waivers = report.waivers.compactMap { waiver in
        ArchivedReport.read(waiver).map { Waiver(blocker: $0.blocker, expiresAt: $0.expiresAt) }
      }
    }
  }

  /// A setting that all reports with it refer to, so that an archive's worth of them holds it once.
  final class SharedSetting: Sendable {
    let setting: Setting

    init(_ setting: Setting) { self.setting = setting }
  }

  /// The payload's digest, which names the report.
  let sha256: SHA256Digest
  private let shared: SharedSetting
  let sequence: Int64
  let previous: SHA256Digest?
  let issuedAt: Timestamp
  let expiresAt: Timestamp
  let verdict: Verdict
  /// Whether a blocker failed, and not merely stayed undecided.
  let hasFailed: Bool
  let anchor: Anchor?

  init(_ signed: SignedReport, in shared: SharedSetting) {
    let report = signed.report
    sha256 = signed.payloadSha256
    self.shared = shared
    sequence = report.sequence
    previous = report.previous.flatMap { SHA256Digest(hex: $0) }
    (issuedAt, expiresAt, verdict) = (report.issuedAt, report.expiresAt, report.verdict)
    hasFailed = report.blockers.contains { $0.outcome == .fail }
    anchor = report.anchor.flatMap { anchor in
      SHA256Digest(hex: anchor.headSha256).map { Anchor(entries: anchor.entries, head: $0) }
    }
  }

  var chain: ChainName { shared.setting.chain }
  var engine: SHA256Digest? { shared.setting.engine }
  var configuration: SHA256Digest? { shared.setting.configuration }
  var waivers: [Waiver] { shared.setting.waivers }

  /// The first digits of the digest, which people compare, and the number.
  var shortName: String { "\(sha256.hex.prefix(12)) (number \(sequence))" }

  private static func read(_ waiver: ReadinessReport.Waiver) -> BlockerWaiver? {
    guard let envelope = try? DSSEEnvelope.parseCanonical(waiver.envelope.encoded() + [0x0A]),
      let statement = try? Statement.parse(envelope.payload)
    else { return nil }
    return try? BlockerWaiver(statement: statement)
  }
}
