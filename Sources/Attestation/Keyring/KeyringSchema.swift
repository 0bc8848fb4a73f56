import Chronology
import Cryptography
public import DocumentSchema
import StrictJSON
import StrictYAML

/// What a keyring's file says, without its digest.
public struct KeyringContents: Sendable {
  let generation: Int
  let keys: [TrustedKey]
  let requirements: [TradingEnvironment: [PermissionScope: SigningRequirement]]
}

extension Keyring {
  /// How a keyring is written; `describe()` gives its JSON Schema.
  public static let schema = Schema<KeyringContents>.object("a keyring") { fields in
    let version = fields.required(
      "keyring", Schema<Bool>.choice("a version of the keyring format", [("v1", true)]), "the format: v1")
    let generation = fields.required(
      "generation", .integer(1...Int(Int32.max)), "a number that rises with every change")
    let keys = fields.required("keys", keyList, "the public keys that are trusted")
    let requirements = fields.optional(
      "requires", requirementsByEnvironment, default: .mapping,
      "how many distinct keys of which role a permission takes, by environment and scope")
    guard version != nil, let generation, let keys, let requirements else { return nil }
    return KeyringContents(generation: generation, keys: keys, requirements: requirements)
  }

  /// A key with the places that messages about two keys name.
  private struct Entry: Sendable {
    var key: TrustedKey
    var name: SourcePosition
    var publicKey: SourcePosition
  }

  private static let keyList = Schema<[Entry]>.list(of: entry, minimum: 1, isUnique: false)
    .map { entries, _, reading -> [TrustedKey]? in
      var isSound = true
      for (index, entry) in entries.enumerated() {
        if let earlier = entries[..<index].first(where: { $0.key.name == entry.key.name }) {
          isSound = false
          reading.report(
            "duplicate-name", at: entry.name, "two keys are named '\(entry.key.name)'",
            hint: "give each key a name of its own",
            notes: [.init(position: earlier.name, message: "first named here")])
        }
        if let earlier = entries[..<index].first(where: { $0.key.publicKey == entry.key.publicKey }) {
          isSound = false
          reading.report(
            "duplicate-key", at: entry.publicKey,
            "'\(entry.key.name)' is the same public key as '\(earlier.key.name)'",
            hint: "a key counts once; list it once, with all its roles",
            notes: [.init(position: earlier.publicKey, message: "first listed here")])
        }
      }
      return isSound ? entries.map(\.key) : nil
    }

  private static let entry = Schema<Entry>.object("a key") { fields in
    let name = fields.required("name", Schema<String>.identifier.located, "a name for people")
    let publicKey = fields.required(
      "public-key", publicKeySchema.located, "base64 of the 32 bytes of the Ed25519 public key")
    let roles = fields.required(
      "roles", Schema<[KeyRole]>.list(of: .enumeration("a role"), minimum: 1), "what the key may sign")
    let environments = fields.required(
      "environments",
      Schema<[TradingEnvironment]>.list(of: .enumeration("an environment"), minimum: 1),
      "where its signatures count")
    let notBefore = fields.required("not-before", .timestamp, "the first instant at which it counts")
    let notAfter = fields.required("not-after", .timestamp, "the first instant at which it no longer does")
    let revocation = fields.optional("revoked", revocation, "since when, and why, the key no longer counts")
    if let notBefore, let notAfter, notAfter <= notBefore {
      fields.report(
        "bad-validity", at: "not-after", "the key ends before it begins",
        hint: "not-after must be later than not-before, \(notBefore)")
      return nil
    }
    guard let name, let publicKey, let roles, let environments, let notBefore, let notAfter else {
      return nil
    }
    return Entry(
      key: TrustedKey(
        name: name.value, publicKey: publicKey.value, roles: roles, environments: environments,
        notBefore: notBefore, notAfter: notAfter, revocation: revocation),
      name: name.position, publicKey: publicKey.position)
  }

  private static let publicKeySchema = Schema<Ed25519PublicKey>.scalar(
    "base64 of the 32 bytes of an Ed25519 public key (44 characters, standard alphabet)",
    describe: ["type": "string", "pattern": "^[A-Za-z0-9+/]{43}=$"],
    resolved: { .string(Base64.encode($0.rawRepresentation)) },
    parse: { text in Base64.decode(text).flatMap { Ed25519PublicKey(rawRepresentation: $0) } })

  private static let revocation = Schema<TrustedKey.Revocation>.object("a revocation") { fields in
    let at = fields.required("at", .timestamp, "from when on its signatures are refused")
    let reason = fields.required("reason", .text, "why, for people")
    guard let at, let reason else { return nil }
    return TrustedKey.Revocation(at: at, reason: reason)
  }

  private static let requirementsByEnvironment = Schema<
    [TradingEnvironment: [PermissionScope: SigningRequirement]]
  >.object("requires") { fields in
    var requirements: [TradingEnvironment: [PermissionScope: SigningRequirement]] = [:]
    for environment in TradingEnvironment.allCases {
      requirements[environment] = fields.optional(
        environment.rawValue, requirementsByScope, "what permissions for \(environment.rawValue) take")
    }
    return requirements
  }

  private static let requirementsByScope = Schema<[PermissionScope: SigningRequirement]>.object(
    "an environment's requirements"
  ) { fields in
    var requirements: [PermissionScope: SigningRequirement] = [:]
    for scope in PermissionScope.allCases {
      requirements[scope] = fields.optional(
        scope.rawValue, requirement, "what a permission of scope \(scope.rawValue) takes")
    }
    return requirements
  }

  private static let requirement = Schema<SigningRequirement>.object("a requirement") { fields in
    let limit = SigningRequirement.limit
    let gate = fields.required("gate", .integer(1...limit), "how many gates sign the report")
    let certifier = fields.optional(
      "certifier", .integer(0...limit), default: .text("0"), "how many certifiers sign the evidence")
    let approver = fields.optional(
      "approver", .integer(0...limit), default: .text("0"), "how many approvers consent")
    guard let gate, let certifier, let approver else { return nil }
    return SigningRequirement(gate: gate, certifier: certifier, approver: approver)
  }
}
