import Attestation
public import Chronology
import Cryptography
import DurableFiles
public import ReadinessReport

/// A second person decides that the gate may open although one blocker does not pass, for a while, and signs that.
public struct WaiverRun: Sendable {
  /// More would be no reason but a document; and the file stays below what `check` reads.
  static let longestReason = 2_000

  public var policyPath: String
  /// The id of the blocker.
  public var blocker: String
  public var reason: String
  /// Nil begins now.
  public var notBefore: Timestamp?
  public var until: Timestamp
  public var keyPath: String
  public var keyringPath: String
  public var outputPath: String
  /// The process environment, which paths of a policy may expand.
  public var environment: [String: String]

  public init(
    policyPath: String, blocker: String, reason: String, notBefore: Timestamp?, until: Timestamp,
    keyPath: String, keyringPath: String?, outputPath: String, environment: [String: String]
  ) {
    self.policyPath = policyPath
    self.blocker = blocker
    self.reason = reason
    self.notBefore = notBefore
    self.until = until
    self.keyPath = keyPath
    self.keyringPath = KeyringFile.path(named: keyringPath, besideKey: keyPath)
    self.outputPath = outputPath
    self.environment = environment
  }

  /// - Throws: ``PolicyMistakes`` (exit 4), or ``GateFailure`` with its own exit status.
  public func run(now: Timestamp, registry: CheckRegistry = .builtIn) throws -> BlockerWaiver {
    try requireReason()
    let loaded = try PolicyFile.load(policyPath, environment: environment, registry: registry)
    let policy = loaded.policy
    let folder = KeyringFile.folder(of: policyPath)
    try RenderedFile.requireOwnPlace(
      outputPath, option: "--out",
      inputs: loaded.files.map { ("the policy", folder + $0.path) } + [
        ("the private key", keyPath), ("the keyring", keyringPath),
      ])
    let blocker = try requireWaivable(policy)
    let begin = try requireTimes(policy, now: now)
    let file = try KeyringFile.load(keyringPath)
    let key = try SigningKey.readPrivateKey(keyPath, credentialsFolder: environment["CREDENTIALS_DIRECTORY"])
    let signer = try SigningKey(
      key, path: keyPath, in: file, role: .approver, environment: policy.environment, now: now)
    guard until <= signer.entry.notAfter else {
      throw GateFailure(
        "waiver.outlives-key",
        "--until \(until) is after the end of the key '\(signer.entry.name)', \(signer.entry.notAfter)",
        hint:
          "--until \(signer.entry.notAfter) at the latest, or renew the key with `readiness keys generate`",
        exitStatus: 4)
    }
    let waiver = BlockerWaiver(
      policySha256: loaded.resolvedSha256.hex, environment: policy.environment, scope: policy.scope,
      policyName: policy.name, blocker: blocker.id, blockerSha256: blocker.resolvedSha256.hex, reason: reason,
      approver: signer.entry.name, notBefore: begin, expiresAt: until)
    try write(waiver, signedWith: signer.key)
    return waiver
  }

  private func requireReason() throws(GateFailure) {
    guard reason.contains(where: { !$0.isWhitespace }) else {
      throw GateFailure(
        "waiver.no-reason", "--reason is empty",
        hint: "say why it may go on: --reason 'ticket 12, mended on Monday'",
        exitStatus: 64)
    }
    guard reason.utf8.count <= Self.longestReason else {
      throw GateFailure(
        "waiver.reason-too-long",
        "--reason has \(reason.utf8.count) bytes, and \(Self.longestReason) at most",
        hint: "name a ticket or a document that says the rest", exitStatus: 64)
    }
  }

  private func requireWaivable(_ policy: Policy) throws(GateFailure) -> Policy.Blocker {
    guard let blocker = policy.blockers.first(where: { $0.id == self.blocker }) else {
      throw GateFailure(
        "waiver.unknown-blocker", "the policy '\(policy.name)' has no blocker '\(self.blocker)'",
        hint: policy.hint(forUnknown: self.blocker), exitStatus: 64)
    }
    let owner = "which changes the policy's digest, that engines pin"
    guard blocker.isWaivable else {
      throw GateFailure(
        "waiver.not-waivable",
        "'\(blocker.id)' cannot be waived: its risk is \(blocker.risk.rawValue), and the policy does not permit it",
        hint:
          "mend it; the policy's owner can write 'waivable: true' in the blocker at \(blocker.position), \(owner)",
        exitStatus: 4)
    }
    guard policy.maximumWaivers > 0 else {
      throw GateFailure(
        "waiver.none-allowed", "the policy '\(policy.name)' allows no waivers: 'waivers.maximum' is 0",
        hint: "mend the blocker; the policy's owner can raise 'waivers.maximum' in \(policyPath), \(owner)",
        exitStatus: 4)
    }
    return blocker
  }

  /// - Returns: when the waiver begins.
  private func requireTimes(_ policy: Policy, now: Timestamp) throws(GateFailure) -> Timestamp {
    guard until > now else {
      throw GateFailure(
        "waiver.ended", "--until \(until) is past", hint: "name a later time", exitStatus: 64)
    }
    let begin = notBefore ?? now
    guard begin >= now else {
      throw GateFailure(
        "waiver.backdated", "--not-before \(begin) is past: what was, nobody can permit now",
        hint: "leave --not-before out to begin now", exitStatus: 64)
    }
    guard begin < until else {
      throw GateFailure(
        "waiver.no-lifetime", "--not-before \(begin) is not before --until \(until)",
        hint: "name a later end, or an earlier begin", exitStatus: 64)
    }
    let latest = begin.advanced(byMilliseconds: policy.maximumWaiverLifetime.count)
    guard until <= latest else {
      throw GateFailure(
        "waiver.too-long",
        "the policy lets a waiver last at most \(policy.maximumWaiverLifetime), as 'waivers.max-lifetime' says",
        hint: "--until \(latest) at the latest", exitStatus: 64)
    }
    return begin
  }

  private func write(_ waiver: BlockerWaiver, signedWith key: Ed25519PrivateKey) throws(GateFailure) {
    do {
      let envelope = try DSSEEnvelope.sign(
        payloadType: inTotoPayloadType, payload: try waiver.statement().encoded(), with: [key])
      try DurableFiles.requireNothingSpecial(at: outputPath)
      try DurableFiles.replace(outputPath, with: envelope.encoded())
    } catch {
      throw GateFailure(
        "waiver.not-written", "the waiver was not written: \(error)",
        hint: "name a regular file, or none yet, in a folder that you can write", exitStatus: 74)
    }
  }
}
