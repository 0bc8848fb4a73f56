import StrictJSON
import Testing

@testable import SimulatedVenue

@Suite("A signature") struct SigningTests {
  struct Vector: Sendable {
    let parameters: String
    let nonce: String
    let path: String
    let authent: String
  }

  /// Computed by three independent implementations; the key is the bytes 0 to 63.
  static let vectors: [Vector] = [
    Vector(
      parameters:
        "symbol=PF_XBTUSD&side=sell&size=0.01&cliOrdId=eng-0001&triggerSignal=mark&stopPrice=69000&reduceOnly=true"
        + "&orderType=stp", nonce: "", path: "/derivatives/api/v3/sendorder",
      authent: "xVQ6fme4wuCzVtmB6c2JduY3khWvGsML2zHsP4GqjBlkW1Io+Fq2u2lMd0/ZDhMX3G040fX+6vM1cBpdhMwkHA=="),
    Vector(
      parameters:
        "orderType=stp&symbol=PF_XBTUSD&side=sell&size=0.01&stopPrice=69000&triggerSignal=mark&reduceOnly=true"
        + "&cliOrdId=eng-0001", nonce: "1764000000000", path: "/derivatives/api/v3/sendorder",
      authent: "AWfZd2O6/MZUyzDyLzUoG168Ly9OrhDIbRUJ2wKsewbpp4b7ZT/OWEhpobRsXXAdoAl9Vq0mDHNqd1bw6Fd+Kw=="),
    Vector(
      parameters: "", nonce: "", path: "/derivatives/api/v3/openorders",
      authent: "01NpmRljuNFOYCFDW+OXrtHSByZQJbicy27eoNrFl8w05mo30EzFYxJjL+yj7ul6RPZy5zHB0z3sIuPz2gycng=="),
    Vector(
      parameters: "", nonce: "1764000000000", path: "/derivatives/api/v3/openorders",
      authent: "+88XZP/X5cPUGIqd/57dSqav3G9PDLca+wlbIZ1mg1dXfh8QxProz0c3gC7iwzIRGcikRrg8wdNN/BSz61q+5g=="),
    Vector(
      parameters: "lastFillTime=2026-11-23T10%3A00%3A00.000Z", nonce: "", path: "/derivatives/api/v3/fills",
      authent: "BpLPesRzMU1CUXFxCFtecKo+quRD7KH+jXRh6qWv9dAbwiTgKRTWncjHYldDYRE46nZS0t2N3goWNp04FbaGjg=="),
    Vector(
      parameters: "count=10", nonce: "", path: "/api/history/v2/orders",
      authent: "gzL+LI99nwZNc6aYrtaEr2WtmoJoPuEzPmm14zTkZVmbhGAjbMNIiFtqHSUYXLbdVwWUdxf92ojb5NEJpAfvYA=="),
    Vector(
      parameters:
        "json={\"batchOrder\":[{\"order\":\"cancel\",\"order_id\":\"59302619-41d2-4f0b-941f-7e7914760ad3\"}]}",
      nonce: "", path: "/derivatives/api/v3/batchorder",
      authent: "p8tYG9PHZWhUWcWCPi4ZjytxPi2sUXZ/EZWd447YmkCpmWNpO5RmSUqAi1oqUTjyNwVcSIeXpLV8YTlmyyV3iQ=="),
    Vector(
      parameters: "symbol=PF_XBTUSD&maxLeverage=5", nonce: "",
      path: "/derivatives/api/v3/leveragepreferences",
      authent: "cFEs2BHYzU5KD7w8Qxp/nj+Ib6D8zTpGuF15kMFyge+T2CArkD9rdXx9473UNL6xS0AmcXO6abI7s2jBGKriBQ=="),
  ]

  @Test("is the one that others compute", arguments: vectors)
  func vector(_ vector: Vector) {
    #expect(
      RequestSignature.expected(
        parameters: vector.parameters, nonce: vector.nonce, path: vector.path, secret: WireScene.secret)
        == vector.authent)
  }

  private static let fills = "/derivatives/api/v3/fills?lastFillTime=2026-11-23T10%3A00%3A00.000Z"
  private static let oldRule =
    "X85X3yIm0l3/o4u2lHVRbjzdx4ksbjQ5nEjcFvwY8GOBH+EIdhc/nts1wghf+XEBSKW/CNISn+bx2cWfJcs4ag=="

  @Test("over decoded parameters is refused, unless that is the personality")
  func decoded() throws {
    let request = WireRequest(method: "GET", target: Self.fills, apiKey: "TESTKEY", authent: Self.oldRule)
    var scene = WireScene()
    #expect(try scene.send(request).text.contains("authenticationError"))
    var personality = VenuePersonality()
    personality.decodedSigning = .accepted
    scene = WireScene(personality)
    #expect(try scene.send(request).text.contains("\"fills\""))
  }

  @Test("that leaves the query out is refused, unless that is the personality")
  func unsignedQuery() throws {
    let authent = RequestSignature.expected(
      parameters: "", nonce: "", path: "/derivatives/api/v3/fills", secret: WireScene.secret)
    let request = WireRequest(method: "GET", target: Self.fills, apiKey: "TESTKEY", authent: authent)
    var scene = WireScene()
    #expect(try scene.send(request).text.contains("authenticationError"))
    var personality = VenuePersonality()
    personality.unsignedQuery = .accepted
    scene = WireScene(personality)
    #expect(try scene.send(request).text.contains("\"fills\""))
  }

  @Test("may cover a query, a body or both, in this order")
  func places() throws {
    let form = "orderType=lmt&symbol=PF_XBTUSD&side=buy&size=1&limitPrice=60000"
    var scene = WireScene()
    for (target, body) in [("", form), ("?\(form)", ""), ("?orderType=lmt&", String(form.dropFirst(14)))] {
      let query = target.dropFirst()
      let authent = RequestSignature.expected(
        parameters: query + body, nonce: "9", path: "/derivatives/api/v3/sendorder", secret: WireScene.secret)
      let reply = try scene.send(
        WireRequest(
          method: "POST", target: "/derivatives/api/v3/sendorder\(target)", body: Array(body.utf8),
          apiKey: "TESTKEY", authent: authent, nonce: "9"))
      #expect(reply.text.contains("\"placed\""), "\(target)")
    }
  }

  @Test(
    "that is missing, changed or somebody else's is refused",
    arguments: [
      ("TESTKEY", nil), (nil, vectors[2].authent), ("NOBODY", vectors[2].authent), ("TESTKEY", "AAAA"),
      ("TESTKEY", ""), ("TESTKEY", vectors[3].authent),
    ] as [(String?, String?)])
  func wrong(key: String?, authent: String?) throws {
    var scene = WireScene()
    let reply = try scene.send(
      WireRequest(method: "GET", target: "/derivatives/api/v3/openorders", apiKey: key, authent: authent))
    #expect(reply.status == 200)
    #expect(try reply.json().at("error") == "authenticationError")
    let history = try scene.send(
      WireRequest(method: "GET", target: "/api/history/v3/orders", apiKey: key, authent: authent))
    #expect(history.status == 401)
    #expect(try history.json().keys == ["status", "reason"])
  }
}
