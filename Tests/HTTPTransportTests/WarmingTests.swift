import Chronology
import HTTPScene
import HTTPTransport
import Testing

@Suite("The protective lane", .timeLimit(.minutes(10))) struct WarmingTests {
  static let often = HTTPTransport.Warming(
    target: "/warm?x=1", headers: [HTTPHeader("User-Agent", "u")], interval: Milliseconds(100))

  @Test("has a connection before the first request, which goes over it")
  func before() async throws {
    let server = try RawServer { peer in
      while peer.readRequest() != nil { peer.send(RawServer.ok("\(peer.number)")) }
    }
    let transport = try transport(to: server.origin, warming: .init(target: "/warm?x=1", interval: .hours(1)))
    #expect(await eventually { server.requests.count == 1 })
    #expect(server.requests.first?.line == "HEAD /warm?x=1 HTTP/1.1")
    _ = try await transport.perform(order())
    #expect(
      server.requests.map(\.line).last == "POST /derivatives/api/v3/sendorder?token=query-secret HTTP/1.1")
    await transport.close()
  }

  /// Answers HEAD without a body, as HTTP has it.
  static func serve(_ peer: RawPeer) {
    while let request = peer.readRequest() {
      let isHead = request.line.hasPrefix("HEAD")
      peer.send(isHead ? "HTTP/1.1 404 None\r\nContent-Length: 9\r\n\r\n" : RawServer.ok("\(peer.number)"))
    }
  }

  @Test("keeps it by asking again and again, over the same one")
  func again() async throws {
    let server = try RawServer(serve: Self.serve)
    let transport = try transport(to: server.origin, warming: Self.often)
    #expect(await eventually { server.requests.count >= 4 })
    #expect(server.connectionCount == 1)
    #expect(server.requests.allSatisfy { $0.headers.contains("User-Agent: u") && $0.headers.count == 2 })
    #expect(try await transport.perform(order(isProtective: true)).status == 200)
    await transport.close()
  }

  @Test("makes a new one when the server ends it, without waiting for a request")
  func ended() async throws {
    let server = try RawServer { peer in
      guard peer.number == 1 else { return Self.serve(peer) }
      peer.readRequest()
      peer.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
    }
    let transport = try transport(to: server.origin, warming: .init(interval: .hours(1)))
    #expect(await eventually { server.connectionCount == 2 && server.requests.count == 2 })
    #expect(try await transport.text(order(isProtective: true)) == "2")
    await transport.close()
  }

  @Test("makes a new one before the old one is too old")
  func age() async throws {
    let server = try RawServer(serve: Self.serve)
    let transport = try transport(to: server.origin, age: Milliseconds(400), warming: Self.often)
    #expect(await eventually { server.connectionCount >= 3 })
    #expect(await eventually { server.endedCount >= 1 })
    #expect(try await transport.text(order(isProtective: true)) != "1")
    await transport.close()
  }

  @Test("goes on trying when there is no server, and finds it when it comes")
  func absent() async throws {
    let server = try RawServer { peer in
      if peer.number < 3 { return peer.reset() }
      Self.serve(peer)
    }
    let transport = try transport(to: server.origin, warming: Self.often)
    #expect(await eventually { server.requests.count >= 1 })
    #expect(try await transport.text(order(isProtective: true)).isEmpty == false)
    await transport.close()
  }
}
