import Chronology
import KrakenSimulator
import SimulatedVenue
import Testing

@Suite("The HTTP front") struct FrontTests {
  /// Runs a server while the body talks to it.
  private func serving(_ body: @escaping @Sendable (LoopbackClient) async throws -> Void) async throws {
    let server = try await SimulatorServer(.standard(seed: 5, at: SystemClock.now()), port: 0) {
      SystemClock.now()
    }
    let client = try #require(LoopbackClient(server.origin))
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { await server.run() }
      group.addTask { try await body(client) }
      try await group.next()
      group.cancelAll()
    }
  }

  @Test("answers as HTTP does, and keeps a connection")
  func answers() async throws {
    try await serving { client in
      let (text, end) = await client.get("/derivatives/api/v3/tickers/PF_XBTUSD")
      #expect(text.hasPrefix("HTTP/1.1 200 OK\r\n"))
      #expect(text.contains("content-type: application/json"))
      #expect(end == .closed)
      let request = "GET /derivatives/api/v3/tickers HTTP/1.1\r\nHost: x\r\n\r\n"
      let (both, _) = await client.send(
        request + request.replacing("\r\n\r\n", with: "\r\nConnection: close\r\n\r\n"))
      #expect(both.ranges(of: "HTTP/1.1 200 OK").count == 2)
    }
  }

  @Test("delivers faults: nothing, a part, a reset")
  func deliveries() async throws {
    try await serving { client in
      #expect(await client.post("/simulator/faults", "fault: lose-reply").text.contains("\"done\":1"))
      let lost = await client.get("/derivatives/api/v3/tickers")
      #expect(lost.text.isEmpty && lost.end != .silent)
      _ = await client.post("/simulator/faults", "{fault: truncate, bytes: 10}")
      let truncated = await client.get("/derivatives/api/v3/tickers")
      #expect(truncated.text.hasSuffix("\r\n\r\n{\"result\":"))
      #expect(truncated.end == .closed)
      _ = await client.post("/simulator/faults", "{fault: reset, bytes: 10}")
      #expect(await client.get("/derivatives/api/v3/tickers").end == .reset)
      _ = await client.post("/simulator/faults", "{fault: delay, by: 300ms}")
      let began = ContinuousClock.now
      #expect(await client.get("/derivatives/api/v3/tickers").text.hasPrefix("HTTP/1.1 200"))
      #expect(began.duration(to: .now) >= .milliseconds(300))
    }
  }

  @Test("stops the venue's clock and moves it on")
  func clock() async throws {
    try await serving { client in
      #expect(
        await client.post("/simulator/time", "{stopped: true, advance: 5s}").text.contains("\"stopped\":true")
      )
      let first = await client.get("/simulator/time").text.split(separator: "\r\n\r\n").last
      #expect(await client.get("/simulator/time").text.split(separator: "\r\n\r\n").last == first)
      #expect(await client.post("/simulator/time", "{stopped: maybe}").text.hasPrefix("HTTP/1.1 400"))
      #expect(await client.post("/simulator/time", "{stopped: false}").text.contains("\"stopped\":false"))
    }
  }

  static let rubbish: [String] = [
    "", "\r\n\r\n", "GET", "GET / HTTP/9.9\r\n\r\n", "\u{16}\u{3}\u{1}\u{2}\u{0}\u{1}",
    "GET /\u{0} HTTP/1.1\r\n\r\n",
    "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
    "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999999999999\r\n\r\n",
    "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    "GET / HTTP/1.1\r\nHost: x\r\n\(String(repeating: "X-Header: y\r\n", count: 20_000))\r\n",
    "GET /\(String(repeating: "a", count: 100_000)) HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
    "DELETE /derivatives/api/v3/openorders HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
    "GET //////../../etc/passwd HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
  ]

  @Test("survives what is no request")
  func rubbish() async throws {
    try await serving { client in
      for text in Self.rubbish {
        // Half a request waits for its other half: the connection is ended from this side.
        if text.isEmpty || text == "GET" || text.hasPrefix("\r\n") { continue }
        _ = await client.send(text)
      }
      let large = String(repeating: "a", count: (1 << 20) + 1)
      #expect(await client.post("/derivatives/api/v3/sendorder", large).text.hasPrefix("HTTP/1.1 413"))
      #expect(await client.get("/derivatives/api/v3/tickers").text.hasPrefix("HTTP/1.1 200"))
    }
  }

  @Test("serves many at once")
  func concurrency() async throws {
    try await serving { client in
      await withTaskGroup(of: Bool.self) { group in
        for _ in 0..<40 {
          group.addTask { await client.get("/derivatives/api/v3/instruments").text.hasPrefix("HTTP/1.1 200") }
        }
        for await isAnswered in group { #expect(isAnswered) }
      }
    }
  }

  @Test("listens on this machine only, and says which port is taken")
  func places() async throws {
    for host in ["0.0.0.0", "::", "192.168.1.5", "localhost", ""] {
      await #expect(throws: SimulatorError.self) {
        try await SimulatorServer(.standard(seed: 1, at: SystemClock.now()), host: host, port: 0) {
          SystemClock.now()
        }
      }
    }
    let first = try await SimulatorServer(.standard(seed: 1, at: SystemClock.now()), port: 0) {
      SystemClock.now()
    }
    let port = try #require(LoopbackClient(first.origin)?.port)
    do {
      _ = try await SimulatorServer(.standard(seed: 1, at: SystemClock.now()), port: port) {
        SystemClock.now()
      }
      Issue.record("two servers on one port")
    } catch {
      #expect(error.code == .portTaken)
    }
  }
}
