import Glibc
import NIOCore
import NIOPosix

/// Raw bytes to a server on this machine and what comes back until the connection ends.
///
/// It never blocks a thread: the server under test may need the same ones.
struct LoopbackClient: Sendable {
  enum End: Equatable, Sendable {
    /// In order.
    case closed
    case reset
    /// Nothing ended it for a minute: other tests of a whole run may hold the threads for long.
    case silent
    case failed(String)
  }

  let port: UInt16

  /// - Parameter origin: `http://127.0.0.1:PORT`.
  init?(_ origin: String) {
    guard let port = origin.split(separator: ":").last.flatMap({ UInt16($0) }) else { return nil }
    self.port = port
  }

  func get(_ target: String) async -> (text: String, end: End) {
    await send("GET \(target) HTTP/1.1\r\nHost: simulator\r\nConnection: close\r\n\r\n")
  }

  func post(_ target: String, _ body: String) async -> (text: String, end: End) {
    await send(
      "POST \(target) HTTP/1.1\r\nHost: simulator\r\nContent-Length: \(body.utf8.count)\r\n"
        + "Connection: close\r\n\r\n\(body)")
  }

  func send(_ text: String) async -> (text: String, end: End) {
    let answer = Answer()
    let end = await withTaskGroup(of: End.self) { group in
      group.addTask { await exchange(text, answer) }
      group.addTask {
        try? await Task.sleep(for: .seconds(60))
        return .silent
      }
      let first = await group.next() ?? .silent
      group.cancelAll()
      return first
    }
    return (await answer.text, end)
  }

  private func exchange(_ text: String, _ answer: Answer) async -> End {
    do {
      let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
        .connect(host: "127.0.0.1", port: Int(port)) { channel in
          channel.eventLoop.makeCompletedFuture {
            try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
          }
        }
      try await channel.executeThenClose { inbound, outbound in
        // A server that has had enough may close while we still send.
        try? await outbound.write(ByteBuffer(string: text))
        for try await part in inbound { await answer.add(part) }
      }
      return .closed
    } catch let error as IOError {
      return error.errnoCode == ECONNRESET ? .reset : .failed("\(error)")
    } catch {
      return .failed("\(error)")
    }
  }

  private actor Answer {
    private var bytes: [UInt8] = []
    var text: String { String(decoding: bytes, as: UTF8.self) }

    func add(_ part: ByteBuffer) { bytes += part.readableBytesView }
  }
}
