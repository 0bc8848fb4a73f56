import Chronology
import HTTPScene
import HTTPTransport
import Testing

@Suite("It is refused") struct RefusalTests {
  static let origins: [(text: String, words: String)] = [
    ("futures.kraken.com", "the origin begins with neither https:// nor http://"),
    ("ftp://127.0.0.1", "the origin begins with neither https:// nor http://"),
    ("HTTPS://futures.kraken.com", "the origin begins with neither https:// nor http://"),
    (
      "http://futures.kraken.com", "plain http is for loopback addresses only, and futures.kraken.com is none"
    ),
    ("http://128.0.0.1", "plain http is for loopback addresses only, and 128.0.0.1 is none"),
    ("http://10.0.0.1:80", "plain http is for loopback addresses only, and 10.0.0.1 is none"),
    ("http://0.0.0.0", "plain http is for loopback addresses only, and 0.0.0.0 is none"),
    ("http://[::2]", "plain http is for loopback addresses only, and ::2 is none"),
    ("http://[::]", "plain http is for loopback addresses only, and :: is none"),
    ("http://127.1", "plain http is for loopback addresses only, and 127.1 is none"),
    (
      "http://127.0.0.1.evil.example",
      "plain http is for loopback addresses only, and 127.0.0.1.evil.example is none"
    ),
    (
      "http://localhost.evil.example",
      "plain http is for loopback addresses only, and localhost.evil.example is none"
    ),
    ("https://", "the host is neither a name nor an address"),
    ("https://a b", "the host is neither a name nor an address"),
    ("https://a/", "the host is neither a name nor an address"),
    ("https://a@b", "the host is neither a name nor an address"),
    ("https://a?b", "the host is neither a name nor an address"),
    ("https://a#b", "the host is neither a name nor an address"),
    ("https://b\u{F6}rse.example", "the host is neither a name nor an address"),
    ("https://[127.0.0.1]", "the origin has brackets around what is no IPv6 address"),
    ("https://[::1", "the origin's address has no closing bracket"),
    ("https://[::1]x", "the origin goes on after its address"),
    ("https://[::g]", "the host is neither a name nor an address"),
    ("https://a:", "the origin's port is no number"), ("https://a:0x1", "the origin's port is no number"),
    ("https://a:+1", "the origin's port is no number"), ("https://a:01", "the origin's port is no number"),
    ("https://a:0", "the port is not one: 0"), ("https://a:65536", "the port is not one: 65536"),
  ]

  @Test("an origin", arguments: origins)
  func origin(text: String, words: String) {
    let error = #expect(throws: TransportError.self) { try HTTPOrigin(text) }
    #expect(error?.code == .setup && error?.message == words && error?.hint != nil)
    #expect(error?.wasPossiblySent == false)
  }

  @Test(
    "never, where it is one",
    arguments: [
      ("https://futures.kraken.com", "https://futures.kraken.com"), ("https://A.b:443", "https://a.b"),
      ("https://a:8443", "https://a:8443"), ("http://127.0.0.1:8080", "http://127.0.0.1:8080"),
      ("http://127.9.9.9", "http://127.9.9.9"), ("http://[::1]:80", "http://[::1]"),
      ("https://[2001:DB8::1]:1", "https://[2001:db8::1]:1"), ("http://localhost:1", "http://localhost:1"),
    ]) func originIsOne(text: String, written: String) throws
  {
    #expect(try HTTPOrigin(text).description == written)
    #expect(try HTTPOrigin(written) == HTTPOrigin(text))
  }

