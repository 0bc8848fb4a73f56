public import Chronology
import NIOCore
import NIOHTTP1
import NIOPosix
import StrictJSON

/// `/healthz` and `/metrics` on 127.0.0.1.
///
/// `/healthz` is 200 as long as the engine runs, also when it only protects: restarting it would not bring a Grant
/// back. It is 503 while the engine ends.
///
/// SwiftNIO and not a server with more comfort, because those bring full Foundation and libcurl into the engine,
/// which the gate starts several times in every run.
public struct HealthServer: Sendable {
  private let channel: any Channel

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
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.configureHTTPServerPipeline(withErrorHandling: true)
          try channel.pipeline.syncOperations.addHandler(
            IdleStateHandler(readTimeout: .seconds(5), writeTimeout: .seconds(5)))
          try channel.pipeline.syncOperations.addHandler(HealthRequestHandler(board: board, now: now))
        }
      }
    do { channel = try await bootstrap.bind(host: "127.0.0.1", port: Int(port)).get() } catch {
      throw EngineError(
        .healthPortTaken, "the health endpoint cannot listen on 127.0.0.1:\(port): \(error)",
        hint: "health.port names a free port, or 0 for any")
    }
  }

  /// Serves until the task is cancelled.
  public func run() async {
    await withTaskCancellationHandler {
      try? await channel.closeFuture.get()
    } onCancel: {
      channel.close(promise: nil)
    }
  }

  /// `127.0.0.1:PORT`; nil once it no longer listens.
  public var address: String? {
    channel.localAddress?.port.map { "127.0.0.1:\($0)" }
  }
}
