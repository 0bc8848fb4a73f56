import Attestation
import Chronology
import Cryptography
import Testing

@Suite("The judgement of signatures")
struct SignatureJudgementTests {
  static let now = "2026-06-01T00:00:00Z"

  struct Case: Sendable, CustomTestStringConvertible {
    var name: String
    /// Numbers of the keys that sign.
    var signers: [UInt8] = [1]
    var entries: [KeyEntry]
    var requires = "{ live: { live: { gate: 1 } } }"
    var environment = TradingEnvironment.live
    var scope = PermissionScope.live
    var now = SignatureJudgementTests.now
    var refusal: TrustCode?

    var testDescription: String { name }
  }

  static let cases: [Case] = [
    Case(name: "one gate", entries: [gate(1)]),
    Case(name: "one gate of two", entries: [gate(1), gate(2)]),
    Case(
      name: "two gates of three", signers: [1, 3], entries: [gate(1), gate(2), gate(3)],
      requires: "{ live: { live: { gate: 2 } } }"),
    Case(name: "nobody known", signers: [2], entries: [gate(1)], refusal: .unknownKey),
    Case(name: "one of two unknown", signers: [1, 2], entries: [gate(1)], refusal: .unknownKey),
    Case(
      name: "one gate where two are needed", entries: [gate(1), gate(2)],
      requires: "{ live: { live: { gate: 2 } } }", refusal: .threshold),
    Case(name: "no requires for live", entries: [gate(1)], requires: "{}", refusal: .threshold),
    Case(
      name: "no requires for the scope", entries: [gate(1)], scope: .certification, refusal: .threshold),
    Case(
      name: "no requires for demo", entries: [gate(1, environments: "live, demo")], environment: .demo,
      refusal: .threshold),
    Case(
      name: "simulator needs no requires", entries: [gate(1, environments: "simulator")], requires: "{}",
      environment: .simulator),
    Case(
      name: "not valid yet",
      entries: [KeyEntry(name: "k1", number: 1, notBefore: "2026-06-01T00:00:00.001Z")],
      refusal: .notValidNow),
    Case(
      name: "valid from now on", entries: [KeyEntry(name: "k1", number: 1, notBefore: now)]),
    Case(
      name: "ended now", entries: [KeyEntry(name: "k1", number: 1, notAfter: now)], refusal: .notValidNow),
    Case(
      name: "ends in a millisecond",
      entries: [KeyEntry(name: "k1", number: 1, notAfter: "2026-06-01T00:00:00.001Z")]),
    Case(name: "an approver alone", entries: [gate(1, roles: "approver")], refusal: .wrongRole),
    Case(
      name: "a gate and an approver", signers: [1, 2],
      entries: [gate(1), gate(2, roles: "approver, certifier")],
      refusal: .wrongRole),
    Case(name: "a key with two roles", entries: [gate(1, roles: "approver, gate")]),
    Case(
      name: "a key for the simulator", entries: [gate(1, environments: "simulator, demo")],
      refusal: .wrongEnvironment),
    Case(
      name: "too few comes before what is wrong with them", entries: [gate(1, roles: "approver")],
      requires: "{ live: { live: { gate: 2 } } }", refusal: .threshold),
    Case(
      name: "ended comes before the role",
      entries: [KeyEntry(name: "k1", number: 1, roles: "approver", environments: "paper", notAfter: now)],
      refusal: .notValidNow),
    Case(
      name: "the role comes before the environment",
      entries: [gate(1, roles: "approver", environments: "paper")], refusal: .wrongRole),
    Case(
      name: "revocation is for the second step",
      entries: [KeyEntry(name: "k1", number: 1, revokedAt: "2026-01-02T00:00:00Z")]),
  ]

  static func gate(_ number: UInt8, roles: String = "gate", environments: String = "live") -> KeyEntry {
    KeyEntry(name: "k\(number)", number: number, roles: roles, environments: environments)
  }

