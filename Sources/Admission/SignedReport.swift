public import Attestation
public import Chronology
public import Cryptography
import DurableFiles
public import ReadinessReport
import StrictJSON

/// A report whose bytes a keyring vouches for. What it says about engine, host and time is not judged yet.
///
/// Admission starts with it; `readiness verify` is this and little more.
public struct SignedReport: Sendable {
  /// The report's name in the archive.
  public let payloadSha256: SHA256Digest
  public let report: ReadinessReport
  public let signatures: VerifiedSignatures
  public let keyring: Keyring

  /// Opens the envelope, verifies every signature, reads the very bytes that were verified.
  ///
  /// - Parameters:
  ///   - bytes: of the report's file.
  ///   - environment: for which the keys must count; nil for the one that the report names.
  ///   - scope: the same.
  /// - Throws: codes from `report.too-large` to `key.revoked`, in the order of ``RefusalCode``.
  public static func open(
    _ bytes: [UInt8], keyring: Keyring, environment: TradingEnvironment?, scope: PermissionScope?,
    now: Timestamp
  ) throws(Refusal) -> SignedReport {
    let envelope = try envelope(bytes)
    // Only who names no environment has to ask the payload before it is verified.
    let claimed = environment == nil || scope == nil ? try? read(envelope.payload) : nil
    let signatures = try verify(
      envelope, keyring, environment: environment ?? claimed?.environment, scope: scope ?? claimed?.scope, now
    )
    let report = try read(envelope.payload)
    do {
      try signatures.requireValid(atIssue: report.issuedAt, now: now)
    } catch {
      throw Refusal(error)
    }
    return SignedReport(
      payloadSha256: SHA256.digest(of: envelope.payload), report: report, signatures: signatures,
      keyring: keyring)
  }

  /// The report of a session, if its file and the keyring are there and good; nil says nothing about why.
  static func authentic(_ requirements: EnvironmentRequirements, now: Timestamp) -> SignedReport? {
    guard let bytes = try? DurableFiles.read(requirements.reportPath, limit: Admission.reportLimit),
      let text = try? DurableFiles.read(requirements.keyringPath, limit: Keyring.byteLimit),
      let keyring = try? Keyring(yaml: text, file: requirements.keyringPath)
    else { return nil }
    return try? open(
      bytes, keyring: keyring, environment: requirements.environment, scope: requirements.scope, now: now)
  }

  /// Opens an envelope of an archive by keys that counted when its report was issued: they may have ended since.
  ///
  /// - Parameter payloadSha256: of the envelope's payload; the caller has compared it with the archive's name for it.
  /// - Returns: nil when the statement is none of ours.
  /// - Throws: the codes of ``open(_:keyring:environment:scope:now:)``; what is wrong with the payload comes before what is
  ///   wrong with the signatures, since only the payload says by which keys to judge.
  public static func openAsOfIssue(
    _ envelope: DSSEEnvelope, payloadSha256: SHA256Digest, keyring: Keyring
  ) throws(Refusal) -> SignedReport? {
    guard let statement = try? Statement.parse(envelope.payload),
      statement.predicateType == ReadinessReport.predicateType
    else { return nil }
    try requirePayloadType(envelope)
    let report = try read(statement)
    do {
      let signatures = try keyring.verify(
        envelope, role: .gate, environment: report.environment, scope: report.scope, now: report.issuedAt)
      try signatures.requireValid(atIssue: report.issuedAt, now: report.issuedAt)
      return SignedReport(
        payloadSha256: payloadSha256, report: report, signatures: signatures,
        keyring: keyring)
    } catch {
      throw Refusal(error)
    }
  }

  /// The same for any valid DSSE form of the envelope, as other tools write it. For auditors; never for admission.
  public static func openForeign(
    _ bytes: [UInt8], keyring: Keyring, environment: TradingEnvironment?, scope: PermissionScope?,
    now: Timestamp
  ) throws(Refusal) -> SignedReport {
    let envelope: DSSEEnvelope
    do { envelope = try DSSEEnvelope.parseForeign(bytes) } catch {
      throw Refusal(.reportNotCanonical, expected: error.expected, found: error.found, hint: error.hint)
    }
    try requirePayloadType(envelope)
    let report = try read(envelope.payload)
    do {
      let signatures = try keyring.verifyForeign(
        envelope, role: .gate, environment: environment ?? report.environment, scope: scope ?? report.scope,
        now: now)
      try signatures.requireValid(atIssue: report.issuedAt, now: now)
      return SignedReport(
        payloadSha256: SHA256.digest(of: envelope.payload), report: report, signatures: signatures,
        keyring: keyring)
    } catch {
      throw Refusal(error)
    }
  }

