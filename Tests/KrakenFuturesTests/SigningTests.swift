import Chronology
import KrakenFutures
import Testing

@Suite("A request's signature") struct SigningTests {
  private static let secret =
    "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8gISIjJCUmJygpKissLS4vMDEyMzQ1Njc4OTo7PD0+Pw=="

  struct Vector: Sendable {
    let name: String
    let postData: String
    var nonce = ""
    let path: String
    let authent: String
  }

  /// Computed with three other implementations, which agreed.
  private static let vectors = [
    Vector(
      name: "V1",
      postData:
        "symbol=PF_XBTUSD&side=sell&size=0.01&cliOrdId=eng-0001&triggerSignal=mark&stopPrice=69000"
        + "&reduceOnly=true&orderType=stp", path: "/api/v3/sendorder",
      authent: "xVQ6fme4wuCzVtmB6c2JduY3khWvGsML2zHsP4GqjBlkW1Io+Fq2u2lMd0/ZDhMX3G040fX+6vM1cBpdhMwkHA=="),
    Vector(
      name: "V2",
      postData:
        "orderType=stp&symbol=PF_XBTUSD&side=sell&size=0.01&stopPrice=69000&triggerSignal=mark"
        + "&reduceOnly=true&cliOrdId=eng-0001", nonce: "1764000000000", path: "/api/v3/sendorder",
      authent: "AWfZd2O6/MZUyzDyLzUoG168Ly9OrhDIbRUJ2wKsewbpp4b7ZT/OWEhpobRsXXAdoAl9Vq0mDHNqd1bw6Fd+Kw=="),
    Vector(
      name: "V3", postData: "", path: "/api/v3/openorders",
      authent: "01NpmRljuNFOYCFDW+OXrtHSByZQJbicy27eoNrFl8w05mo30EzFYxJjL+yj7ul6RPZy5zHB0z3sIuPz2gycng=="),
    Vector(
      name: "V3n", postData: "", nonce: "1764000000000", path: "/api/v3/openorders",
      authent: "+88XZP/X5cPUGIqd/57dSqav3G9PDLca+wlbIZ1mg1dXfh8QxProz0c3gC7iwzIRGcikRrg8wdNN/BSz61q+5g=="),
    Vector(
      name: "V4", postData: "lastFillTime=2026-11-23T10%3A00%3A00.000Z", path: "/api/v3/fills",
      authent: "BpLPesRzMU1CUXFxCFtecKo+quRD7KH+jXRh6qWv9dAbwiTgKRTWncjHYldDYRE46nZS0t2N3goWNp04FbaGjg=="),
    Vector(
      name: "V4old", postData: "lastFillTime=2026-11-23T10:00:00.000Z", path: "/api/v3/fills",
      authent: "X85X3yIm0l3/o4u2lHVRbjzdx4ksbjQ5nEjcFvwY8GOBH+EIdhc/nts1wghf+XEBSKW/CNISn+bx2cWfJcs4ag=="),
    Vector(
      name: "V5", postData: "count=10", path: "/api/history/v2/orders",
      authent: "gzL+LI99nwZNc6aYrtaEr2WtmoJoPuEzPmm14zTkZVmbhGAjbMNIiFtqHSUYXLbdVwWUdxf92ojb5NEJpAfvYA=="),
    Vector(
      name: "V6raw",
      postData:
        #"json={"batchOrder":[{"order":"cancel","order_id":"59302619-41d2-4f0b-941f-7e7914760ad3"}]}"#,
      path: "/api/v3/batchorder",
      authent: "p8tYG9PHZWhUWcWCPi4ZjytxPi2sUXZ/EZWd447YmkCpmWNpO5RmSUqAi1oqUTjyNwVcSIeXpLV8YTlmyyV3iQ=="),
    Vector(
      name: "V6enc",
      postData:
        "json=%7B%22batchOrder%22%3A%5B%7B%22order%22%3A%22cancel%22%2C%22order_id%22%3A"
        + "%2259302619-41d2-4f0b-941f-7e7914760ad3%22%7D%5D%7D", path: "/api/v3/batchorder",
      authent: "1Y3QmFO6A/rrHKG1Ndm5zOIqabeemB8vxG42UtL7yBLQPSqAErIkVkzCwxtybihAtWPNeQbZYXDt5UpdGkuqew=="),
    Vector(
      name: "V7", postData: "symbol=PF_XBTUSD&maxLeverage=5", path: "/api/v3/leveragepreferences",
      authent: "cFEs2BHYzU5KD7w8Qxp/nj+Ib6D8zTpGuF15kMFyge+T2CArkD9rdXx9473UNL6xS0AmcXO6abI7s2jBGKriBQ=="),
  ]

  private static func signer() throws -> RequestSigner {
    try RequestSigner(key: "TESTKEY", secret: secret)
  }

  @Test("is the one that other implementations compute", arguments: vectors.indices)
  func vector(index: Int) throws {
    let vector = Self.vectors[index]
    let signed = try Self.signer().authent(
      postData: vector.postData, nonce: vector.nonce, endpointPath: vector.path)
    #expect(signed == vector.authent, "\(vector.name)")
  }

