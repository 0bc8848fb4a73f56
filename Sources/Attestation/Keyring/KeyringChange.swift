import StrictYAML

/// Why a keyring cannot be changed as asked.
public enum KeyringChangeError: Error, Sendable, Hashable {
  case duplicateName(String)
  /// The public key is listed under this name already.
  case duplicateKey(name: String)
  case unknownName(String)
  /// A revocation is never taken back or moved.
  case alreadyRevoked(name: String)
  /// The result would not be a keyring; the first mistake that reading it finds.
  case invalid(code: String, message: String)

  /// The stable name of this error.
  public var code: String {
    switch self {
    case .duplicateName: "keyring.duplicate-name"
    case .duplicateKey: "keyring.duplicate-key"
    case .unknownName: "keyring.unknown-name"
    case .alreadyRevoked: "keyring.already-revoked"
    case .invalid(let code, _): code
    }
  }

  /// One line for a person, lower case, no full stop.
  public var message: String {
    switch self {
    case .duplicateName(let name): "the keyring has a key named '\(name)' already"
    case .duplicateKey(let name): "the keyring has this public key already, as '\(name)'"
    case .unknownName(let name): "the keyring has no key named '\(name)'"
    case .alreadyRevoked(let name): "'\(name)' is revoked already"
    case .invalid(_, let message): message
    }
  }

  /// What to do about it.
  public var hint: String {
    switch self {
    case .duplicateName: "choose another name; a renewed key gets a new one, such as gate-2"
    case .duplicateKey: "a key counts once; change its entry in the keyring"
    case .unknownName: "`readiness keys show` lists the names"
    case .alreadyRevoked: "a revocation stays as it is; generate a new key"
    case .invalid: "choose other values"
    }
  }
}

/// A keyring and the bytes of its file.
public struct WrittenKeyring: Sendable, Hashable {
  public let keyring: Keyring
  /// What to write; reading it gives ``keyring``.
  public let bytes: [UInt8]
}

extension Keyring {
  /// A first keyring, generation 1, with what its key's environments require as shipped.
  public static func creating(with key: TrustedKey) throws(KeyringChangeError) -> WrittenKeyring {
    try write(
      KeyringContents(
        generation: 1, keys: [key], requirements: addingShipped(to: [:], for: key.environments)))
  }

  /// The keyring with one more key, one generation later. An environment of the key that has no entry under
  /// `requires` gets the shipped one; an entry that is there is the operator's and stays.
  public func adding(_ key: TrustedKey) throws(KeyringChangeError) -> WrittenKeyring {
    guard self.key(named: key.name) == nil else { throw .duplicateName(key.name) }
    if let earlier = self.key(for: key.publicKey) { throw .duplicateKey(name: earlier.name) }
    return try Self.write(
      KeyringContents(
        generation: generation + 1, keys: keys + [key],
        requirements: Self.addingShipped(to: requirements, for: key.environments)))
  }

  /// The keyring with one key revoked, one generation later. The key stays listed, so that its signatures are
  /// refused by name.
  public func revoking(
    _ name: String, _ revocation: TrustedKey.Revocation
  ) throws(KeyringChangeError) -> WrittenKeyring {
    guard let index = keys.firstIndex(where: { $0.name == name }) else { throw .unknownName(name) }
    guard keys[index].revocation == nil else { throw .alreadyRevoked(name: name) }
    var keys = keys
    keys[index] = keys[index].revoked(revocation)
    return try Self.write(
      KeyringContents(generation: generation + 1, keys: keys, requirements: requirements))
  }

  private static func addingShipped(
    to requirements: [TradingEnvironment: [PermissionScope: SigningRequirement]],
    for environments: [TradingEnvironment]
  ) -> [TradingEnvironment: [PermissionScope: SigningRequirement]] {
    var requirements = requirements
    for environment in environments where environment.reachesVenue && requirements[environment] == nil {
      requirements[environment] = SigningRequirement.shipped(for: environment)
    }
    return requirements
  }

  /// Encodes, and reads the bytes back, so that nothing is written that could not be read.
  private static func write(_ contents: KeyringContents) throws(KeyringChangeError) -> WrittenKeyring {
    let bytes = encode(contents)
    let keyring: Keyring
    do { keyring = try Keyring(yaml: bytes, file: "keyring.yaml") } catch {
      let first = error.diagnostics.first
      throw .invalid(code: first?.code ?? "keyring.invalid", message: first?.message ?? "not a keyring")
    }
    guard keyring.generation == contents.generation, keyring.keys == contents.keys,
      keyring.requirements == contents.requirements
    else { throw .invalid(code: "keyring.invalid", message: "the keyring would read back as another one") }
    return WrittenKeyring(keyring: keyring, bytes: bytes)
  }
}
