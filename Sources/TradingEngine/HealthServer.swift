public import Chronology
import NIOCore
import NIOHTTP1
import NIOPosix

/// `/healthz`, `/status` and `/metrics` on 127.0.0.1.
///
/// `/healthz` is 200 as long as the engine runs, also when it only protects: restarting it would not bring a Grant
/// back. It is 503 while the engine ends.
///
/// SwiftNIO and not a server with more comfort, because those bring full Foundation and libcurl into the engine,
/// which the gate starts several times in every run.
public struct HealthServer: Sendable {
  private typealias Connection = NIOAsyncChannel<HTTPServerRequestPart, HTTPServerResponsePart>

  private let server: NIOAsyncChannel<Connection, Never>
  private let board: StatusBoard
  private let now: @Sendable () -> Timestamp

  /// Listens from here on.
  ///
  /// - Parameter port: 0 takes a free one.
  /// - Throws: when the port is taken.
  public init(port: UInt16, board: StatusBoard, now: @escaping @Sendable () -> Timestamp)
    async throws(EngineError)
  {
    let bootstrap = ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .serverChannelOption(.backlog, value: 16)
      .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
    do {
      server = try await bootstrap.bind(host: "127.0.0.1", port: Int(port)) { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.configureHTTPServerPipeline(withErrorHandling: true)
          try channel.pipeline.syncOperations.addHandler(IdleStateHandler(allTimeout: .seconds(5)))
          try channel.pipeline.syncOperations.addHandler(IdleConnectionCloser())
          return try Connection(wrappingChannelSynchronously: channel)
        }
      }
    } catch {
      throw EngineError(
        .healthPortTaken, "the health endpoint cannot listen on 127.0.0.1:\(port): \(error)",
        hint: "health.port names a free port, or 0 for any")
    }
    self.board = board
    self.now = now
  }

  /// `127.0.0.1:PORT`; nil once it no longer listens.
  public var address: String? {
    server.channel.localAddress?.port.map { "127.0.0.1:\($0)" }
  }

  /// Serves until the task is cancelled. A connection that breaks ends alone.
  public func run() async {
    try? await server.executeThenClose { connections in
      try await withThrowingDiscardingTaskGroup { group in
        for try await connection in connections {
          group.addTask { try? await serve(connection) }
        }
      }
    }
  }

  private func serve(_ connection: Connection) async throws {
    try await connection.executeThenClose { requests, replies in
      var head: HTTPRequestHead?
      for try await part in requests {
        switch part {
        case .head(let request): head = request
        case .body: break
        case .end:
          guard let request = head else { return }
          head = nil
          let reply = await HealthReply(to: request.method, request.uri, board: board, now: now)
          for part in reply.parts(answering: request) { try await replies.write(part) }
          guard request.isKeepAlive else { return }
        }
      }
    }
  }
}

/// Closes a connection on which nothing moves, so that it holds nothing.
private final class IdleConnectionCloser: ChannelInboundHandler {
  typealias InboundIn = HTTPServerRequestPart

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    if event is IdleStateHandler.IdleStateEvent {
      context.close(promise: nil)
    } else {
      context.fireUserInboundEventTriggered(event)
    }
  }
}
