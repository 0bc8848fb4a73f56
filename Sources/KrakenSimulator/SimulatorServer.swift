public import Chronology
import NIOCore
import NIOHTTP1
import NIOPosix
public import SimulatedVenue

/// The simulated venue behind HTTP/1.1, on this machine only.
///
/// SwiftNIO, as the engine's health endpoint, because servers with more comfort bring full Foundation.
public struct SimulatorServer: Sendable {
  typealias Connection = NIOAsyncChannel<HTTPServerRequestPart, HTTPServerResponsePart>

  private let server: NIOAsyncChannel<Connection, Never>
  public let desk: SimulatorDesk

  /// Longer bodies are refused with 413.
  public static let largestBody = 1 << 20

  /// Listens from here on.
  ///
  /// - Parameters:
  ///   - host: 127.0.0.1 or ::1; nothing else is listened on, because whoever reaches it moves prices.
  ///   - port: 0 takes a free one.
  ///   - machine: the machine's clock, which the venue's follows unless `/simulator/time` stops it.
  public init(
    _ kraken: SimulatedKraken, host: String = "127.0.0.1", port: UInt16,
    machine: @escaping @Sendable () -> Timestamp
  ) async throws(SimulatorError) {
    guard host == "127.0.0.1" || host == "::1" else {
      throw SimulatorError(
        .notLoopback, "the simulator does not listen on \(host)",
        hint: "it is for this machine only: 127.0.0.1")
    }
    let bootstrap = ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .serverChannelOption(.backlog, value: 256)
      .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
      .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
    do {
      server = try await bootstrap.bind(host: host, port: Int(port)) { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.configureHTTPServerPipeline(withErrorHandling: true)
          return try Connection(wrappingChannelSynchronously: channel)
        }
      }
    } catch {
      throw SimulatorError(
        .portTaken, "the simulator cannot listen on \(host):\(port): \(error)",
        hint: "--port 0 takes a free one")
    }
    desk = SimulatorDesk(kraken, machine: machine)
  }

  /// Such as `http://127.0.0.1:40123`.
  public var origin: String {
    let address = server.channel.localAddress
    let host = address?.protocol == .inet6 ? "[::1]" : "127.0.0.1"
    return "http://\(host):\(address?.port ?? 0)"
  }

  /// Serves until the task is cancelled. A connection that breaks ends alone.
  public func run() async {
    await withTaskGroup(of: Void.self) { group in
      group.addTask { await keepTime() }
      group.addTask { await listen() }
      await group.next()
      group.cancelAll()
    }
  }

  /// Held orders are released, triggers fire and prices move also while nobody asks.
  private func keepTime() async {
    while !Task.isCancelled {
      await desk.tick()
      try? await Task.sleep(for: .milliseconds(5))
    }
  }

  private func listen() async {
    try? await server.executeThenClose { connections in
      try await withThrowingDiscardingTaskGroup { group in
        for try await connection in connections {
          group.addTask { try? await ConnectionService(desk: desk).serve(connection) }
        }
      }
    }
  }
}