  @Test("of a WebSocket's challenge covers the challenge alone")
  func challenge() throws {
    #expect(
      try Self.signer().authent(challenge: "226aee50-88fc-4618-a42a-34f7709570b2")
        == "uI506uuxHesOy5ARmPf7tntMqCAGiAf+W4q69I/S6UeO0gQTVLJHuIgfkxI5pUYpP5fqWE9mqu3ix8ov2uHO9w==")
  }

  @Test("covers a request's bytes, escaped as they are sent, and its path without '/derivatives'")
  func requests() throws {
    let signer = try Self.signer()
    func authent(of name: String) throws -> String {
      try #require(Self.vectors.first { $0.name == name }).authent
    }
    let openOrders = try #require(signer.headers(for: .openOrders))
    #expect(openOrders.authent == (try authent(of: "V3")))
    #expect(openOrders.pairs.map(\.name) == ["APIKey", "Authent"])
    #expect(openOrders.pairs.map(\.value) == ["TESTKEY", openOrders.authent])
    let fills = WireRequest.fills(before: .init(clamping: 1_795_428_000_000))
    #expect(fills.target == "/derivatives/api/v3/fills?lastFillTime=2026-11-23T10%3A00%3A00.000Z")
    #expect(try #require(signer.headers(for: fills)).authent == (try authent(of: "V4")))
    let history = WireRequest(
      .get, path: "/api/history/v2/orders", parameters: [WireParameter("count", "10")], isSigned: true,
      cost: 1)
    #expect(try #require(signer.headers(for: history)).authent == (try authent(of: "V5")))
    let batch = WireRequest(
      .post, path: "/derivatives/api/v3/batchorder",
      parameters: [
        WireParameter(
          "json", #"{"batchOrder":[{"order":"cancel","order_id":"59302619-41d2-4f0b-941f-7e7914760ad3"}]}"#)
      ], isSigned: true, cost: 10)
    #expect(try #require(signer.headers(for: batch)).authent == (try authent(of: "V6enc")))
  }

  @Test("is not made for a public endpoint")
  func unsigned() throws {
    #expect(try Self.signer().headers(for: .instruments) == nil)
  }

  @Test("and its secret are in no description")
  func redaction() throws {
    let credentials = try KrakenCredentials(key: "TESTKEY", secret: Self.secret)
    let signer = RequestSigner(credentials)
    let headers = try #require(signer.headers(for: .openOrders))
    for value: Any in [credentials, credentials.secret, signer, headers, [signer], (1, credentials)] {
      var dumped = ""
      dump(value, to: &dumped)
      for text in ["\(value)", String(reflecting: value), dumped] {
        #expect(!text.contains("TESTKEY") && !text.contains(Self.secret) && !text.contains(headers.authent))
        #expect(!text.contains("63") && !text.contains("0x3f"))
      }
    }
  }

  @Test("escapes everything but unreserved characters, byte by byte")
  func escapes() {
    let request = WireRequest(
      .get, path: "/x", parameters: [WireParameter("a b", "-_.~ +&=%/:\"{}é\u{0}Az09")], isSigned: false,
      cost: 0)
    #expect(
      request.encodedParameters == "a%20b=-_.~%20%2B%26%3D%25%2F%3A%22%7B%7D%C3%A9%00Az09")
  }
}

@Suite("A credentials file") struct CredentialsTests {
  private static let secret =
    "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8gISIjJCUmJygpKissLS4vMDEyMzQ1Njc4OTo7PD0+Pw=="

  @Test("holds a key and a secret, with or without a line feed at the end", arguments: ["", "\n"])
  func accepted(end: String) throws {
    let credentials = try KrakenCredentials(file: Array("key=a+B/9=_-\nsecret=\(Self.secret)\(end)".utf8))
    #expect(credentials.key == "a+B/9=_-")
  }

  private static let mistakes: [(String, CredentialError.Code, Int?)] = [
    ("", .lines, nil), ("key=a", .lines, nil), ("key=a\n\nsecret=\(secret)\n", .lines, nil),
    ("key=a\nsecret=\(secret)\n\n", .lines, nil), ("key=a\nsecret=\(secret)\nmore=1", .lines, nil),
    ("key=a\r\nsecret=\(secret)\r\n", .characters, nil), ("key=a\tb\nsecret=\(secret)", .characters, nil),
    ("key=é\nsecret=\(secret)", .characters, nil), ("secret=\(secret)\nkey=a", .name, 1),
    ("Key=a\nsecret=\(secret)", .name, 1), (" key=a\nsecret=\(secret)", .name, 1),
    ("key: a\nsecret: \(secret)", .name, 1), ("key=a\nSECRET=\(secret)", .name, 2),
    ("key=\nsecret=\(secret)", .key, 1), ("key=a b\nsecret=\(secret)", .key, 1),
    ("key=\"a\"\nsecret=\(secret)", .key, 1),
    ("key=\(String(repeating: "k", count: 129))\nsecret=\(secret)", .key, 1),
    ("key=a\nsecret=", .secret, 2), ("key=a\nsecret=c2hvcnQ=", .secret, 2),
    ("key=a\nsecret=\(secret) ", .secret, 2), ("key=a\nsecret=\(secret.dropLast(2))", .secret, 2),
    ("key=a\nsecret=\(secret.replacing("A", with: "-"))", .secret, 2),
    (String(repeating: "k", count: 1_025), .tooLarge, nil),
  ]

  @Test("in any other form is refused, and the refusal shows nothing of it", arguments: mistakes.indices)
  func refused(index: Int) {
    let (text, code, line) = Self.mistakes[index]
    do {
      _ = try KrakenCredentials(file: Array(text.utf8))
      Issue.record("was read: \(text)")
    } catch {
      #expect(error.code == code && error.line == line)
      for shown in ["\(error)", error.expected, error.hint, String(reflecting: error)] {
        #expect(!shown.contains(Self.secret.prefix(12)) && !shown.contains("c2hvcnQ"))
      }
    }
  }

  @Test("has a test for each refusal")
  func codes() {
    #expect(Set(Self.mistakes.map(\.1)) == Set(CredentialError.Code.allCases))
  }
}
