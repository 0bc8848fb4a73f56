import Admission
public import Attestation
public import Chronology
import Cryptography
import DurableFiles
public import ReadinessReport

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
    return try verify(bytes, keyring: KeyringFile.load(options.keyringPath).keyring, options)
  }

  /// The same for the bytes of a report and a keyring that was read already.
  static func verify(
    _ bytes: [UInt8], keyring: Keyring, _ options: Options
  ) throws(GateFailure) -> Verified {
    do throws(Refusal) {
      let signed =
        options.isForeign
        ? try SignedReport.openForeign(
          bytes, keyring: keyring, environment: options.environment, scope: nil, now: options.at)
        : try SignedReport.open(
          bytes, keyring: keyring, environment: options.environment, scope: nil, now: options.at)
      try judge(signed, options)
      return Verified(
        report: signed.report, payloadSha256: signed.payloadSha256.hex,
        signers: signed.signatures.signers.map(\.name), at: options.at)
    } catch {
      throw GateFailure(
        error.code.text, "\(error.code.summary): expected \(error.expected), found \(error.found)",
        hint: error.hint, exitStatus: 5)
    }
  }

  private static func judge(_ signed: SignedReport, _ options: Options) throws(Refusal) {
    try signed.requireKeyring()
    try signed.require(environment: options.environment)
    for (name, path) in options.subjects.sorted(by: { $0.key < $1.key }) {
      try signed.require(subject: name, sha256: digest(of: path))
    }
    try signed.requireNotFromFuture(now: options.at)
    try signed.requireConsistentVerdict()
    // A report ends when its first waiver does; after that it is expired, which is another answer than untrusted.
    let lastInstant = signed.report.expiresAt.advanced(byMilliseconds: -1)
    try signed.requireWaivers(within: nil, now: min(options.at, lastInstant))
  }

  private static func read(_ path: String) throws(GateFailure) -> [UInt8] {
    do throws(FileError) { return try DurableFiles.read(path, limit: byteLimit) } catch {
      var code = error.isNotFound ? "report.missing" : "report.unreadable"
      if case .tooLarge = error.reason { code = "report.too-large" }
      throw GateFailure(
        code, "\(error)", hint: "write one with `readiness check POLICY --key PEM --report OUT`",
        exitStatus: 5)
    }
  }

  /// - Returns: nil for a file that cannot be read, which matches nothing.
  private static func digest(of path: String) -> String? {
    guard let file = try? FileDescriptor.openRegular(path),
      let result = try? SHA256.digest(ofDescriptor: file.number, limit: SubjectFiles.byteLimit)
    else { return nil }
    return result.digest.hex
  }
}
