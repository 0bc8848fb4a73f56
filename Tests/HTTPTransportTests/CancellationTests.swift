import HTTPScene
import HTTPTransport
import Testing

@Suite("Cancelling a task", .timeLimit(.minutes(10))) struct CancellationTests {
  @Test("ends its transfer: the server sees the connection end, and others go on", arguments: [true, false])
  func transfer(isReused: Bool) async throws {
    let server = try RawServer { peer in
      while let request = peer.readRequest() {
        if request.line.hasPrefix("POST") { return peer.waitForEnd() }
        peer.send(RawServer.ok("ok"))
      }
    }
    let transport = try transport(to: server.origin)
    if isReused { _ = try await transport.perform(HTTPRequest(.get, "/")) }
    let task = Task { await transport.failure(of: order()) }
    #expect(await eventually { server.requests.contains { $0.line.hasPrefix("POST") } })
    task.cancel()
    let error = try #require(await task.value)
    #expect(error.code == .cancelled && error.wasPossiblySent)
    #expect(await eventually { server.endedCount == 1 })
    #expect(try await transport.text(HTTPRequest(.get, "/")) == "ok")
    #expect(server.requests.filter { $0.line.hasPrefix("POST") }.count == 1)
  }

  @Test("before it has sent anything says so")
  func before() async throws {
    let server = try RawServer.answering(RawServer.ok("ok"))
    let transport = try transport(to: server.origin)
    let task = Task {
      while !Task.isCancelled { await Task.yield() }
      return await transport.failure(of: order())
    }
    task.cancel()
    let error = try #require(await task.value)
    #expect(error.code == .cancelled && !error.wasPossiblySent)
    #expect(server.connectionCount == 0)
  }

  @Test("while it connects says that nothing was sent")
  func connecting() async throws {
    let server = try RawServer { peer in peer.waitForEnd() }
    let transport = try transport(to: "https://127.0.0.1:\(server.port)")
    let task = Task { await transport.failure(of: order()) }
    #expect(await eventually { server.connectionCount == 1 })
    task.cancel()
    let error = try #require(await task.value)
    #expect(error.code == .cancelled && !error.wasPossiblySent)
    #expect(await eventually { server.endedCount == 1 })
  }

  @Test("at any moment gives exactly one outcome")
  func storm() async throws {
    let server = try RawServer.answering(RawServer.ok("ok"))
    let transport = try transport(to: server.origin)
    var outcomes: [TransportError.Code?: Int] = [:]
    for round in 0..<300 {
      let task = Task { await transport.failure(of: order(isProtective: round % 2 == 0)) }
      for _ in 0..<(round % 20) { await Task.yield() }
      task.cancel()
      outcomes[await task.value?.code, default: 0] += 1
    }
    #expect(Set(outcomes.keys).isSubset(of: [nil, .cancelled]), "\(outcomes)")
    #expect(try await transport.text(order()) == "ok")
    await transport.close()
  }
}

@Suite("Closing a transport", .timeLimit(.minutes(10))) struct ClosingTests {
  @Test("ends what is under way, and refuses what comes after; twice is as well as once")
  func close() async throws {
    let server = try RawServer { peer in
      peer.readRequest()
      peer.waitForEnd()
    }
    let transport = try transport(to: server.origin)
    let tasks = [true, false].map { isProtective in
      Task { await transport.failure(of: order(isProtective: isProtective)) }
    }
    #expect(await eventually { server.requests.count == 2 })
    await transport.close()
    for task in tasks {
      let error = try #require(await task.value)
      #expect(error.code == .closed && error.wasPossiblySent)
    }
    #expect(await eventually { server.endedCount == 2 })
    await transport.close()
    let error = try #require(await transport.failure(of: order()))
    #expect(error.code == .closed && !error.wasPossiblySent)
  }

  @Test("happens by itself when nobody holds it any more")
  func forgotten() async throws {
    let server = try RawServer.answering(RawServer.ok("ok"))
    do { _ = try await transport(to: server.origin).text(order()) }
    #expect(await eventually { server.endedCount == 1 })
  }

  @Test("leaves no task lying that ran on its threads")
  func executor() async throws {
    let server = try RawServer.answering(RawServer.ok("ok"))
    let transport = try transport(to: server.origin)
    for executor in [transport.executor, transport.protectiveExecutor] {
      let sum = await Task(executorPreference: executor) {
        var sum = 0
        for _ in 0..<50 {
          sum += (try? await transport.text(order()).utf8.count) ?? 0
          sum += (try? await transport.text(order(isProtective: true)).utf8.count) ?? 0
          await Task.yield()
        }
        try? await Task.sleep(for: .milliseconds(1))
        await transport.close()
        return sum + ((await transport.failure(of: order()))?.code == .closed ? 1 : 0)
      }.value
      #expect(sum == 201 || sum == 1, "\(sum)")
    }
  }
}
