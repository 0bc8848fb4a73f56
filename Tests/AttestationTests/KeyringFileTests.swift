import Attestation
import Chronology
import Cryptography
import DocumentSchema
import StrictJSON
import StrictYAML
import Testing

@Suite("The keyring's file")
struct KeyringFileTests {
  static let one = "iojj3XQJ8ZX9UtstPLpdcspnCb8dlBIb83SIAbQPb1w="
  static let two = "gTl3Dqh9F19Wo1Rmw0x+zMuNipG07jeiXfYPW4/Js5Q="

  static let good = """
    keyring: v1
    generation: 3
    keys:
      - name: gate-1
        public-key: \(one)
        roles: [gate]
        environments: [live, demo]
        not-before: 2026-01-01T00:00:00Z
        not-after: 2027-01-01T00:00:00Z
      - name: ada
        public-key: \(two)
        roles: [approver, certifier]
        environments: [live]
        not-before: 2026-01-01T00:00:00.001Z
        not-after: 2026-12-31T23:59:59.999Z
        revoked: { at: 2026-06-01T12:00:00Z, reason: left the desk }
    requires:
      live:
        live: { gate: 2 }
        certification: { gate: 1, approver: 1 }

    """

  @Test("is read with everything that it says")
  func reads() throws {
    let bytes = Array(Self.good.utf8)
    let keyring = try Keyring(yaml: bytes, file: "keyring.yaml")
    #expect(keyring.generation == 3)
    #expect(keyring.keys.map(\.name) == ["gate-1", "ada"])
    #expect(keyring.sha256 == SHA256.digest(of: bytes))
    let gate = try #require(keyring.key(named: "gate-1"))
    #expect(gate.roles == [.gate] && gate.environments == [.live, .demo] && gate.revocation == nil)
    #expect(gate.publicKey == (try privateKey(numbered: 1).publicKey))
    #expect(gate.keyID == gate.publicKey.keyID)
    #expect(keyring.key(withID: gate.keyID) == gate && keyring.key(for: gate.publicKey) == gate)
    let ada = try #require(keyring.key(named: "ada"))
    #expect(ada.roles == [.approver, .certifier])
    #expect(ada.notBefore.description == "2026-01-01T00:00:00.001Z")
    #expect(ada.revocation == .init(at: try time("2026-06-01T12:00:00Z"), reason: "left the desk"))
    #expect(keyring.requirement(environment: .live, scope: .live) == .init(gate: 2))
    #expect(keyring.requirement(environment: .live, scope: .certification) == .init(gate: 1, approver: 1))
  }

  @Test("asks for one gate on simulator and paper, and for nothing less than an entry on demo and live")
  func defaults() throws {
    let keyring = try keyring([KeyEntry(name: "a", number: 1)], requires: "{}")
    for environment in TradingEnvironment.allCases {
      for scope in PermissionScope.allCases {
        let requirement = keyring.requirement(environment: environment, scope: scope)
        #expect(requirement == (environment.reachesVenue ? nil : SigningRequirement(gate: 1)))
      }
    }
    let stated = try self.goodKeyring(replacing: "live:\n    live", with: "simulator:\n    live")
    #expect(stated.requirement(environment: .simulator, scope: .live) == .init(gate: 2))
  }

