import Attestation
import Chronology
import Cryptography
import Testing

@Suite("Changing a keyring")
struct KeyringChangeTests {
  static func key(
    _ name: String, _ number: UInt8, roles: [KeyRole] = [.gate], environments: [TradingEnvironment] = [.live]
  ) throws -> TrustedKey {
    TrustedKey(
      name: name, publicKey: try privateKey(numbered: number).publicKey, roles: roles,
      environments: environments, notBefore: try time("2026-01-01T00:00:00Z"),
      notAfter: try time("2027-01-01T00:00:00Z"))
  }

  @Test("the first key makes generation 1 with what live requires, in a readable file")
  func creating() throws {
    let written = try Keyring.creating(with: Self.key("gate-1", 1))
    #expect(
      String(decoding: written.bytes, as: UTF8.self) == """
        # Whose signatures count. Written by `readiness keys`, which keeps no comments.
        keyring: v1
        generation: 1
        keys:
          - name: gate-1
            public-key: "\(Base64.encode(try privateKey(numbered: 1).publicKey.rawRepresentation))"
            roles: [gate]
            environments: [live]
            not-before: "2026-01-01T00:00:00.000Z"
            not-after: "2027-01-01T00:00:00.000Z"
        requires:
          live:
            live: { gate: 1 }
            certification: { gate: 1, approver: 1 }

        """)
    #expect(try Keyring(yaml: written.bytes, file: "keyring.yaml") == written.keyring)
    #expect(written.keyring.sha256 == SHA256.digest(of: written.bytes))
  }

  @Test("what is shipped depends on the environment")
  func shipped() throws {
    let simulator = try Keyring.creating(with: Self.key("s", 1, environments: [.simulator, .paper])).keyring
    #expect(simulator.requirements.isEmpty)
    #expect(simulator.requirement(environment: .paper, scope: .certification) == .init(gate: 1))
    let demo = try Keyring.creating(with: Self.key("d", 1, environments: [.demo])).keyring
    #expect(demo.requirements == [.demo: [.live: .init(gate: 1), .certification: .init(gate: 1)]])
  }

  @Test("adding raises the generation and keeps what the operator requires")
  func adding() throws {
    let first = try Keyring.creating(with: Self.key("gate-1", 1)).keyring
    let second = try first.adding(Self.key("ada", 2, roles: [.approver], environments: [.live, .demo]))
      .keyring
    #expect(second.generation == 2)
    #expect(second.keys.map(\.name) == ["gate-1", "ada"])
    #expect(second.requirements.keys.sorted { $0.rawValue < $1.rawValue } == [.demo, .live])

    let strict = try keyring([KeyEntry(name: "a", number: 1)], requires: "{ live: { live: { gate: 3 } } }")
    let changed = try strict.adding(Self.key("b", 2)).keyring
    #expect(changed.requirements == [.live: [.live: .init(gate: 3)]])
    // Certification was not allowed before, and a new key does not allow it.
    #expect(changed.requirement(environment: .live, scope: .certification) == nil)

    #expect(throws: KeyringChangeError.duplicateName("gate-1")) { try first.adding(Self.key("gate-1", 9)) }
    #expect(throws: KeyringChangeError.duplicateKey(name: "gate-1")) {
      try first.adding(Self.key("other", 1))
    }
  }

  @Test("revoking keeps the key listed, once and for all")
  func revoking() throws {
    let first = try Keyring.creating(with: Self.key("gate-1", 1)).keyring
    let revocation = TrustedKey.Revocation(
      at: try time("2026-05-05T00:00:00Z"), reason: "stolen: \"laptop\" \\ bag\n\tsecond line, é 'x' # no")
    let written = try first.revoking("gate-1", revocation)
    #expect(written.keyring.generation == 2)
    #expect(written.keyring.keys.map(\.revocation) == [revocation])
    #expect(try Keyring(yaml: written.bytes, file: "k") == written.keyring)
    #expect(throws: KeyringChangeError.alreadyRevoked(name: "gate-1")) {
      try written.keyring.revoking("gate-1", revocation)
    }
    #expect(throws: KeyringChangeError.unknownName("gate")) { try first.revoking("gate", revocation) }
  }

  @Test("nothing is written that could not be read")
  func invalid() throws {
    let first = try Keyring.creating(with: Self.key("gate-1", 1)).keyring
    let at = try time("2026-05-05T00:00:00Z")
    for reason in ["", "a\u{0}b", "a\u{202E}b", "a\rb", String(repeating: "x", count: 5000)] {
      #expect(throws: KeyringChangeError.self) { try first.revoking("gate-1", .init(at: at, reason: reason)) }
    }
    for name in ["", "Gate", "gate 1", "gate: 1", "x\n"] {
      #expect(throws: KeyringChangeError.self) { try first.adding(Self.key(name, 2)) }
    }
    let error = #expect(throws: KeyringChangeError.self) { try first.adding(Self.key("b", 2, roles: [])) }
    #expect(error?.code == "keyring.too-few" && error?.message == "the list is empty")
    #expect(throws: KeyringChangeError.self) { try first.adding(Self.key("b", 2, environments: [])) }
    for error in [
      KeyringChangeError.duplicateName("a"), .duplicateKey(name: "a"), .unknownName("a"),
      .alreadyRevoked(name: "a"),
      .invalid(code: "keyring.x", message: "m"),
    ] {
      #expect(error.code.hasPrefix("keyring.") && !error.message.isEmpty && !error.hint.isEmpty)
    }
  }
}
