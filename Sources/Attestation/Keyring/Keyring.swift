public import Cryptography

/// The public keys that are trusted, and how many of them a permission takes. Design §5.1.
///
/// There is no empty trust: whatever is not in the keyring does not count, and for demo and live a
/// permission without an entry under `requires` is not given.
public struct Keyring: Sendable, Hashable {
  /// Rises with every change; an engine refuses a lower one than it has seen.
  public let generation: Int
  /// Names and public keys are unique.
  public let keys: [TrustedKey]
  /// What `requires` says; see ``requirement(environment:scope:)`` for what holds.
  public let requirements: [TradingEnvironment: [PermissionScope: SigningRequirement]]
  /// Of the file's bytes: what a report carries, and the engine compares.
  public let sha256: SHA256Digest

  /// What a permission takes: the entry under `requires`, else one gate for simulator and paper.
  ///
  /// - Returns: nil for demo and live without an entry, which means refusal.
  public func requirement(
    environment: TradingEnvironment, scope: PermissionScope
  ) -> SigningRequirement? {
    if let stated = requirements[environment]?[scope] { return stated }
    return environment.reachesVenue ? nil : SigningRequirement()
  }

  /// The key that an envelope's `keyid` names.
  public func key(withID keyID: String) -> TrustedKey? {
    keys.first { $0.keyID == keyID }
  }

  /// The entry of a public key.
  public func key(for publicKey: Ed25519PublicKey) -> TrustedKey? {
    keys.first { $0.publicKey == publicKey }
  }

  /// The key with this name.
  public func key(named name: String) -> TrustedKey? {
    keys.first { $0.name == name }
  }
}
