import Attestation
import Chronology
import Cryptography
import Testing

/// The same key in every run.
func privateKey(_ number: UInt8) throws -> Ed25519PrivateKey {
  let secret = Hexadecimal.encode([UInt8](repeating: number, count: 32))
  let encoding = try #require(Hexadecimal.decode("302e020100300506032b657004220420" + secret))
  let pem = "-----BEGIN PRIVATE KEY-----\n\(Base64.encode(encoding))\n-----END PRIVATE KEY-----\n"
  return try Ed25519PrivateKey(pem: Array(pem.utf8))
}

/// A key of the scenario's keyring.
struct KeyEntry {
  var name: String
  var number: UInt8
  var role: KeyRole
  var environments: [TradingEnvironment] = TradingEnvironment.allCases
  var notBefore = noon.advanced(byMilliseconds: -86_400_000)
  var notAfter = noon.advanced(byMilliseconds: 364 * 86_400_000)
  var revokedAt: Timestamp?
  /// Whether the key has the role gate besides.
  var alsoGate = false

  static let gate = KeyEntry(name: "gate", number: 1, role: .gate)
  static let secondGate = KeyEntry(name: "gate-2", number: 2, role: .gate)
  static let alice = KeyEntry(name: "alice", number: 3, role: .approver)
  static let bob = KeyEntry(name: "bob", number: 4, role: .approver)

  func yaml() throws -> String {
    let key = Base64.encode(try privateKey(number).publicKey.rawRepresentation)
    let revoked = revokedAt.map { "\n    revoked: { at: \"\($0)\", reason: stolen }" } ?? ""
    return """
        - name: \(name)
          public-key: "\(key)"
          roles: [\(role.rawValue)\(alsoGate ? ", gate" : "")]
          environments: [\(environments.map(\.rawValue).joined(separator: ", "))]
          not-before: "\(notBefore)"
          not-after: "\(notAfter)"\(revoked)

      """
  }
}
