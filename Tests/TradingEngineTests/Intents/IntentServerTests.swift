import DurableFiles
import ExactDecimal
import Glibc
import NIOCore
import NIOPosix
import Testing
import Trading

@testable import TradingEngine

/// A server on a socket of its own, served while the body runs.
private func serving<Value>(
  limits: IntentServer.Limits = IntentServer.Limits(),
  _ body:
    @Sendable (_ server: IntentServer, _ path: String, _ alerts: AsyncStream<String>) async throws -> Value
) async throws -> Value {
  let folder = try ScratchFolder()
  let path = folder.path + "/intents"
  let (alerts, raised) = AsyncStream<String>.makeStream()
  let server = try await IntentServer(path: path, limits: limits) { code, _ in raised.yield(code) }
  return try await withThrowingTaskGroup { group in
    group.addTask { await server.run() }
    defer { group.cancelAll() }
    return try await body(server, path, alerts)
  }
}

private func cancel(_ id: String) -> String { #"{"cancel":{"id":"\#(id)","of":"e-1"}}"# }

@Suite("The intent socket", .timeLimit(.minutes(1))) struct IntentServerTests {
  @Test("hands on what strategies ask, with who asked, and tells each what it asked for")
  func twoConnections()
    async throws
  {
    try await serving { server, path, _ in
      var intents = server.intents.makeAsyncIterator()
      try await IntentClient.with(path) { one in
        try await one.send(cancel("one"))
        let first = try #require(await intents.next(isolation: #isolation))
        #expect(first.intent == .cancel(id: "one", of: "e-1"))
        try await IntentClient.with(path) { two in
          try await two.send(cancel("two"))
          let second = try #require(await intents.next(isolation: #isolation))
          #expect(second.intent.id == "two")
          #expect(second.connection != first.connection)
          await server.send(.accepted, to: "two")
          await server.send(.done, to: "one")
          await server.send(.done, to: "nobody's")
          #expect(await two.line() == #"{"intent":"two","answer":"accepted"}"#)
        }
        #expect(await one.line() == #"{"intent":"one","answer":"done"}"#)
      }
    }
  }

  @Test("answers everybody who asked for the same id, also after the first one is gone") func repeatedID()
    async throws
  {
    try await serving { server, path, _ in
      var intents = server.intents.makeAsyncIterator()
      try await IntentClient.with(path) { one in
        try await one.send(cancel("same"))
        try await one.send(cancel("same"))
        for _ in 0..<2 { _ = await intents.next(isolation: #isolation) }
        try await IntentClient.with(path) { two in
          try await two.send(cancel("same"))
          _ = await intents.next(isolation: #isolation)
          await server.send(.done, to: "same")
          #expect(await two.line() == #"{"intent":"same","answer":"done"}"#)
        }
        #expect(await one.line() == #"{"intent":"same","answer":"done"}"#)
        await server.send(.protected, to: "same")
        // Asked twice and told once.
        #expect(await one.line() == #"{"intent":"same","answer":"protected"}"#)
      }
    }
  }

  @Test("says what it does not understand, and goes on with the connection") func garbage() async throws {
    try await serving { server, path, _ in
      var intents = server.intents.makeAsyncIterator()
      try await IntentClient.with(path) { client in
        for line in ["", "hello", #"{"enter":{"id":"e"}}"#, #"{"cancel":{"id":"c","of":"e","x":1}}"#] {
          try await client.send(line)
          let answer = await client.line()
          #expect(
            answer?.hasPrefix(#"{"error":{"code":"intent.not-understood","message":""#) == true, "\(line)")
        }
        try await client.sendRaw([0xFF, 0xFE, 0x0A])
        #expect(await client.line()?.contains("intent.not-understood") == true)
        try await client.send(cancel("good"))
        #expect(await intents.next(isolation: #isolation)?.intent.id == "good")
      }
    }
  }

  @Test("ends a connection whose line is too long, after saying so") func tooLong() async throws {
    try await serving { _, path, _ in
      try await IntentClient.with(path) { client in
        try await client.sendRaw([UInt8](repeating: 0x20, count: 10_000))
        #expect(await client.line()?.contains(#""code":"intent.line-too-long""#) == true)
        #expect(await client.line() == nil)
      }
    }
  }

  @Test("ends a connection that reads nothing, and serves the others meanwhile") func slowReader()
    async throws
  {
    var limits = IntentServer.Limits()
    limits.outbox = 64
    try await serving(limits: limits) { server, path, alerts in
      var intents = server.intents.makeAsyncIterator()
      var raised = alerts.makeAsyncIterator()
      try await IntentClient.with(path) { slow in
        try await slow.send(cancel("slow"))
        let connection = try #require(await intents.next(isolation: #isolation)?.connection)
        // What kernel and channel take between them is far less than this.
        let long = IntentRefusal("code", expected: String(repeating: "e", count: 4_000), found: "")
        for _ in 0..<2_000 { await server.send(.refused(long), to: "slow") }
        #expect(await raised.next(isolation: #isolation) == "intents.slow-reader")
        try await IntentClient.with(path) { other in
          try await other.send(cancel("other"))
          let second = try #require(await intents.next(isolation: #isolation)?.connection)
          #expect(second != connection)
          await server.send(.done, to: "other")
          #expect(await other.line() == #"{"intent":"other","answer":"done"}"#)
        }
        // The slow one gets what was under way, and then the end.
        while await slow.line() != nil {}
      }
    }
  }

  @Test("takes a thousand intents in one breath, in their order, and answers all") func pipelined()
    async throws
  {
    try await serving { server, path, _ in
      try await IntentClient.with(path) { client in
        try await client.send((0..<1_000).map { cancel("p-\($0)") }.joined(separator: "\n"))
        var intents = server.intents.makeAsyncIterator()
        for number in 0..<1_000 {
          let intent = try #require(await intents.next(isolation: #isolation)?.intent)
          #expect(intent.id == "p-\(number)")
          await server.send(.accepted, to: intent.id)
          await server.send(.done, to: intent.id)
        }
        for number in 0..<1_000 {
          #expect(await client.line() == #"{"intent":"p-\#(number)","answer":"accepted"}"#)
          #expect(await client.line() == #"{"intent":"p-\#(number)","answer":"done"}"#)
        }
      }
    }
  }

  @Test("does not take more than the engine can, and says so") func tooMany() async throws {
    var limits = IntentServer.Limits()
    limits.waiting = 3
    try await serving(limits: limits) { server, path, _ in
      try await IntentClient.with(path) { client in
        for number in 0..<4 { try await client.send(cancel("w-\(number)")) }
        #expect(await client.line()?.contains(#""code":"intent.too-many-waiting""#) == true)
        var intents = server.intents.makeAsyncIterator()
        for number in 0..<3 { #expect(await intents.next(isolation: #isolation)?.intent.id == "w-\(number)") }
      }
    }
  }

  @Test("serves as many connections as it may, and one more once one is gone") func connections() async throws
  {
    var limits = IntentServer.Limits()
    limits.connections = 1
    try await serving(limits: limits) { server, path, _ in
      var intents = server.intents.makeAsyncIterator()
      try await IntentClient.with(path) { one in
        try await one.send(cancel("one"))
        _ = await intents.next(isolation: #isolation)
        try await IntentClient.with(path) { two in
          #expect(await two.line()?.contains(#""code":"intent.too-many-connections""#) == true)
          #expect(await two.line() == nil)
        }
      }
      var isServed = false
      for _ in 0..<500 where !isServed {
        isServed = try await IntentClient.with(path) { three in
          try await three.send("?")
          return await three.line()?.contains("intent.not-understood") ?? false
        }
      }
      #expect(isServed)
    }
  }
}

@Suite("The intent socket's file", .timeLimit(.minutes(1))) struct IntentSocketTests {
  @Test("is the engine's own user's alone, and goes when the engine ends") func file() async throws {
    let folder = try ScratchFolder()
    let path = folder.path + "/intents"
    let server = try await IntentServer(path: path) { _, _ in }
    let status = try DurableFiles.status(path, follow: false)
    #expect(status.kind == .socket)
    #expect(status.mode == 0o600)
    await withTaskGroup { group in
      group.addTask { await server.run() }
      group.cancelAll()
    }
    #expect(try DurableFiles.statusIfPresent(path) == nil)
    var intents = server.intents.makeAsyncIterator()
    #expect(await intents.next(isolation: #isolation) == nil)
  }

  @Test("of a dead engine is replaced, and one that answers is not") func replaced() throws {
    let folder = try ScratchFolder()
    let path = folder.path + "/intents"
    let living = try IntentSocket(path: path)
    let error = #expect(throws: EngineError.self) { try IntentSocket(path: path) }
    #expect(error?.code == .intentSocketTaken)
    close(living.descriptor)
    // File systems count time in ticks.
    usleep(20_000)
    let next = try IntentSocket(path: path)
    // The one that is gone takes nothing of its successor's away.
    living.remove()
    #expect(try DurableFiles.statusIfPresent(path) != nil)
    next.remove()
    #expect(try DurableFiles.statusIfPresent(path) == nil)
    close(next.descriptor)
  }

  @Test("never takes the place of something else, and has a path that fits") func others() throws {
    let folder = try ScratchFolder()
    let path = folder.path + "/intents"
    try DurableFiles.create(path, with: [1])
    #expect(throws: EngineError.self) { try IntentSocket(path: path) }
    #expect(try DurableFiles.read(path, limit: 8) == [1])
    for wrong in [
      "", "/tmp/" + String(repeating: "s", count: 103), folder.path + "/none/intents", "/tmp/a\0b",
    ] {
      let error = #expect(throws: EngineError.self) { try IntentSocket(path: wrong) }
      #expect(error?.code == .intentSocketPath)
    }
  }
}
