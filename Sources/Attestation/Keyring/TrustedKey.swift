public import Chronology
public import Cryptography

/// What a key's signature is good for.
public enum KeyRole: String, Sendable, Hashable, CaseIterable {
  /// Signs readiness reports.
  case gate
  /// Signs evidence of order certification.
  case certifier
  /// Signs approvals and waivers: a second person.
  case approver
}

/// A public key, and what its owner may sign, where and when.
public struct TrustedKey: Sendable, Hashable {
  /// The end of trust in a key before its time.
  public struct Revocation: Sendable, Hashable {
    /// From this instant on nothing that the key signed counts, whenever it was signed: who holds a stolen
    /// key writes any time into what he signs.
    public let at: Timestamp
    /// For people; one line or more, not empty.
    public let reason: String

    public init(at: Timestamp, reason: String) {
      self.at = at
      self.reason = reason
    }
  }

  /// Kebab case, unique in its keyring.
  public let name: String
  /// Unique in its keyring.
  public let publicKey: Ed25519PublicKey
  /// Lower-case hexadecimal SHA-256 of the 32 bytes, what envelopes call the key.
  public let keyID: String
  /// At least one, none twice.
  public let roles: [KeyRole]
  /// At least one, none twice.
  public let environments: [TradingEnvironment]
  /// The first instant at which the key counts.
  public let notBefore: Timestamp
  /// The first instant at which it no longer does; later than ``notBefore``.
  public let notAfter: Timestamp
  public let revocation: Revocation?

  public init(
    name: String, publicKey: Ed25519PublicKey, roles: [KeyRole], environments: [TradingEnvironment],
    notBefore: Timestamp, notAfter: Timestamp, revocation: Revocation? = nil
  ) {
    self.name = name
    self.publicKey = publicKey
    keyID = publicKey.keyID
    self.roles = roles
    self.environments = environments
    self.notBefore = notBefore
    self.notAfter = notAfter
    self.revocation = revocation
  }

  /// Whether `time` is from ``notBefore`` up to, but not, ``notAfter``. Revocation is asked for apart.
  public func isValid(at time: Timestamp) -> Bool {
    notBefore <= time && time < notAfter
  }

  /// Whether the key is revoked at `time`.
  public func isRevoked(at time: Timestamp) -> Bool {
    revocation.map { $0.at <= time } ?? false
  }

  /// The same key, revoked.
  func revoked(_ revocation: Revocation) -> TrustedKey {
    TrustedKey(
      name: name, publicKey: publicKey, roles: roles, environments: environments, notBefore: notBefore,
      notAfter: notAfter, revocation: revocation)
  }
}
