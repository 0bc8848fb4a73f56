import Chronology
import GateScene
import HTTPScene
import HTTPTransport
import Testing

@Suite("A TLS session", .timeLimit(.minutes(10))) struct TLSTests {
  @Test("is made with a server that the bundle vouches for, and shows its certificates' digests")
  func bundle() async throws {
    let tls = try TLSScene()
    try tls.makeCertificate("leaf", for: "IP:127.0.0.1,DNS:localhost")
    let server = try TLSServer(tls, "leaf")
    let transport = try transport(to: server.origin, trust: .bundle(path: tls.authority))
    let digests = [try tls.sha256("leaf.pem"), try tls.sha256("ca.pem")]
    // The first makes the connection; the others find it.
    for number in 1...3 {
      let answer = try await transport.perform(order())
      #expect(String(decoding: answer.body, as: UTF8.self) == "connection 1 request \(number)")
      #expect(answer.session.certificateSha256s == digests)
      #expect(!answer.session.isVerifiedBySystemTrustStore)
      #expect(answer.session.origin.description == server.origin)
    }
    let other = try await transport.perform(order(isProtective: true))
    #expect(other.session.certificateSha256s == digests)
    let named = try HTTPTransport(
      origin: HTTPOrigin("https://localhost:\(server.port)"), trust: .bundle(path: tls.authority))
    #expect(try await named.perform(order()).session.certificateSha256s == digests)
    await named.close()
  }

  @Test("is refused, and nothing sent, where the certificate is not what it has to be")
  func refused() async throws {
    let tls = try TLSScene()
    try tls.makeCertificate("good", for: "IP:127.0.0.1")
    try tls.makeCertificate("other", for: "DNS:futures.kraken.com,IP:127.0.0.2")
    try tls.makeCertificate("expired", for: "IP:127.0.0.1", days: -1)
    try tls.makeSelfSigned("alone")
    let bundle = TrustStore.bundle(path: tls.authority)
    let cases: [(certificate: String, manner: TLSServer.Manner, trust: TrustStore, words: String)] = [
      ("good", .plain, .system, "self-signed certificate in certificate chain"),
      (
        "other", .plain, bundle,
        "no alternative certificate subject name matches target host name '127.0.0.1'"
      ),
      ("expired", .plain, bundle, "certificate has expired"),
      ("alone", .plain, bundle, "self-signed certificate"),
      ("good", .old, bundle, "protocol"),
    ]
    for one in cases {
      let server = try TLSServer(tls, one.certificate, one.manner)
      let transport = try transport(to: server.origin, trust: one.trust)
      for isProtective in [true, false] {
        let error = try #require(await transport.failure(of: order(isProtective: isProtective)))
        #expect(error.code == .tls && !error.wasPossiblySent, "\(one.certificate): \(error)")
        #expect(error.message.contains(one.words), "\(one.certificate): \(error)")
      }
    }
  }

  @Test("is not made with what does not speak TLS")
  func plain() async throws {
    let tls = try TLSScene()
    let server = try RawServer { peer in peer.send("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n") }
    let transport = try transport(to: "https://127.0.0.1:\(server.port)", trust: .bundle(path: tls.authority))
    let error = try #require(await transport.failure(of: order()))
    #expect(error.code == .tls && !error.wasPossiblySent, "\(error)")
    #expect(server.requests.isEmpty)
  }

  @Test(
    "that its server has ended, by word or by force, is not used again",
    arguments: [TLSServer.Manner.goodbye, .reset])
  func ended(_ manner: TLSServer.Manner) async throws {
    let tls = try TLSScene()
    try tls.makeCertificate("leaf", for: "IP:127.0.0.1")
    let server = try TLSServer(tls, "leaf", manner)
    let transport = try transport(to: server.origin, trust: .bundle(path: tls.authority))
    for number in 1...3 {
      #expect(try await transport.text(order()) == "connection \(number) request \(number)")
      // For the goodbye to arrive: what comes later than the next request cannot be seen before it.
      try await Task.sleep(for: .milliseconds(200))
    }
  }

  @Test("needs a trust store that is there", arguments: ["/nonexistent.pem"])
  func bundleAbsent(_ path: String) throws {
    let error = #expect(throws: TransportError.self) {
      try HTTPTransport(origin: HTTPOrigin("https://127.0.0.1:1"), trust: .bundle(path: path))
    }
    #expect(
      error?.code == .setup && error?.message == "the trust store /nonexistent.pem cannot be read (errno 2)")
  }

  @Test("with a trust store of no certificates is none")
  func bundleEmpty() async throws {
    let tls = try TLSScene()
    try tls.makeCertificate("leaf", for: "IP:127.0.0.1")
    let server = try TLSServer(tls, "leaf")
    let empty = try tls.scene.write("empty.pem", "nothing\n")
    let transport = try transport(to: server.origin, trust: .bundle(path: empty))
    let error = try #require(await transport.failure(of: order()))
    #expect(error.code == .tls && !error.wasPossiblySent, "\(error)")
  }
}
