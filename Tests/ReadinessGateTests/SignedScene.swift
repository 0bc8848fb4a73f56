import Attestation
import Chronology
import Cryptography
import DurableFiles
import GateScene
import ReadinessCheck
import ReadinessGate
import ReadinessReport
import StrictJSON

/// Keys, a keyring on disk and reports signed with them, at a fixed time.
struct SignedScene {
  static let now = RenderingCases.time(60)

  let scene: GateScene
  let gate: Ed25519PrivateKey
  let approver: Ed25519PrivateKey
  private(set) var entries: [TrustedKey]

  init(
    gateRoles: [KeyRole] = [.gate], environments: [TradingEnvironment] = [.live],
    notBefore: Timestamp = RenderingCases.time(-3_600), notAfter: Timestamp = RenderingCases.time(86_400),
    revocation: TrustedKey.Revocation? = nil
  ) throws {
    scene = try GateScene()
    gate = try Ed25519PrivateKey.generate()
    approver = try Ed25519PrivateKey.generate()
    entries = [
      TrustedKey(
        name: "gate", publicKey: gate.publicKey, roles: gateRoles, environments: environments,
        notBefore: notBefore, notAfter: notAfter),
      TrustedKey(
        name: "alice", publicKey: approver.publicKey, roles: [.approver], environments: [.live, .simulator],
        notBefore: RenderingCases.time(-3_600), notAfter: RenderingCases.time(86_400)),
    ]
    var written = try Keyring.creating(with: entries[0]).keyring.adding(entries[1])
    if let revocation { written = try written.keyring.revoking("gate", revocation) }
    try DurableFiles.replace(scene["keyring.yaml"], with: written.bytes)
  }

  func keyring() throws -> KeyringFile { try KeyringFile.load(scene["keyring.yaml"]) }

  /// A small report by this keyring.
  func report(_ change: (inout ReadinessReport) -> Void = { _ in }) throws -> ReadinessReport {
    var report = RenderingCases.run([
      RenderingCases.blocker(
        "a", "T", .low, .pass,
        [
          .init(.pass, subject: "s", expected: "e", found: "f", message: "m")
        ])
    ]).report
    report.keyringSha256 = try keyring().keyring.sha256.hex
    change(&report)
    return report
  }

  func sign(_ report: ReadinessReport, with keys: [Ed25519PrivateKey]? = nil) throws -> [UInt8] {
    try DSSEEnvelope.sign(
      payloadType: inTotoPayloadType, payload: try report.statement().encoded(), with: keys ?? [gate]
    ).encoded()
  }

  func options(at time: Timestamp = now, _ change: (inout ReportVerification.Options) -> Void = { _ in })
    -> ReportVerification.Options
  {
    var options = ReportVerification.Options(
      keyringPath: scene["keyring.yaml"], environment: nil, subjects: [:], at: time, isForeign: false)
    change(&options)
    return options
  }

  /// Writes the bytes and verifies the file; the code of the refusal, or the exit status of what was verified.
  func verify(_ bytes: [UInt8], _ options: ReportVerification.Options? = nil) throws -> String {
    try DurableFiles.replace(scene["report.json"], with: bytes)
    do throws(GateFailure) {
      return "\(try ReportVerification.verify(scene["report.json"], options ?? self.options()).exitStatus)"
    } catch { return "\(error.exitStatus) \(error.code)" }
  }
}