  /// What is replaced in the good keyring, by what, and what is said about it.
  static let mistakes: [(old: String, new: String, diagnostic: String)] = [
    (
      "keyring: v1", "keyring: v2",
      "1:10: error: 'v2' is not a version of the keyring format [keyring.unknown-value]"
    ),
    ("keyring: v1\n", "", "1:1: error: 'keyring' is missing [keyring.missing-key]"),
    (
      "generation: 3", "generation: 0",
      "2:13: error: expected a whole number from 1 to 2147483647, found '0' [keyring.bad-value]"
    ),
    (
      "generation: 3", "generation: 3\ngenerations: 4",
      "3:1: error: unknown key 'generations' in a keyring [keyring.unknown-key]"
    ),
    (
      "name: ada", "name: Ada",
      "10:11: error: expected a name of lower-case letters, digits and single hyphens, found 'Ada' [keyring.bad-value]"
    ),
    ("name: ada", "name: gate-1", "10:11: error: two keys are named 'gate-1' [keyring.duplicate-name]"),
    (two, one, "11:17: error: 'ada' is the same public key as 'gate-1' [keyring.duplicate-key]"),
    (
      two, "AQ==",
      "11:17: error: expected base64 of the 32 bytes of an Ed25519 public key (44 characters, standard alphabet), found 'AQ==' [keyring.bad-value]"
    ),
    (
      two, "AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
      "11:17: error: expected base64 of the 32 bytes of an Ed25519 public key (44 characters, standard alphabet), found 'AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=' [keyring.bad-value]"
    ),
    ("roles: [gate]", "roles: []", "6:12: error: the list is empty [keyring.too-few]"),
    ("roles: [gate]", "roles: [gates]", "6:13: error: 'gates' is not a role [keyring.unknown-value]"),
    (
      "roles: [gate]", "roles: [gate, gate]",
      "6:19: error: \"gate\" stands in the list twice [keyring.duplicate]"
    ),
    ("[live, demo]", "[live, prod]", "7:26: error: 'prod' is not an environment [keyring.unknown-value]"),
    (
      "not-before: 2026-01-01T00:00:00Z", "not-before: 2026-01-01",
      "8:17: error: expected a time in UTC such as 2026-11-23T14:05:09Z, found '2026-01-01' [keyring.bad-value]"
    ),
    (
      "not-after: 2027-01-01T00:00:00Z", "not-after: 2026-01-01T00:00:00Z",
      "9:16: error: the key ends before it begins [keyring.bad-validity]"
    ),
    ("reason: left the desk", "reason:", "16:50: error: expected a text, found nothing [keyring.empty]"),
    (
      "{ at: 2026-06-01T12:00:00Z, reason: left the desk }", "true",
      "16:14: error: a revocation is a mapping, found a value [keyring.wrong-type]"
    ),
    ("at: 2026-06-01T12:00:00Z, ", "", "16:14: error: 'at' is missing [keyring.missing-key]"),
    (
      "live: { gate: 2 }", "live: { gate: 0 }",
      "19:19: error: expected a whole number from 1 to 16, found '0' [keyring.bad-value]"
    ),
    ("live: { gate: 2 }", "live: { approver: 1 }", "19:11: error: 'gate' is missing [keyring.missing-key]"),
    (
      "live: { gate: 2 }", "live: { gate: 17 }",
      "19:19: error: expected a whole number from 1 to 16, found '17' [keyring.bad-value]"
    ),
    (
      "certification: {", "certifications: {",
      "20:5: error: unknown key 'certifications' in an environment's requirements [keyring.unknown-key]"
    ),
    ("  live:\n", "  prod:\n", "18:3: error: unknown key 'prod' in requires [keyring.unknown-key]"),
    (
      "generation: 3", "generation: 3\ngeneration: 4",
      "3:1: error: the key 'generation' is already defined in this mapping [yaml.duplicate-key]"
    ),
  ]

  @Test("tells each mistake with its place", arguments: mistakes)
  func refuses(old: String, new: String, diagnostic: String) throws {
    let mistakes = #expect(throws: KeyringMistakes.self) { try goodKeyring(replacing: old, with: new) }
    #expect(mistakes?.diagnostics.map(\.description) == ["keyring.yaml:" + diagnostic])
  }

  @Test("tells all mistakes in one run, with the lines and a hint")
  func all() throws {
    let text = Self.good.replacing("[gate]", with: "[gat]").replacing("name: ada", with: "nam: ada")
    let mistakes = #expect(throws: KeyringMistakes.self) {
      try Keyring(yaml: Array(text.utf8), file: "keyring.yaml")
    }
    #expect(
      mistakes?.diagnostics.map { "\($0.position.line) \($0.code)" } == [
        "6 keyring.unknown-value", "10 keyring.missing-key", "10 keyring.unknown-key",
      ])
    #expect(mistakes?.description.contains("did you mean 'gate'?") == true)
    #expect(mistakes?.description.contains("6 |     roles: [gat]") == true)
  }

  @Test(
    "an empty file, a list, or no keys at all is no keyring", arguments: ["", "\n", "[]", "keys: []", "~"])
  func empty(text: String) {
    let mistakes = #expect(throws: KeyringMistakes.self) {
      try Keyring(yaml: Array(text.utf8), file: "keyring.yaml")
    }
    #expect(mistakes?.diagnostics.isEmpty == false)
  }

  @Test("damage is refused or read, and never crashes")
  func noise() {
    var generator = SeededGenerator(state: 51)
    for _ in 0..<2000 {
      var bytes = Array(Self.good.utf8)
      for _ in 0..<Int.random(in: 1...4, using: &generator) {
        let index = Int.random(in: 0..<bytes.count, using: &generator)
        bytes[index] = UInt8.random(in: .min ... .max, using: &generator)
      }
      guard let keyring = try? Keyring(yaml: bytes, file: "keyring.yaml") else { continue }
      #expect(Set(keyring.keys.map(\.name)).count == keyring.keys.count)
      #expect(Set(keyring.keys.map(\.publicKey)).count == keyring.keys.count)
    }
  }

  @Test("a JSON Schema describes it")
  func schema() {
    let text = Keyring.schema.describe().text()
    for word in ["\"public-key\"", "\"requires\"", "\"approver\"", "\"additionalProperties\":false"] {
      #expect(text.contains(word))
    }
  }

  private func goodKeyring(replacing old: String, with new: String) throws -> Keyring {
    try #require(Self.good.contains(old))
    let range = try #require(Self.good.firstRange(of: old))
    return try Keyring(
      yaml: Array(Self.good.replacingCharacters(in: range, with: new).utf8), file: "keyring.yaml")
  }
}

extension String {
  fileprivate func replacingCharacters(in range: Range<String.Index>, with text: String) -> String {
    String(self[..<range.lowerBound]) + text + self[range.upperBound...]
  }
}
