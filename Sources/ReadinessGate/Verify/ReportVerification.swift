public import Attestation
public import Chronology
import Cryptography
import DurableFiles
public import ReadinessReport
import StrictJSON

/// Whether a signed report is authentic, in date and READY, judged from the file alone.
///
/// Host, boot, clock marks, head, approvals and state paths are not judged here: only the engine can.
public struct ReportVerification: Sendable {
  public struct Options: Sendable {
    public var keyringPath: String
    public var environment: TradingEnvironment?
    /// Paths of subjects whose digests are recomputed, by name.
    public var subjects: [String: String]
    public var at: Timestamp
    /// Accept any valid DSSE form, not only the one that this program writes.
    public var isForeign: Bool

    public init(
      keyringPath: String, environment: TradingEnvironment?, subjects: [String: String], at: Timestamp,
      isForeign: Bool
    ) {
      self.keyringPath = keyringPath
      self.environment = environment
      self.subjects = subjects
      self.at = at
      self.isForeign = isForeign
    }
  }

  /// What was found about an authentic report.
  public struct Verified: Sendable {
    public let report: ReadinessReport
    public let payloadSha256: String
    public let signers: [String]
    public let at: Timestamp

    public var isExpired: Bool { at >= report.expiresAt }

    /// 6 expired; 1 or 3 authentic but BLOCKED; else 0.
    public var exitStatus: Int32 {
      if isExpired { return 6 }
      guard report.verdict == .blocked else { return 0 }
      return report.blockers.contains { $0.outcome == .fail } ? 1 : 3
    }
  }

  /// Larger files are refused before they are read.
  public static let byteLimit = 16 << 20

  /// - Throws: ``GateFailure`` with exit status 5 and the code that the engine's refusal has, or 4 for a
  ///   keyring that cannot be read.
  public static func verify(_ path: String, _ options: Options) throws(GateFailure) -> Verified {
    let bytes = try read(path)
    let keyring = try KeyringFile.load(options.keyringPath).keyring
    let envelope = try parse(bytes, isForeign: options.isForeign)
    guard envelope.payloadType == inTotoPayloadType else {
      throw untrusted(
        "report.payload-type", "the payload is '\(envelope.payloadType)', not '\(inTotoPayloadType)'")
    }
    let statedEnvironment = options.environment
    let report = try open(envelope.payload)
    let environment = statedEnvironment ?? report.environment
    let signatures: VerifiedSignatures
    do throws(TrustRefusal) {
      signatures =
        options.isForeign
        ? try keyring.verifyForeign(
          envelope, role: .gate, environment: environment, scope: report.scope, now: options.at)
        : try keyring.verify(
          envelope, role: .gate, environment: environment, scope: report.scope, now: options.at)
      try signatures.requireValid(atIssue: report.issuedAt, now: options.at)
    } catch {
      throw untrusted(
        error.code.rawValue, "expected \(error.expected), found \(error.found)", hint: error.hint)
    }
    try judge(report, keyring: keyring, options)
    return Verified(
      report: report, payloadSha256: SHA256.digest(of: envelope.payload).hex,
      signers: signatures.signers.map(\.name), at: options.at)
  }

  private static func judge(
    _ report: ReadinessReport, keyring: Keyring, _ options: Options
  ) throws(GateFailure) {
    if let stated = report.keyringSha256, stated != keyring.sha256.hex {
      throw untrusted(
        "keyring.mismatch",
        "the report names the keyring \(stated.prefix(12)), this one is \(keyring.sha256.hex.prefix(12))",
        hint: "verify with the keyring that was in force, or run the gate again")
    }
    if let environment = options.environment, environment != report.environment {
      throw untrusted(
        "report.wrong-environment",
        "the report is for \(report.environment.rawValue), not for \(environment.rawValue)",
        hint: "run the gate with a policy for \(environment.rawValue)")
    }
    if options.at < report.startedAt {
      throw untrusted(
        "report.from-future", "the report was made at \(report.startedAt), after \(options.at)",
        hint: "compare this machine's clock with the one that made the report")
    }
    guard report.hasConsistentVerdict else {
      throw untrusted(
        "report.verdict-inconsistent",
        "the stated verdict \(report.verdict.rawValue) does not follow from the blockers")
    }
    for (name, path) in options.subjects.sorted(by: { $0.key < $1.key }) {
      guard let stated = report.subject(name) else {
        throw untrusted("report.subject-missing.\(name)", "the report names no subject '\(name)'")
      }
      let found = try digest(of: path)
      guard found == stated else {
        throw untrusted(
          "report.subject-mismatch.\(name)",
          "'\(path)' has the digest \(found), the report was made for \(stated)",
          hint: "run the gate again for this file")
      }
    }
  }

  /// Reads the payload strictly. Its signature is not verified yet, so that nothing of it may be shown.
  private static func open(_ payload: [UInt8]) throws(GateFailure) -> ReadinessReport {
    let report: ReadinessReport
    let again: [UInt8]?
    do {
      let statement = try Statement.parse(payload)
      guard statement.predicateType == ReadinessReport.predicateType else {
        throw untrusted(
          "report.version", "the document is '\(statement.predicateType)', not a readiness report v1")
      }
      report = try ReadinessReport(statement: statement)
      again = try? report.statement().encoded()
    } catch let failure as GateFailure {
      throw failure
    } catch {
      throw untrusted("report.malformed", "the payload is not a readiness report: \(error)")
    }
    guard again == payload else {
      throw untrusted("report.not-canonical", "the payload is not in the one form that this program writes")
    }
    return report
  }

  private static func read(_ path: String) throws(GateFailure) -> [UInt8] {
    do throws(FileError) { return try DurableFiles.read(path, limit: byteLimit) } catch {
      if case .tooLarge = error.reason {
        throw untrusted("report.too-large", "'\(path)' has more than 16 MiB")
      }
      throw untrusted(
        error.isNotFound ? "report.missing" : "report.unreadable", "\(error)",
        hint: "write one with `readiness check POLICY --key PEM --report OUT`")
    }
  }

  private static func parse(_ bytes: [UInt8], isForeign: Bool) throws(GateFailure) -> DSSEEnvelope {
    do throws(EnvelopeError) {
      return try isForeign ? DSSEEnvelope.parseForeign(bytes) : DSSEEnvelope.parseCanonical(bytes)
    } catch {
      throw untrusted(
        "report.not-canonical", "expected \(error.expected), found \(error.found)", hint: error.hint)
    }
  }

  private static func digest(of path: String) throws(GateFailure) -> String {
    do {
      let file = try FileDescriptor.openRegular(path)
      return try SHA256.digest(ofDescriptor: file.number, limit: SubjectFiles.byteLimit).digest.hex
    } catch {
      throw GateFailure("subject.unreadable", "'\(path)' cannot be read: \(error)", exitStatus: 5)
    }
  }

  private static func untrusted(_ code: String, _ message: String, hint: String? = nil) -> GateFailure {
    GateFailure(code, message, hint: hint ?? "do not go live on this file; run the gate again", exitStatus: 5)
  }
}