  @Test("first failure wins, each with its code", arguments: cases)
  func judges(judged: Case) throws {
    let keyring = try keyring(judged.entries, requires: judged.requires)
    let envelope = try DSSEEnvelope.sign(
      payloadType: inTotoPayloadType, payload: Array("x".utf8),
      with: judged.signers.map { try privateKey(numbered: $0) })
    let now = try time(judged.now)
    do {
      let signatures = try keyring.verify(
        envelope, role: .gate, environment: judged.environment, scope: judged.scope, now: now)
      #expect(judged.refusal == nil)
      #expect(Set(signatures.signers.map(\.publicKey)) == signatures.publicKeys)
      #expect(
        signatures.publicKeys == Set(try judged.signers.map { try privateKey(numbered: $0).publicKey }))
      #expect(signatures.role == .gate && signatures.notAfter > now)
    } catch let error as TrustRefusal {
      #expect(error.code == judged.refusal, "\(error)")
      #expect(!error.expected.isEmpty && !error.found.isEmpty && !error.hint.isEmpty)
    }
  }

  @Test("every flipped bit of a report is refused")
  func flippedBits() throws {
    let keyring = try keyring([Self.gate(1), Self.gate(2)])
    let good = try DSSEEnvelope.sign(
      payloadType: inTotoPayloadType, payload: Array(StatementTests.good.utf8),
      with: [privateKey(numbered: 1), privateKey(numbered: 2)]
    ).encoded()
    let now = try time(Self.now)
    _ = try keyring.verify(
      DSSEEnvelope.parseCanonical(good), role: .gate, environment: .live, scope: .live, now: now)
    var codes: [TrustCode: Int] = [:]
    for bit in 0..<good.count * 8 {
      var bytes = good
      bytes[bit / 8] ^= 1 << (bit % 8)
      guard let envelope = try? DSSEEnvelope.parseCanonical(bytes) else { continue }
      do {
        _ = try keyring.verify(envelope, role: .gate, environment: .live, scope: .live, now: now)
        Issue.record("bit \(bit) flipped, and nobody noticed")
      } catch { codes[error.code, default: 0] += 1 }
    }
    #expect(Set(codes.keys) == [.invalidSignature, .unknownKey])
  }

  @Test("a valid signature beside an invalid one is refused")
  func oneInvalid() throws {
    let keyring = try keyring([Self.gate(1), Self.gate(2)])
    let now = try time(Self.now)
    let good = try DSSEEnvelope.sign(
      payloadType: inTotoPayloadType, payload: [1], with: [privateKey(numbered: 1), privateKey(numbered: 2)])
    let other = try DSSEEnvelope.sign(
      payloadType: inTotoPayloadType, payload: [2], with: [privateKey(numbered: 2)])
    for (type, signatures) in [
      (
        inTotoPayloadType, good.signatures.filter { $0.keyID != other.signatures[0].keyID } + other.signatures
      ),
      // Two keys with each other's signatures.
      (
        inTotoPayloadType,
        zip(good.signatures, good.signatures.reversed()).map {
          DSSESignature(keyID: $0.keyID, signature: $1.signature)
        }
      ),
      ("application/json", good.signatures),
    ] {
      let mixed = DSSEEnvelope(payloadType: type, payload: [1], signatures: signatures)
      let refusal = #expect(throws: TrustRefusal.self) {
        try keyring.verify(mixed, role: .gate, environment: .live, scope: .live, now: now)
      }
      #expect(refusal?.code == .invalidSignature)
    }
  }

  @Test("one key signing twice counts once")
  func once() throws {
    let keyring = try keyring(
      [Self.gate(1), Self.gate(2)], requires: "{ live: { live: { gate: 2 } } }")
    let single = try DSSEEnvelope.sign(
      payloadType: inTotoPayloadType, payload: [1], with: [privateKey(numbered: 1)])
    let twice = DSSEEnvelope(
      payloadType: single.payloadType, payload: single.payload,
      signatures: single.signatures + single.signatures)
    let now = try time(Self.now)
    let refusal = #expect(throws: TrustRefusal.self) {
      try keyring.verify(twice, role: .gate, environment: .live, scope: .live, now: now)
    }
    #expect(refusal?.code == .threshold && refusal?.found == "1")
    let foreign = #expect(throws: TrustRefusal.self) {
      try keyring.verifyForeign(twice, role: .gate, environment: .live, scope: .live, now: now)
    }
    #expect(foreign?.code == .threshold)
  }

  @Test("nobody's signature is never enough, whatever is asked for")
  func none() throws {
    let keyring = try keyring([Self.gate(1)])
    let unsigned = DSSEEnvelope(payloadType: inTotoPayloadType, payload: [1], signatures: [])
    let now = try time(Self.now)
    for count in [-1, 0, 1] {
      let refusal = #expect(throws: TrustRefusal.self) {
        try keyring.verify(unsigned, role: .approver, environment: .live, needed: count, now: now)
      }
      #expect(refusal?.code == .threshold)
    }
  }

  @Test("an approval takes one approver, whatever the reports take")
  func approval() throws {
    let keyring = try keyring([Self.gate(1), Self.gate(2, roles: "approver")])
    let now = try time(Self.now)
    let approval = try DSSEEnvelope.sign(
      payloadType: inTotoPayloadType, payload: [1], with: [privateKey(numbered: 2)])
    let signatures = try keyring.verify(approval, role: .approver, environment: .live, needed: 1, now: now)
    #expect(signatures.signers.map(\.name) == ["k2"])
    let own = try DSSEEnvelope.sign(
      payloadType: inTotoPayloadType, payload: [1], with: [privateKey(numbered: 1)])
    let refusal = #expect(throws: TrustRefusal.self) {
      try keyring.verify(own, role: .approver, environment: .live, needed: 1, now: now)
    }
    #expect(refusal?.code == .wrongRole)
    #expect(try keyring.needed(.approver, environment: .live, scope: .live) == 0)
  }

  /// When the document says it was issued, what time it is, since when the key is revoked, and the code.
  static let ages: [(issuedAt: String, now: String, revokedAt: String?, code: TrustCode?)] = [
    ("2026-05-01T00:00:00Z", now, nil, nil),
    ("2026-01-01T00:00:00Z", now, nil, nil),
    ("2025-12-31T23:59:59.999Z", now, nil, .notValidAtIssue),
    ("2027-01-01T00:00:00Z", now, nil, .notValidAtIssue),
    ("2026-12-31T23:59:59.999Z", now, nil, nil),
    ("2026-05-01T00:00:00Z", now, "2026-05-15T00:00:00Z", .revoked),
    ("2026-05-01T00:00:00Z", now, now, .revoked),
    ("2026-05-01T00:00:00Z", now, "2026-06-01T00:00:00.001Z", nil),
    ("2026-07-01T00:00:00Z", now, "2026-06-15T00:00:00Z", .revoked),
    ("2025-01-01T00:00:00Z", now, "2026-05-15T00:00:00Z", .notValidAtIssue),
  ]

  @Test("the second step judges the age, then revocation", arguments: ages)
  func age(issuedAt: String, now: String, revokedAt: String?, code: TrustCode?) throws {
    let keyring = try keyring([KeyEntry(name: "k1", number: 1, revokedAt: revokedAt)])
    let envelope = try DSSEEnvelope.sign(
      payloadType: inTotoPayloadType, payload: [1], with: [privateKey(numbered: 1)])
    let signatures = try keyring.verify(
      envelope, role: .gate, environment: .live, scope: .live, now: time(now))
    do {
      try signatures.requireValid(atIssue: time(issuedAt), now: time(now))
      #expect(code == nil)
    } catch let refusal as TrustRefusal {
      #expect(refusal.code == code)
      if code == .revoked { #expect(refusal.found.contains("stolen")) }
    }
  }

  @Test("a key is asked whether it may sign before it does")
  func usable() throws {
    let now = try time(Self.now)
    let table: [(entry: KeyEntry, code: TrustCode?)] = [
      (Self.gate(1), nil), (Self.gate(2), .unknownKey), (Self.gate(1, roles: "certifier"), .wrongRole),
      (Self.gate(1, environments: "paper"), .wrongEnvironment),
      (KeyEntry(name: "k1", number: 1, notAfter: Self.now), .notValidNow),
      (KeyEntry(name: "k1", number: 1, revokedAt: "2026-01-01T00:00:00Z"), .revoked),
    ]
    for (entry, code) in table {
      let keyring = try keyring([entry])
      do {
        let key = try keyring.requireUsable(
          privateKey(numbered: 1).publicKey, as: .gate, in: .live, now: now)
        #expect(code == nil && key.name == "k1")
      } catch let refusal as TrustRefusal {
        #expect(refusal.code == code)
      }
    }
  }

  @Test("a foreign envelope's keyids are only hints")
  func foreign() throws {
    let keyring = try keyring([Self.gate(1), Self.gate(2, roles: "approver")])
    let now = try time(Self.now)
    let signed = try DSSEEnvelope.sign(
      payloadType: inTotoPayloadType, payload: [1], with: [privateKey(numbered: 1)])
    let signature = signed.signatures[0].signature
    func judge(_ signatures: [DSSESignature]) -> TrustCode? {
      let envelope = DSSEEnvelope(payloadType: inTotoPayloadType, payload: [1], signatures: signatures)
      do {
        let found = try keyring.verifyForeign(
          envelope, role: .gate, environment: .live, scope: .live, now: now)
        #expect(found.signers.map(\.name) == ["k1"])
        return nil
      } catch { return error.code }
    }
    #expect(judge([DSSESignature(keyID: "", signature: signature)]) == nil)
    #expect(judge([DSSESignature(keyID: "somebody", signature: signature)]) == nil)
    #expect(
      judge([DSSESignature(keyID: "x", signature: [0]), DSSESignature(keyID: "", signature: signature)])
        == nil)
    #expect(judge([DSSESignature(keyID: signed.signatures[0].keyID, signature: [0])]) == .unknownKey)
    #expect(judge([]) == .unknownKey)
    let approver = try DSSEEnvelope.sign(
      payloadType: inTotoPayloadType, payload: [1], with: [privateKey(numbered: 2)])
    #expect(judge(approver.signatures) == .wrongRole)
  }

  @Test("the codes are the contract's, in its order")
  func codes() {
    #expect(
      TrustCode.allCases.map(\.rawValue) == [
        "signature.unknown-key", "signature.invalid", "signature.threshold", "key.not-valid-now",
        "key.wrong-role",
        "key.wrong-environment", "key.not-valid-at-issue", "key.revoked",
      ])
  }
}