  /// - Throws: codes from `report.too-large` to `report.payload-type`.
  static func requireEnvelope(_ bytes: [UInt8]) throws(Refusal) { _ = try envelope(bytes) }

  private static func envelope(_ bytes: [UInt8]) throws(Refusal) -> DSSEEnvelope {
    let envelope: DSSEEnvelope
    do { envelope = try DSSEEnvelope.parseCanonical(bytes) } catch {
      var code = RefusalCode.reportNotCanonical
      if case .tooLarge = error { code = .reportTooLarge }
      throw Refusal(code, expected: error.expected, found: error.found, hint: error.hint)
    }
    try requirePayloadType(envelope)
    return envelope
  }

  private static func requirePayloadType(_ envelope: DSSEEnvelope) throws(Refusal) {
    guard envelope.payloadType == inTotoPayloadType else {
      throw Refusal(
        .payloadType, expected: inTotoPayloadType, found: envelope.payloadType,
        hint: "name a report that `readiness check --report` wrote")
    }
  }

  /// An unreadable payload names no environment; its signatures are judged all the same, because what is wrong with
  /// them comes first.
  private static func verify(
    _ envelope: DSSEEnvelope, _ keyring: Keyring, environment: TradingEnvironment?, scope: PermissionScope?,
    _ now: Timestamp
  ) throws(Refusal) -> VerifiedSignatures {
    var first: TrustRefusal?
    for environment in environment.map({ [$0] }) ?? TradingEnvironment.allCases {
      do {
        return try keyring.verify(
          envelope, role: .gate, environment: environment, scope: scope ?? .live, now: now)
      } catch {
        first = first ?? error
      }
    }
    guard let first else {
      throw Refusal(.unknownKey, expected: "a signature", found: "none", hint: "sign it")
    }
    throw Refusal(first)
  }

  private static func read(_ payload: [UInt8]) throws(Refusal) -> ReadinessReport {
    let statement: Statement
    do { statement = try Statement.parse(payload) } catch {
      let code: RefusalCode =
        switch error {
        case .notCanonical: .reportNotCanonical
        case .type: .reportVersion
        default: .reportMalformed
        }
      throw Refusal(code, expected: error.expected, found: error.found, hint: error.hint)
    }
    return try read(statement)
  }

  private static func read(_ statement: Statement) throws(Refusal) -> ReadinessReport {
    guard statement.predicateType == ReadinessReport.predicateType else {
      throw Refusal(
        .reportVersion, expected: ReadinessReport.predicateType, found: statement.predicateType,
        hint: "name a report made by a gate of this version")
    }
    let hint = "make the report again with a `readiness` of this engine's version"
    let report: ReadinessReport
    do { report = try ReadinessReport(statement: statement) } catch {
      throw Refusal(
        error.code == .otherForm ? .reportNotCanonical : .reportMalformed,
        expected: "\(error.expected) at \(error.path)", found: error.found, hint: hint)
    }
    guard report.startedAt <= report.issuedAt, report.issuedAt < report.expiresAt else {
      throw Refusal(
        .reportMalformed, expected: "startedAt, issuedAt and expiresAt in this order",
        found: "\(report.startedAt), \(report.issuedAt), \(report.expiresAt)", hint: hint)
    }
    return report
  }
}

extension Refusal {
  /// A keyring's no to the report's own signatures.
  init(_ refusal: TrustRefusal) {
    let code: RefusalCode =
      switch refusal.code {
      case .unknownKey: .unknownKey
      case .invalidSignature: .signatureInvalid
      case .threshold: .signatureThreshold
      case .notValidNow: .keyNotValidNow
      case .wrongRole: .keyWrongRole
      case .wrongEnvironment: .keyWrongEnvironment
      case .notValidAtIssue: .keyNotValidAtIssue
      case .revoked: .keyRevoked
      }
    self.init(code, expected: refusal.expected, found: refusal.found, hint: refusal.hint)
  }
}
