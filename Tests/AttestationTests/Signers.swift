import Attestation
import Chronology
import Cryptography
import Testing

/// The same keys in every run, from their secret bytes.
func privateKey(_ secret: String) throws -> Ed25519PrivateKey {
  let prefix = "302e020100300506032b657004220420"
  let encoding = try #require(Hexadecimal.decode(prefix + secret))
  let pem = "-----BEGIN PRIVATE KEY-----\n\(Base64.encode(encoding))\n-----END PRIVATE KEY-----\n"
  return try Ed25519PrivateKey(pem: Array(pem.utf8))
}

func privateKey(numbered number: UInt8) throws -> Ed25519PrivateKey {
  try privateKey(Hexadecimal.encode([UInt8](repeating: number, count: 32)))
}

/// RFC 8032 §7.1, TEST 1.
func rfcKey() throws -> Ed25519PrivateKey {
  try privateKey("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60")
}

func time(_ text: String) throws -> Timestamp {
  try #require(Timestamp(rfc3339: text))
}

/// One line of a keyring in a test table.
struct KeyEntry {
  var name: String
  var number: UInt8
  var roles = "gate"
  var environments = "live"
  var notBefore = "2026-01-01T00:00:00Z"
  var notAfter = "2027-01-01T00:00:00Z"
  var revokedAt: String?

  func yaml() throws -> String {
    let key = Base64.encode(try privateKey(numbered: number).publicKey.rawRepresentation)
    let revoked = revokedAt.map { "\n    revoked: { at: \($0), reason: stolen }" } ?? ""
    return """
        - name: \(name)
          public-key: \(key)
          roles: [\(roles)]
          environments: [\(environments)]
          not-before: \(notBefore)
          not-after: \(notAfter)\(revoked)

      """
  }
}

func keyring(
  _ entries: [KeyEntry], requires: String = "{ live: { live: { gate: 1 } } }"
) throws -> Keyring {
  let keys = try entries.map { try $0.yaml() }.joined()
  let text = "keyring: v1\ngeneration: 1\nkeys:\n\(keys)requires: \(requires)\n"
  return try Keyring(yaml: Array(text.utf8), file: "keyring.yaml")
}

/// SplitMix64: the same numbers in every run.
struct SeededGenerator: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
