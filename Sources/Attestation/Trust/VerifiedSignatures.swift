public import Chronology
public import Cryptography

/// Signatures that a keyring vouches for: each verified, by distinct public keys, of the role and
/// environment asked for, valid at the time asked for, and as many as are needed.
///
/// Only ``Keyring`` makes one. What remains is a matter of what the document says of its own age:
/// ``requireValid(atIssue:now:)``.
public struct VerifiedSignatures: Sendable, Hashable {
  /// Who signed, in the keyring's order of keyids; each public key once.
  public let signers: [TrustedKey]
  public let role: KeyRole

  init(signers: [TrustedKey], role: KeyRole) {
    self.signers = signers
    self.role = role
  }

  /// The signers' public keys; whoever signs here may not approve.
  public var publicKeys: Set<Ed25519PublicKey> { Set(signers.map(\.publicKey)) }

  /// When the first of the signers' keys ends.
  public var notAfter: Timestamp { signers.map(\.notAfter).min() ?? Timestamp(clamping: 0) }

  /// The second step, after the payload was parsed: every key was valid when the document says it was issued,
  /// and none is revoked.
  ///
  /// A key revoked at T counts for nothing from T on, whenever the document says it was signed; a revocation
  /// in the future takes effect when it comes.
  ///
  /// - Throws: `key.not-valid-at-issue`, then `key.revoked`.
  public func requireValid(atIssue issuedAt: Timestamp, now: Timestamp) throws(TrustRefusal) {
    for key in signers where !key.isValid(at: issuedAt) {
      throw TrustRefusal(
        .notValidAtIssue, expected: "a time from \(key.notBefore) until \(key.notAfter) for '\(key.name)'",
        found: "issued at \(issuedAt)", hint: "sign again with a key that is valid")
    }
    for key in signers {
      // A document from the future is refused elsewhere; it is no way around a revocation.
      guard let revocation = key.revocation, revocation.at <= max(now, issuedAt) else { continue }
      throw TrustRefusal(
        .revoked, expected: "a key that is not revoked",
        found: "'\(key.name)' revoked at \(revocation.at): \(revocation.reason)",
        hint: "sign again with another key; `readiness keys generate` makes one")
    }
  }
}
