public import Chronology
public import Cryptography

extension Keyring {
  /// Judges the signatures of a permission: as many as `requires` says for environment and scope.
  ///
  /// Every signature present has to verify with the key that its keyid names, and every one of these keys has
  /// to count; so a report cannot carry a signature that somebody would take for consent. The first failure
  /// wins, in this order, over all signatures: `signature.unknown-key`, `signature.invalid`,
  /// `signature.threshold`, `key.not-valid-now`, `key.wrong-role`, `key.wrong-environment`.
  ///
  /// - Parameter now: the instant at which the keys have to be valid.
  public func verify(
    _ envelope: DSSEEnvelope, role: KeyRole, environment: TradingEnvironment, scope: PermissionScope,
    now: Timestamp
  ) throws(TrustRefusal) -> VerifiedSignatures {
    try judge(
      signers(of: envelope), role: role, environment: environment,
      needed: needed(role, environment: environment, scope: scope), now: now)
  }

  /// The same with a number of keys that the caller knows, such as 1 for an approval or a waiver.
  public func verify(
    _ envelope: DSSEEnvelope, role: KeyRole, environment: TradingEnvironment, needed count: Int,
    now: Timestamp
  ) throws(TrustRefusal) -> VerifiedSignatures {
    try judge(signers(of: envelope), role: role, environment: environment, needed: count, now: now)
  }

  /// Judges a foreign envelope as DSSE says: a keyid is only a hint, so every signature is tried with every
  /// key, and signatures that no key verifies are passed over. The keys that verified are then held to the
  /// same rules.
  public func verifyForeign(
    _ envelope: DSSEEnvelope, role: KeyRole, environment: TradingEnvironment, scope: PermissionScope,
    now: Timestamp
  ) throws(TrustRefusal) -> VerifiedSignatures {
    let signedBytes = envelope.signedBytes
    let found = keys.filter { key in
      envelope.signatures.contains { key.publicKey.isValidSignature($0.signature, for: signedBytes) }
    }
    guard !found.isEmpty else {
      throw TrustRefusal(
        .unknownKey, expected: "a signature by a key of the keyring",
        found: "\(envelope.signatures.count) that no key verifies",
        hint: "check that the keyring is the one that belongs to the signer")
    }
    return try judge(
      found, role: role, environment: environment,
      needed: needed(role, environment: environment, scope: scope), now: now)
  }

  /// Whether a key may sign now, asked before signing, with the refusals that its signature would meet.
  public func requireUsable(
    _ publicKey: Ed25519PublicKey, as role: KeyRole, in environment: TradingEnvironment, now: Timestamp
  ) throws(TrustRefusal) -> TrustedKey {
    guard let key = key(for: publicKey) else { throw unknownKey(publicKey.keyID) }
    let signatures = try judge([key], role: role, environment: environment, needed: 1, now: now)
    try signatures.requireValid(atIssue: now, now: now)
    return key
  }

  /// How many keys of a role a permission takes.
  ///
  /// - Throws: `signature.threshold` for demo and live without an entry under `requires`.
  public func needed(
    _ role: KeyRole, environment: TradingEnvironment, scope: PermissionScope
  ) throws(TrustRefusal) -> Int {
    guard let requirement = requirement(environment: environment, scope: scope) else {
      throw TrustRefusal(
        .threshold, expected: "an entry under requires.\(environment.rawValue).\(scope.rawValue)",
        found: "none in the keyring",
        hint: "state it, for example `requires: { \(environment.rawValue): "
          + "{ \(scope.rawValue): { gate: 1 } } }`")
    }
    return requirement.count(of: role)
  }

  /// The keys that signed, each once; all signatures verified.
  private func signers(of envelope: DSSEEnvelope) throws(TrustRefusal) -> [TrustedKey] {
    var signers: [(key: TrustedKey, signature: [UInt8])] = []
    for signature in envelope.signatures {
      guard let key = key(withID: signature.keyID) else { throw unknownKey(signature.keyID) }
      signers.append((key, signature.signature))
    }
    let signedBytes = envelope.signedBytes
    for (key, signature) in signers where !key.publicKey.isValidSignature(signature, for: signedBytes) {
      throw TrustRefusal(
        .invalidSignature, expected: "a signature by '\(key.name)' over this payload",
        found: "one that does not verify",
        hint: "the document was altered, or signed by somebody else; make it again")
    }
    var distinct: [TrustedKey] = []
    for (key, _) in signers where !distinct.contains(key) { distinct.append(key) }
    return distinct
  }

  private func judge(
    _ signers: [TrustedKey], role: KeyRole, environment: TradingEnvironment, needed count: Int, now: Timestamp
  ) throws(TrustRefusal) -> VerifiedSignatures {
    // Nobody's consent is no consent, whatever a caller asks for.
    guard signers.count >= max(count, 1) else {
      throw TrustRefusal(
        .threshold, expected: "signatures by \(max(count, 1)) distinct keys", found: "\(signers.count)",
        hint: "sign with more keys of role \(role.rawValue)")
    }
    for key in signers where !key.isValid(at: now) {
      throw TrustRefusal(
        .notValidNow, expected: "a time from \(key.notBefore) until \(key.notAfter) for '\(key.name)'",
        found: "\(now)", hint: "check the clock, and renew the key with `readiness keys generate`")
    }
    for key in signers where !key.roles.contains(role) {
      throw TrustRefusal(
        .wrongRole, expected: "a key of role \(role.rawValue)",
        found: "'\(key.name)' of role \(key.roles.map(\.rawValue).joined(separator: ", "))",
        hint: "sign with a key of role \(role.rawValue)")
    }
    for key in signers where !key.environments.contains(environment) {
      throw TrustRefusal(
        .wrongEnvironment, expected: "a key for environment \(environment.rawValue)",
        found: "'\(key.name)' for \(key.environments.map(\.rawValue).joined(separator: ", "))",
        hint: "sign with a key for \(environment.rawValue)")
    }
    return VerifiedSignatures(signers: signers, role: role)
  }

  private func unknownKey(_ keyID: String) -> TrustRefusal {
    TrustRefusal(
      .unknownKey, expected: "a key of the keyring", found: "keyid \(keyID.isEmpty ? "(none)" : keyID)",
      hint: "check that the keyring is the one that belongs to the signer; `readiness keys show` lists it")
  }
}
