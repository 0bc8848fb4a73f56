import Chronology
import Glibc
import HTTPScene
import HTTPTransport
import Testing

@Suite("Time runs out", .timeLimit(.minutes(10))) struct TimeTests {
  @Test(
    "for a server that never answers, or not to the end",
    arguments: ["", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf"])
  func answer(_ begin: String) async throws {
    let server = try RawServer { peer in
      peer.readRequest()
      peer.send(begin)
      peer.waitForEnd()
    }
    let transport = try transport(to: server.origin)
    let error = try #require(await transport.failure(of: order(timeout: Milliseconds(200))))
    #expect(error.code == .timeout && error.wasPossiblySent)
    #expect(await eventually { server.endedCount == 1 }, "the connection is ended")
  }

  @Test("for a server that drips bytes for ever")
  func dripping() async throws {
    let server = try RawServer { peer in
      peer.readRequest()
      peer.send("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
      while peer.send("x") { peer.pause(milliseconds: 10) }
    }
    let transport = try transport(to: server.origin)
    let error = try #require(await transport.failure(of: order(timeout: Milliseconds(300))))
    #expect(error.code == .timeout && error.wasPossiblySent)
    #expect(await eventually { server.endedCount == 1 })
  }

  @Test("for a connection that is not made: nothing was sent")
  func connecting() async throws {
    // It takes the connection and never answers the handshake.
    let server = try RawServer { peer in peer.waitForEnd() }
    let transport = try transport(to: "https://127.0.0.1:\(server.port)")
    var request = order()
    request.connectTimeout = Milliseconds(200)
    let error = try #require(await transport.failure(of: request))
    #expect(error.code == .timeoutConnecting && !error.wasPossiblySent)
    request.connectTimeout = .seconds(5)
    request.timeout = Milliseconds(200)
    let second = try #require(await transport.failure(of: request))
    #expect(second.code == .timeoutConnecting && !second.wasPossiblySent)
    #expect(await eventually { server.endedCount == 2 })
  }

  @Test("and where nobody listens, that is said at once")
  func refused() async throws {
    let port: Int
    do { port = try RawServer.answering("").port }
    let transport = try transport(to: "http://127.0.0.1:\(port)")
    let error = try #require(await transport.failure(of: order()))
    #expect(error.code == .connect && !error.wasPossiblySent)
    #expect(error.message.hasPrefix("no connection to http://127.0.0.1:\(port): "))
  }

  @Test("of a name that does not exist there is no connection")
  func name() async throws {
    let transport = try transport(to: "https://no-such-host.invalid")
    let error = try #require(await transport.failure(of: order()))
    #expect([.connect, .timeoutConnecting].contains(error.code) && !error.wasPossiblySent)
  }

  @Test("for a connection's use: after its greatest age, a new one is made")
  func age() async throws {
    let server = try RawServer { peer in
      while peer.readRequest() != nil { peer.send(RawServer.ok("\(peer.number)")) }
    }
    let young = try transport(to: server.origin, age: .hours(1))
    #expect(try await young.text(order()) == "1")
    let old = try transport(to: server.origin, age: Milliseconds(50))
    #expect(try await old.text(order()) == "2")
    try await Task.sleep(for: .milliseconds(60))
    #expect(try await old.text(order()) == "3")
    #expect(try await young.text(order()) == "1")
  }
}
