import Attestation
public import Chronology
import Cryptography
import DurableFiles
public import ReadinessReport

/// A second person reads a report and signs consent to what it permits.
public struct ApprovalRun: Sendable {
  public var reportPath: String
  public var until: Timestamp
  public var reason: String
  public var keyPath: String
  public var keyringPath: String
  public var outputPath: String
  public var credentialsFolder: String?

  public init(
    reportPath: String, until: Timestamp, reason: String, keyPath: String, keyringPath: String?,
    outputPath: String, credentialsFolder: String?
  ) {
    self.reportPath = reportPath
    self.until = until
    self.reason = reason
    self.keyPath = keyPath
    self.keyringPath = KeyringFile.path(named: keyringPath, besideKey: keyPath)
    self.outputPath = outputPath
    self.credentialsFolder = credentialsFolder
  }

  /// Approves an authentic report, READY or not: what it permits still takes a READY report to hold.
  public func run(now: Timestamp) throws(GateFailure) -> Approval {
    try RenderedFile.requireOwnPlace(
      outputPath, option: "--out",
      inputs: [("the report", reportPath), ("the private key", keyPath), ("the keyring", keyringPath)])
    let verified = try ReportVerification.verify(
      reportPath,
      .init(keyringPath: keyringPath, environment: nil, subjects: [:], at: now, isForeign: false))
    let longest = Approval.maximumLifetime(for: verified.report.scope)
    guard until > now else {
      throw GateFailure(
        "approval.ended", "--until \(until) is past", hint: "name a later time", exitStatus: 64)
    }
    guard until <= now.advanced(byMilliseconds: longest.count) else {
      throw GateFailure(
        "approval.too-long",
        "an approval for scope \(verified.report.scope.rawValue) lasts at most \(longest)",
        hint: "--until \(now.advanced(byMilliseconds: longest.count)) at the latest", exitStatus: 64)
    }
    let file = try KeyringFile.load(keyringPath)
    let key = try SigningKey.readPrivateKey(keyPath, credentialsFolder: credentialsFolder)
    let signer = try SigningKey(
      key, path: keyPath, in: file, role: .approver, environment: verified.report.environment, now: now)
    guard !verified.signers.contains(signer.entry.name) else {
      throw GateFailure(
        "approval.same-key", "the key '\(signer.entry.name)' signed the report, so it may not approve it",
        hint: "approve with another person's key", exitStatus: 4)
    }
    let approval = Approval(
      of: verified.report, reason: reason, approver: signer.entry.name, notBefore: now, expiresAt: until)
    do {
      let envelope = try DSSEEnvelope.sign(
        payloadType: inTotoPayloadType, payload: try approval.statement().encoded(), with: [signer.key])
      try DurableFiles.requireNothingSpecial(at: outputPath)
      try DurableFiles.replace(outputPath, with: envelope.encoded())
    } catch {
      throw GateFailure(
        "approval.not-written", "the approval was not written: \(error)",
        hint: "name a regular file, or none yet, in a folder that you can write", exitStatus: 74)
    }
    return approval
  }
}
