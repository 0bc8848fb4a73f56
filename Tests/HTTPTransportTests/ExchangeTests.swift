import Chronology
import HTTPScene
import HTTPTransport
import Testing

@Suite("A request", .timeLimit(.minutes(10))) struct ExchangeTests {
  @Test("goes over the wire as it was written, with a host and a length and nothing else")
  func wire() async throws {
    let server = try RawServer.answering(RawServer.ok("{}"))
    let transport = try transport(to: server.origin)
    let answer = try await transport.perform(
      HTTPRequest(
        .post, "/derivatives/api/v3/sendorder",
        headers: [HTTPHeader("APIKey", "k"), HTTPHeader("Empty", "")],
        body: Array("symbol=PF_XBTUSD&side=sell".utf8), isSigned: true))
    #expect(answer.status == 200)
    #expect(String(decoding: answer.body, as: UTF8.self) == "{}")
    let request = try #require(server.requests.first)
    #expect(request.line == "POST /derivatives/api/v3/sendorder HTTP/1.1")
    #expect(
      request.headers.sorted()
        == ["APIKey: k", "Content-Length: 26", "Empty:", "Host: 127.0.0.1:\(server.port)"])
    #expect(request.body == "symbol=PF_XBTUSD&side=sell")
    await transport.close()
  }

  @Test(
    "keeps its target byte for byte",
    arguments: [
      "/", "/a/../b/./c", "//x", "/a?b=%7B%22c%22%3A1%7D&d=%2B", "/a?b=c?d&e=[1]|{2}^`", "/?", "/%00",
    ])
  func target(_ target: String) async throws {
    let server = try RawServer.answering(RawServer.ok("{}"))
    let transport = try transport(to: server.origin)
    _ = try await transport.perform(HTTPRequest(.get, target))
    #expect(server.requests.map(\.line) == ["GET \(target) HTTP/1.1"])
  }

  @Test("of one method leaves nothing behind for the next, though both use the same handle")
  func methods() async throws {
    let server = try RawServer.answering(RawServer.ok("{}"))
    let transport = try transport(to: server.origin)
    let requests = [
      HTTPRequest(
        .post, "/1", headers: [HTTPHeader("Accept", "a/b"), HTTPHeader("Content-Type", "c/d")], body: [0x61]),
      HTTPRequest(.get, "/2"),
      HTTPRequest(.put, "/3?symbol=PF_XBTUSD"),
      HTTPRequest(.put, "/4", body: [0x62, 0x63]),
      HTTPRequest(.post, "/5"),
      HTTPRequest(.get, "/6", headers: [HTTPHeader("Authent", "s")]),
    ]
    for request in requests { _ = try await transport.perform(request) }
    let host = "Host: 127.0.0.1:\(server.port)"
    let sent = server.requests
    #expect(
      sent.map(\.line) == [
        "POST /1 HTTP/1.1", "GET /2 HTTP/1.1", "PUT /3?symbol=PF_XBTUSD HTTP/1.1", "PUT /4 HTTP/1.1",
        "POST /5 HTTP/1.1",
        "GET /6 HTTP/1.1",
      ])
    #expect(
      sent.map { $0.headers.sorted() } == [
        ["Accept: a/b", "Content-Length: 1", "Content-Type: c/d", host], [host], ["Content-Length: 0", host],
        ["Content-Length: 2", host], ["Content-Length: 0", host], ["Authent: s", host],
      ])
    #expect(sent.map(\.body) == ["a", "", "", "bc", "", ""])
    #expect(server.connectionCount == 1)
  }

  @Test("with a large body and many headers is whole")
  func large() async throws {
    let server = try RawServer.answering(RawServer.ok("{}"))
    let transport = try transport(to: server.origin)
    let body = String(repeating: "abcdefgh", count: 1 << 16)
    let headers = (0..<100).map { HTTPHeader("X-\($0)", String(repeating: "v", count: 200)) }
    _ = try await transport.perform(HTTPRequest(.post, "/", headers: headers, body: Array(body.utf8)))
    let request = try #require(server.requests.first)
    #expect(request.body == body)
    #expect(request.headers.count == 102 && !request.headers.contains { $0.hasPrefix("Expect") })
  }

  @Test("shares its connection with those that come after it, and none with those beside it")
  func connections() async throws {
    let server = try RawServer { peer in
      while let request = peer.readRequest() {
        if request.line.contains("/slow") { peer.pause(milliseconds: 300) }
        peer.send(RawServer.ok("\(peer.number)"))
      }
    }
    let transport = try transport(to: server.origin)
    for _ in 0..<5 { #expect(try await transport.text(HTTPRequest(.get, "/")) == "1") }
    let answers = try await withThrowingTaskGroup(of: String.self) { group in
      for _ in 0..<4 { group.addTask { try await transport.text(HTTPRequest(.get, "/slow")) } }
      return try await group.reduce(into: Set<String>()) { $0.insert($1) }
    }
    #expect(answers.count == 4)
    #expect(server.connectionCount == 4)
  }

  @Test("gets the answer that belongs to it, whatever goes on beside it")
  func concurrency() async throws {
    let server = try RawServer { peer in
      while let request = peer.readRequest() { peer.send(RawServer.ok(request.body + request.line)) }
    }
    let transport = try transport(to: server.origin)
    try await withThrowingTaskGroup(of: Void.self) { group in
      for task in 0..<16 {
        group.addTask {
          for number in 0..<50 {
            let request = HTTPRequest(
              .post, "/\(task)/\(number)", body: Array("\(task)-\(number) ".utf8), isProtective: task % 4 == 0
            )
            let text = try await transport.text(request)
            #expect(text == "\(task)-\(number) POST /\(task)/\(number) HTTP/1.1")
          }
        }
      }
      try await group.waitForAll()
    }
    #expect(server.requests.count == 800)
    await transport.close()
  }

  @Test("of protection never shares a connection with others")
  func protective() async throws {
    let server = try RawServer { peer in
      while peer.readRequest() != nil { peer.send(RawServer.ok("\(peer.number)")) }
    }
    let transport = try transport(to: server.origin)
    let ordinary = try await transport.text(order())
    let protective = try await transport.text(order(isProtective: true))
    #expect(ordinary != protective)
    for _ in 0..<3 {
      #expect(try await transport.text(order()) == ordinary)
      #expect(try await transport.text(order(isProtective: true)) == protective)
    }
  }

  @Test("of protection does not wait for hundred others that hang")
  func hanging() async throws {
    let server = try RawServer { peer in
      while let request = peer.readRequest() {
        if request.line.contains("/hang") { return peer.waitForEnd() }
        peer.send(RawServer.ok("ok"))
      }
    }
    let transport = try transport(to: server.origin)
    let hanging = Task {
      await withTaskGroup(of: Void.self) { group in
        for _ in 0..<40 { group.addTask { _ = await transport.failure(of: HTTPRequest(.get, "/hang")) } }
      }
    }
    #expect(await eventually { server.requests.count == 40 })
    #expect(try await transport.text(order(isProtective: true)) == "ok")
    hanging.cancel()
    await hanging.value
    #expect(await eventually { server.endedCount == 40 })
  }

  @Test("is answered with status, headers in order, times, and the session")
  func answer() async throws {
    let server = try RawServer.answering(
      "HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 429 Too Many\r\nRetry-After:  7 \r\nX-a: 1\r\nx-A: 2\r\n"
        + "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2;x=y\r\nde\r\n0\r\nTrailer: t\r\n\r\n")
    let transport = try transport(to: server.origin)
    let answer = try await transport.perform(order())
    #expect(answer.status == 429)
    #expect(
      answer.headers == [
        HTTPHeader("Retry-After", "7"), HTTPHeader("X-a", "1"), HTTPHeader("x-A", "2"),
        HTTPHeader("Transfer-Encoding", "chunked"),
      ])
    #expect(
      answer.header("retry-after") == "7" && answer.header("X-A") == "1" && answer.header("Trailer") == nil)
    #expect(String(decoding: answer.body, as: UTF8.self) == "abcde")
    #expect(answer.session.origin.description == server.origin)
    #expect(answer.session.certificateSha256s == [] && !answer.session.isVerifiedBySystemTrustStore)
    #expect(answer.sentAtNanoseconds > 0 && answer.receivedAtNanoseconds >= answer.sentAtNanoseconds)
    #expect(answer.elapsedMicroseconds >= 0)
    #expect(try await transport.perform(order()).status == 429)
    #expect(server.connectionCount == 1)
  }

  @Test(
    "follows no redirect: signed it is refused, unsigned it is shown", arguments: [301, 302, 303, 307, 308])
  func redirect(_ status: Int) async throws {
    let server = try RawServer.answering(
      "HTTP/1.1 \(status) Elsewhere\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n")
    let transport = try transport(to: server.origin)
    let error = try #require(await transport.failure(of: order()))
    #expect(error.code == .redirect && error.wasPossiblySent)
    #expect(error.message == "a signed request was answered with a redirect (\(status))")
    let answer = try await transport.perform(HTTPRequest(.get, "/"))
    #expect(answer.status == status && answer.header("location") == "http://127.0.0.1:1/")
    #expect(server.requests.count == 2)
  }
}
