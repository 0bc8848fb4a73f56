import Attestation
import Cryptography
import Testing

@Suite("DSSE envelopes")
struct DSSEEnvelopeTests {
  @Test(
    "the pre-authentication encoding counts bytes",
    arguments: [
      (
        "http://example.com/HelloWorld", "hello world",
        "DSSEv1 29 http://example.com/HelloWorld 11 hello world"
      ),
      ("", "", "DSSEv1 0  0 "),
      ("é", "", "DSSEv1 2 é 0 "),
      ("a", "é", "DSSEv1 1 a 2 é"),
    ])
  func preAuthenticationEncoding(type: String, payload: String, expected: String) {
    let bytes = DSSEEnvelope.preAuthenticationEncoding(payloadType: type, payload: Array(payload.utf8))
    #expect(bytes == Array(expected.utf8))
  }

  @Test("the specification's message, signed with RFC 8032's first key")
  func vector() throws {
    let envelope = try DSSEEnvelope.sign(
      payloadType: "http://example.com/HelloWorld", payload: Array("hello world".utf8), with: [rfcKey()])
    #expect(
      envelope.signatures.map { Base64.encode($0.signature) } == [
        "4DHX3Zn4qpBKvEj7maE8O9u9bjXEnPLLnyXVUJ2PXJR8DSLcL3QDpFvfJOj3pB/SPHsl6Jg4boxsMb6KvuYABw=="
      ])
  }

  @Test("the one byte form, letter by letter")
  func byteForm() throws {
    let envelope = DSSEEnvelope(
      payloadType: inTotoPayloadType, payload: [0xFB, 0xEF, 0xFF, 0xFE],
      signatures: [
        DSSESignature(keyID: String(repeating: "b", count: 64), signature: [2]),
        DSSESignature(keyID: String(repeating: "a", count: 64), signature: [1]),
      ])
    let text =
      #"{"payloadType":"application/vnd.in-toto+json","payload":"++///g==","signatures":["#
      + #"{"keyid":"\#(String(repeating: "a", count: 64))","sig":"AQ=="},"#
      + #"{"keyid":"\#(String(repeating: "b", count: 64))","sig":"Ag=="}]}"# + "\n"
    #expect(String(decoding: envelope.encoded(), as: UTF8.self) == text)
    let parsed = try DSSEEnvelope.parseCanonical(Array(text.utf8))
    #expect(parsed.payload == envelope.payload && parsed.payloadType == inTotoPayloadType)
    #expect(parsed.signatures == envelope.signatures.reversed())
    #expect(try DSSEEnvelope.parseForeign(Array(text.utf8)) == parsed)
  }

  @Test("signing sorts by keyid, and what is signed survives its bytes")
  func signing() throws {
    let keys = try (1...16).map { try privateKey(numbered: $0) }
    for count in [1, 2, 16] {
      let envelope = try DSSEEnvelope.sign(
        payloadType: inTotoPayloadType, payload: Array(0...255), with: Array(keys.prefix(count)))
      #expect(envelope.signatures.map(\.keyID) == keys.prefix(count).map(\.publicKey.keyID).sorted())
      #expect(try DSSEEnvelope.parseCanonical(envelope.encoded()) == envelope)
    }
    #expect(throws: EnvelopeError.signatures("0 keys")) {
      try DSSEEnvelope.sign(payloadType: inTotoPayloadType, payload: [], with: [])
    }
    #expect(throws: EnvelopeError.signatures("17 keys")) {
      try DSSEEnvelope.sign(payloadType: inTotoPayloadType, payload: [], with: keys + [rfcKey()])
    }
    #expect(throws: EnvelopeError.signatures("the same key twice")) {
      try DSSEEnvelope.sign(
        payloadType: inTotoPayloadType, payload: [], with: [keys[0], privateKey(numbered: 1)])
    }
  }

  @Test("our payload types are plain ASCII", arguments: ["", "é", "a\"b", "a\\b", "a\nb", "\u{7F}"])
  func payloadTypes(type: String) throws {
    let key = try rfcKey()
    #expect(throws: EnvelopeError.payloadType(type)) {
      try DSSEEnvelope.sign(payloadType: type, payload: [], with: [key])
    }
    // Whoever builds the value by hand still gets valid JSON, and it is not the one byte form.
    let envelope = DSSEEnvelope(
      payloadType: type, payload: [],
      signatures: [DSSESignature(keyID: key.publicKey.keyID, signature: [1])])
    #expect(try DSSEEnvelope.parseForeign(envelope.encoded()) == envelope)
    #expect(throws: EnvelopeError.self) { try DSSEEnvelope.parseCanonical(envelope.encoded()) }
  }

  static let good =
    #"{"payloadType":"t","payload":"Zg==","signatures":[{"keyid":"\#(keyID)","sig":"Zg=="}]}"# + "\n"
  static let keyID = String(repeating: "0", count: 63) + "1"

  /// Valid DSSE in another form, and the first byte that differs.
  static let otherForms: [(what: String, text: String, offset: Int)] = [
    ("no final newline", String(good.dropLast()), good.utf8.count - 1),
    ("two final newlines", good + "\n", good.utf8.count),
    ("a space", "{ " + good.dropFirst(), 1),
    ("a field more", good.replacing("]}", with: "],\"x\":1}"), good.utf8.count - 2),
    ("another order", #"{"payload":"Zg==","payloadType":"t","signatures":[{"sig":"Zg=="}]}"#, 9),
    ("URL-safe base64", good.replacing(#""payload":"Zg==""#, with: #""payload":"-_8=""#), 30),
    ("no padding", good.replacing(#""payload":"Zg==""#, with: #""payload":"Zg""#), 30),
    ("no keyid", good.replacing(#""keyid":"\#(keyID)","#, with: ""), 52),
    ("an upper-case keyid", good.replacing(keyID, with: String(repeating: "A", count: 64)), 60),
    ("a short keyid", good.replacing(keyID, with: "01"), 60),
    ("an escape", good.replacing(#""t""#, with: #""\u0074""#), 16),
    ("a carriage return", good.replacing("\n", with: "\r\n"), good.utf8.count - 1),
  ]

  @Test(
    "valid envelopes in another form are refused with the place, and read as foreign", arguments: otherForms)
  func refusesOtherForms(what: String, text: String, offset: Int) throws {
    #expect(throws: EnvelopeError.notCanonical(offset: offset), "\(what)") {
      try DSSEEnvelope.parseCanonical(Array(text.utf8))
    }
    #expect(try DSSEEnvelope.parseForeign(Array(text.utf8)).signatures.count == 1)
  }

  static let noEnvelopes: [(what: String, text: String, code: String)] = [
    ("empty", "", "envelope.malformed"),
    ("a number", "1", "envelope.malformed"),
    ("an array", "[]", "envelope.malformed"),
    ("cut", String(good.dropLast(3)), "envelope.malformed"),
    ("two", good + good, "envelope.malformed"),
    ("no type", #"{"payload":"","signatures":[{"sig":""}]}"#, "envelope.malformed"),
    ("no payload", #"{"payloadType":"t","signatures":[{"sig":""}]}"#, "envelope.malformed"),
    ("no signatures", #"{"payloadType":"t","payload":""}"#, "envelope.malformed"),
    ("no sig", #"{"payloadType":"t","payload":"","signatures":[{"keyid":"a"}]}"#, "envelope.malformed"),
    (
      "a keyid that is a number", #"{"payloadType":"t","payload":"","signatures":[{"keyid":1,"sig":""}]}"#,
      "envelope.malformed"
    ),
    ("broken base64", good.replacing("Zg==", with: "Z==="), "envelope.malformed"),
    ("unused bits set", good.replacing("Zg==", with: "Zh=="), "envelope.malformed"),
    (
      "a key twice", #"{"payloadType":"t","payloadType":"t","payload":"","signatures":[{"sig":""}]}"#,
      "envelope.malformed"
    ),
    (
      "an empty list of signatures", #"{"payloadType":"t","payload":"","signatures":[]}"# + "\n",
      "envelope.signatures"
    ),
    (
      "17 foreign signatures",
      #"{"payloadType":"t","payload":"","signatures":["#
        + String(repeating: #"{"sig":""},"#, count: 16) + #"{"sig":""}]}"#, "envelope.signatures"
    ),
  ]

  @Test("what is no envelope is refused by both readers", arguments: noEnvelopes)
  func refuses(what: String, text: String, code: String) throws {
    let canonical = #expect(throws: EnvelopeError.self) { try DSSEEnvelope.parseCanonical(Array(text.utf8)) }
    #expect(canonical?.code == code, "\(what)")
    let foreign = #expect(throws: EnvelopeError.self) { try DSSEEnvelope.parseForeign(Array(text.utf8)) }
    #expect(foreign?.code == code, "\(what)")
    #expect(foreign?.expected.isEmpty == false && foreign?.found.isEmpty == false)
    #expect(foreign?.hint.isEmpty == false)
  }

  @Test("17 signatures, one twice, or two out of order are refused")
  func signatureList() throws {
    let keys = try (1...17).map { try privateKey(numbered: $0) }
    let signatures = keys.map { DSSESignature(keyID: $0.publicKey.keyID, signature: [1]) }
      .sorted { $0.keyID < $1.keyID }
    func bytes(_ signatures: [DSSESignature]) -> [UInt8] {
      let entries = signatures.map { #"{"keyid":"\#($0.keyID)","sig":"AQ=="}"# }.joined(separator: ",")
      return Array((#"{"payloadType":"t","payload":"","signatures":["# + entries + "]}\n").utf8)
    }
    #expect(try DSSEEnvelope.parseCanonical(bytes(Array(signatures.prefix(16)))).signatures.count == 16)
    #expect(throws: EnvelopeError.signatures("more than 16")) {
      try DSSEEnvelope.parseCanonical(bytes(signatures))
    }
    for wrong in [[signatures[0], signatures[0]], [signatures[1], signatures[0]]] {
      let error = #expect(throws: EnvelopeError.self) { try DSSEEnvelope.parseCanonical(bytes(wrong)) }
      #expect(error?.code == "envelope.not-canonical")
    }
  }

  @Test("size is refused before anything is decoded")
  func size() throws {
    let big = [UInt8](repeating: 0x20, count: (16 << 20) + 1)
    let refusal = EnvelopeError.tooLarge(found: big.count, limit: 16 << 20)
    #expect(throws: refusal) { try DSSEEnvelope.parseCanonical(big) }
    #expect(throws: refusal) { try DSSEEnvelope.parseForeign(big) }
    let limits = EnvelopeLimits(bytes: Self.good.utf8.count, signatures: 1)
    #expect(try DSSEEnvelope.parseCanonical(Array(Self.good.utf8), limits: limits).payload == Array("f".utf8))
    // The largest that fits is read.
    let payload = [UInt8](repeating: 7, count: 12_000_000)
    let envelope = try DSSEEnvelope.sign(payloadType: "t", payload: payload, with: [rfcKey()])
    #expect(try DSSEEnvelope.parseCanonical(envelope.encoded()) == envelope)
  }

  @Test("an envelope by securesystemslib 1.6.0 is read, and its signature verifies")
  func peer() throws {
    let text = """
      {
       "payload": "eyJfdHlwZSI6ICJodHRwczovL2luLXRvdG8uaW8vU3RhdGVtZW50L3YxIiwgInN1YmplY3QiOiBbeyJuYW1lIjog\
      ImVuZ2luZSIsICJkaWdlc3QiOiB7InNoYTI1NiI6ICJiYTc4MTZiZjhmMDFjZmVhNDE0MTQwZGU1ZGFlMjIyM2IwMDM2MWEzOTYxNzd\
      hOWNiNDEwZmY2MWYyMDAxNWFkIn19XSwgInByZWRpY2F0ZVR5cGUiOiAidXJuOmV4YW1wbGU6djEiLCAicHJlZGljYXRlIjogeyJub3\
      RlIjogIlx1MDBlOSJ9fQ==",
       "payloadType": "application/vnd.in-toto+json",
       "signatures": [
        {
         "keyid": "74c181c7ad8a0855d4b55e44d2ba87aabdddb196832571f15f92fece332e4916",
         "sig": "hyRYdl4vJBfCgJbslysekRj1yrusRUqM7+Lyqfeeom80XJJZu23y3rsH54b5lxt8Vb291WW8Vh5V6B66fMK5BA=="
        }
       ]
      }
      """
    let envelope = try DSSEEnvelope.parseForeign(Array(text.utf8))
    let signature = try #require(envelope.signatures.first?.signature)
    #expect(try rfcKey().publicKey.isValidSignature(signature, for: envelope.signedBytes))
    let error = #expect(throws: StatementError.self) { try Statement.parse(envelope.payload) }
    #expect(error == .notCanonical)
  }

  @Test("whatever the strict reader takes encodes to the same bytes")
  func property() throws {
    let keys = try (1...3).map { try privateKey(numbered: $0) }
    let good = try DSSEEnvelope.sign(payloadType: "t/x", payload: Array("{\"a\":1}".utf8), with: keys)
      .encoded()
    var generator = SeededGenerator(state: 102)
    let alphabet = Array("\"{}[],:=+/-_\\ \n0aAzZ9\u{7F}".utf8) + [0x00, 0x80, 0xFF]
    var taken = 0
    for _ in 0..<20_000 {
      var bytes = good
      for _ in 0..<Int.random(in: 1...2, using: &generator) {
        let index = Int.random(in: 0..<bytes.count, using: &generator)
        let byte = alphabet.randomElement(using: &generator) ?? 0
        switch Int.random(in: 0..<3, using: &generator) {
        case 0: bytes[index] = byte
        case 1: bytes.insert(byte, at: index)
        default: bytes.remove(at: index)
        }
      }
      guard let envelope = try? DSSEEnvelope.parseCanonical(bytes) else { continue }
      taken += 1
      #expect(envelope.encoded() == bytes)
    }
    #expect(taken > 100)
  }
}
