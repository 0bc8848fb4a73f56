import HTTPScene
import HTTPTransport
import Testing

/// What a server does with the second request of a connection.
enum SecondRequest: String, CaseIterable, Sendable {
  case closesAfterReading
  case resetsAfterReading
  case sendsAByteAndResets
}

@Suite("No request is sent twice", .timeLimit(.minutes(10))) struct SendOnceTests {
  /// libcurl would: on a connection that was used before, and ended without a byte of an answer, it takes the request
  /// for unread and sends it again.
  @Test(
    "when a connection ends after the server has read it", arguments: SecondRequest.allCases, [true, false])
  func reused(_ manner: SecondRequest, isProtective: Bool) async throws {
    let server = try RawServer { peer in
      while let request = peer.readRequest() {
        if request.line.contains("/first") {
          peer.send(RawServer.ok("ok"))
          continue
        }
        switch manner {
        case .closesAfterReading: return
        case .resetsAfterReading: return peer.reset()
        case .sendsAByteAndResets:
          peer.send("H")
          return peer.reset()
        }
      }
    }
    let transport = try transport(to: server.origin)
    _ = try await transport.perform(HTTPRequest(.get, "/first", isProtective: isProtective))
    let error = try #require(await transport.failure(of: order(isProtective: isProtective)))
    #expect(error.code == .reset && error.wasPossiblySent)
    await transport.close()
    #expect(server.requests.filter { $0.line.hasPrefix("POST") }.count == 1)
    #expect(server.connectionCount == 1, "not even a connection is made for a second attempt")
  }

  @Test("nor over another connection that stands by")
  func otherConnection() async throws {
    let server = try RawServer { peer in
      while let request = peer.readRequest() {
        if request.line.hasPrefix("POST") { return }
        if request.line.contains("/slow") { peer.pause(milliseconds: 200) }
        peer.send(RawServer.ok("ok"))
      }
    }
    let transport = try transport(to: server.origin)
    await withTaskGroup(of: Void.self) { group in
      for _ in 0..<3 { group.addTask { _ = try? await transport.perform(HTTPRequest(.get, "/slow")) } }
    }
    #expect(server.connectionCount == 3)
    let error = try #require(await transport.failure(of: order()))
    #expect(error.code == .reset && error.wasPossiblySent)
    #expect(server.requests.filter { $0.line.hasPrefix("POST") }.count == 1)
  }

  @Test(
    "but a connection that ended while nobody used it is not used: the request goes over a new one",
    arguments: [true, false])
  func idleEnd(isReset: Bool) async throws {
    let server = try RawServer { peer in
      guard peer.readRequest() != nil else { return }
      peer.send(RawServer.ok("\(peer.number)"))
      if isReset { peer.reset() }
    }
    let transport = try transport(to: server.origin)
    for number in 1...20 {
      #expect(try await transport.text(HTTPRequest(.get, "/")) == "\(number)")
      #expect(await eventually { server.endedCount == number })
    }
    #expect(try await transport.text(order()) == "21")
    #expect(server.requests.count == 21)
  }

  @Test("and an answer to nothing is not taken for the next request's", arguments: [0, 50])
  func unasked(milliseconds: Int) async throws {
    let server = try RawServer { peer in
      guard peer.readRequest() != nil else { return }
      if milliseconds == 0 {
        peer.send(RawServer.ok("asked \(peer.number)") + RawServer.ok("unasked"))
      } else {
        peer.send(RawServer.ok("asked \(peer.number)"))
        peer.pause(milliseconds: milliseconds)
        peer.send(RawServer.ok("unasked"))
      }
      peer.waitForEnd()
    }
    let transport = try transport(to: server.origin)
    #expect(try await transport.text(order()) == "asked 1")
    #expect(
      await eventually { server.endedCount == 1 }, "the connection is dropped as soon as it speaks unasked")
    #expect(try await transport.text(order()) == "asked 2")
  }
}