  static let requests: [(request: HTTPRequest, words: String)] = [
    (HTTPRequest(.get, ""), "the request's target is not an encoded path and query"),
    (HTTPRequest(.get, "a"), "the request's target is not an encoded path and query"),
    (HTTPRequest(.get, "http://other.example/"), "the request's target is not an encoded path and query"),
    (HTTPRequest(.get, "*"), "the request's target is not an encoded path and query"),
    (HTTPRequest(.get, "/a b"), "the request's target is not an encoded path and query"),
    (HTTPRequest(.get, "/a#b"), "the request's target is not an encoded path and query"),
    (HTTPRequest(.get, "/\u{E4}"), "the request's target is not an encoded path and query"),
    (HTTPRequest(.get, "/ HTTP/1.1\r\nX: y"), "the request's target is not an encoded path and query"),
    (HTTPRequest(.get, "/\0"), "the request's target is not an encoded path and query"),
    (
      HTTPRequest(.get, "/" + String(repeating: "a", count: 1 << 14)),
      "the request's target is not an encoded path and query"
    ),
    (HTTPRequest(.get, "/", body: [1]), "a GET request has a body"),
    (
      HTTPRequest(.post, "/", body: [UInt8](repeating: 0, count: 1 << 20 + 1)),
      "the request's body has more than 1048576 bytes"
    ),
    (HTTPRequest(.get, "/", headers: [HTTPHeader("", "x")]), "a header's name is no token"),
    (HTTPRequest(.get, "/", headers: [HTTPHeader("a:b", "x")]), "a header's name is no token"),
    (HTTPRequest(.get, "/", headers: [HTTPHeader("a;", "x")]), "a header's name is no token"),
    (HTTPRequest(.get, "/", headers: [HTTPHeader("a\r\nb", "x")]), "a header's name is no token"),
    (
      HTTPRequest(.get, "/", headers: [HTTPHeader("A", "x\r\nB: y")]),
      "the value of header A has a control or non-ASCII character"
    ),
    (
      HTTPRequest(.get, "/", headers: [HTTPHeader("A", "x\0")]),
      "the value of header A has a control or non-ASCII character"
    ),
    (
      HTTPRequest(.get, "/", headers: [HTTPHeader("A", "\u{E4}")]),
      "the value of header A has a control or non-ASCII character"
    ),
    (
      HTTPRequest(.get, "/", headers: [HTTPHeader("A", String(repeating: "x", count: 1 << 15))]),
      "the request's headers have more than 32768 bytes"
    ),
    (HTTPRequest(.get, "/", timeout: Milliseconds(0)), "the request's timeout is 0 ms"),
    (HTTPRequest(.get, "/", timeout: Milliseconds(3_600_001)), "the request's timeout is 3600001 ms"),
    (HTTPRequest(.get, "/", connectTimeout: Milliseconds(-1)), "the request's connect timeout is -1 ms"),
  ]

  @Test("a request, before anything is sent", arguments: requests.indices)
  func request(_ index: Int) async throws {
    let server = try RawServer.answering(RawServer.ok("ok"))
    let transport = try transport(to: server.origin)
    let (request, words) = Self.requests[index]
    let error = try #require(await transport.failure(of: request))
    #expect(error.code == .request && !error.wasPossiblySent && error.message == words && error.hint != nil)
    #expect(server.connectionCount == 0)
  }

  @Test(
    "a header that is the transport's own",
    arguments: [
      "Host", "content-length", "CONTENT-LENGTH", "Transfer-Encoding", "Connection", "Keep-Alive",
      "Proxy-Connection",
      "Upgrade", "TE", "Trailer", "Expect",
    ]) func header(_ name: String) async throws
  {
    let transport = try transport(to: "http://127.0.0.1:1")
    let error = try #require(
      await transport.failure(of: HTTPRequest(.get, "/", headers: [HTTPHeader(name, "x")])))
    #expect(error.code == .request && error.message == "header \(name) is the transport's own")
  }

  @Test("a transport with an age, a size or a warming that means nothing")
  func options() throws {
    let origin = try HTTPOrigin("http://127.0.0.1:1")
    let tries: [(String, () throws -> HTTPTransport)] = [
      (
        "the maximum age of connections is 0s",
        { try HTTPTransport(origin: origin, maximumConnectionAge: Milliseconds(0)) }
      ),
      (
        "the maximum age of connections is 25h",
        { try HTTPTransport(origin: origin, maximumConnectionAge: .hours(25)) }
      ),
      (
        "the maximum size of answers is 0 bytes",
        { try HTTPTransport(origin: origin, maximumResponseBytes: 0) }
      ),
      (
        "the interval of warming is 99ms",
        { try HTTPTransport(origin: origin, warming: .init(interval: Milliseconds(99))) }
      ),
      (
        "the request's target is not an encoded path and query",
        { try HTTPTransport(origin: origin, warming: .init(target: "x")) }
      ),
    ]
    for (words, make) in tries {
      let error = #expect(throws: TransportError.self) { try make() }
      #expect(error?.message == words)
    }
  }

  @Test("to show secrets: no description, dump or error has a header's value, a body or a query")
  func secrets() async throws {
    let server = try RawServer { peer in
      while let request = peer.readRequest() {
        guard request.line.contains("/ok") else { return }
        peer.send("HTTP/1.1 200 OK\r\nSet-Cookie: answer-secret\r\nContent-Length: 11\r\n\r\nbody-secret")
      }
    }
    let transport = try transport(to: server.origin)
    var request = order()
    let error = try #require(await transport.failure(of: request))
    request.target = "/ok?query-secret"
    let answer = try await transport.perform(request)
    var dumps = ""
    dump(request, to: &dumps)
    dump(request.headers, to: &dumps)
    dump(answer, to: &dumps)
    dump(answer.headers, to: &dumps)
    dump(error, to: &dumps)
    let texts = [
      dumps, "\(request)", String(reflecting: request), "\(request.headers)", String(reflecting: answer),
      "\(answer)",
      "\(answer.headers)", "\(error)", String(reflecting: error), error.message, error.hint ?? "",
    ]
    for text in texts { #expect(!text.contains("secret"), "\(text)") }
    #expect("\(request)" == "POST /ok" && "\(answer)" == "status 200, 11 bytes")
  }
}
