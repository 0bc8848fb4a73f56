import Chronology
import GateScene
import HTTPScene
import HTTPTransport
import Processes
import Testing

struct HostileAnswer: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let code: TransportError.Code
  let serve: RawServer.Serve

  init(_ description: String, _ code: TransportError.Code, _ answer: String) {
    self.init(description, code) { peer in peer.send(answer) }
  }

  init(_ description: String, _ code: TransportError.Code, serve: @escaping RawServer.Serve) {
    testDescription = description
    self.code = code
    self.serve = serve
  }

  static let all: [HostileAnswer] = [
    HostileAnswer("nothing, and the end", .reset, ""),
    HostileAnswer("nothing, and a reset", .reset) { $0.reset() },
    HostileAnswer("half a head, and the end", .reset, "HTTP/1.1 200 OK\r\nContent-Le"),
    HostileAnswer("a first line, and the end", .reset, "HTTP/1.1 200 OK\r\n"),
    HostileAnswer("an interim answer, and the end", .reset, "HTTP/1.1 100 Continue\r\n\r\n"),
    HostileAnswer("a head without its empty line", .reset, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n"),
    HostileAnswer("half a body, and a reset", .reset) {
      $0.send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf")
      $0.pause(milliseconds: 50)
      $0.reset()
    },
    HostileAnswer("less than its length", .reset, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf"),
    HostileAnswer("half a chunk", .reset, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n10\r\nhalf"),
    HostileAnswer(
      "chunks without a last one", .reset,
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n"),
    HostileAnswer(
      "chunks of no size", .reset, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nhalf\r\n"),
    HostileAnswer(
      "a length beyond the cap", .tooLarge, "HTTP/1.1 200 OK\r\nContent-Length: 1048577\r\n\r\nx"),
    HostileAnswer(
      "a length beyond all numbers", .tooLarge,
      "HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999999999\r\n\r\nx"),
    HostileAnswer("a negative length", .malformed, "HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\nx"),
    HostileAnswer(
      "two lengths", .malformed, "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab"),
    HostileAnswer(
      "a length beside chunks", .malformed,
      "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n\r\n"),
    HostileAnswer("hundred megabytes without a length", .tooLarge) { peer in
      peer.send("HTTP/1.1 200 OK\r\n\r\n")
      let megabyte = [UInt8](repeating: 0x61, count: 1 << 20)
      for _ in 0..<100 where !peer.send(megabyte) { return }
    },
    HostileAnswer("hundred megabytes in chunks", .tooLarge) { peer in
      peer.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
      let chunk = Array("100000\r\n".utf8) + [UInt8](repeating: 0x61, count: 1 << 20) + Array("\r\n".utf8)
      for _ in 0..<100 where !peer.send(chunk) { return }
    },
    HostileAnswer("headers without end", .tooLarge) { peer in
      peer.send("HTTP/1.1 200 OK\r\n")
      for number in 0..<100_000 where !peer.send("X-\(number): y\r\n") { return }
    },
    HostileAnswer(
      "one header without end", .tooLarge,
      "HTTP/1.1 200 OK\r\nX: " + String(repeating: "y", count: 70_000) + "\r\nContent-Length: 0\r\n\r\n"),
    HostileAnswer(
      "a header without a colon", .malformed, "HTTP/1.1 200 OK\r\nnothing\r\nContent-Length: 0\r\n\r\n"),
    HostileAnswer("garbage", .malformed, String(repeating: "\u{1}\u{2}nonsense\r\n", count: 20)),
    HostileAnswer("a page in HTTP/0.9", .malformed, "<html>hello</html>"),
    HostileAnswer("HTTP/3", .malformed, "HTTP/3 200 OK\r\nContent-Length: 0\r\n\r\n"),
    HostileAnswer("no status", .malformed, "HTTP/1.1 OK\r\nContent-Length: 0\r\n\r\n"),
    HostileAnswer("a status of four digits", .malformed, "HTTP/1.1 2000 OK\r\nContent-Length: 0\r\n\r\n"),
    HostileAnswer("a greeting of another protocol", .malformed, "SSH-2.0-OpenSSH_9.2\r\n"),
  ]
}

@Suite("An answer", .timeLimit(.minutes(10))) struct HostileAnswerTests {
  @Test("that is none is refused, and the transport goes on", arguments: HostileAnswer.all)
  func refused(_ hostile: HostileAnswer) async throws {
    let server = try RawServer { peer in
      while let request = peer.readRequest() {
        guard request.line.hasPrefix("POST") else {
          peer.send(RawServer.ok("ok"))
          continue
        }
        return hostile.serve(peer)
      }
    }
    let transport = try transport(to: server.origin)
    // Over a new connection, and over one that has served before.
    for _ in 0..<2 {
      let error = try #require(await transport.failure(of: order()))
      #expect(error.code == hostile.code, "\(error)")
      #expect(error.wasPossiblySent)
      #expect(try await transport.text(HTTPRequest(.get, "/")) == "ok")
    }
    #expect(server.requests.filter { $0.line.hasPrefix("POST") }.count == 2)
  }

  @Test("that comes byte by byte is whole")
  func slow() async throws {
    let server = try RawServer { peer in
      while peer.readRequest() != nil {
        for byte in RawServer.ok("slow").utf8 {
          peer.send([byte])
          peer.pause(milliseconds: 1)
        }
      }
    }
    let transport = try transport(to: server.origin)
    for _ in 0..<2 { #expect(try await transport.text(order()) == "slow") }
  }

  @Test("of exactly the cap is taken, with a length and without")
  func cap() async throws {
    let body = String(repeating: "a", count: 1_000)
    let server = try RawServer { peer in
      while let request = peer.readRequest() {
        guard request.line.contains("/length") else {
          return _ = peer.send("HTTP/1.1 200 OK\r\n\r\n\(body)")
        }
        peer.send(RawServer.ok(body))
      }
    }
    for (limit, code) in [(1_000, nil), (999, TransportError.Code.tooLarge)] {
      let transport = try transport(to: server.origin, limit: limit)
      for target in ["/length", "/end"] {
        #expect(await transport.failure(of: HTTPRequest(.get, target))?.code == code, "\(target)")
      }
    }
  }

  @Test("in a content coding is left as it came, and one in a transfer coding is refused")
  func codings() async throws {
    let scene = try TLSScene().scene
    // 4 MiB of zeros.
    let result = scene.shell("head -c 4194304 /dev/zero | gzip -9")
    let bomb = result.standardOutput
    #expect(result.isSuccess && bomb.count < 10_000)
    let server = try RawServer { peer in
      while let request = peer.readRequest() {
        if request.line.contains("/content") {
          peer.send("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: \(bomb.count)\r\n\r\n")
          peer.send(bomb)
        } else {
          peer.send(
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n\(String(bomb.count, radix: 16))\r\n")
          peer.send(bomb)
          peer.send("\r\n0\r\n\r\n")
        }
      }
    }
    let transport = try transport(to: server.origin)
    let answer = try await transport.perform(HTTPRequest(.get, "/content"))
    #expect(answer.body == bomb && answer.header("content-encoding") == "gzip")
    let error = try #require(await transport.failure(of: HTTPRequest(.get, "/transfer")))
    #expect(
      error.code == .malformed && error.message == "the answer has a transfer coding that is not chunked")
  }
}
