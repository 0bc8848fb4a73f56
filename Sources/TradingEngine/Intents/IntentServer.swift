import Glibc
import NIOCore
import NIOPosix
public import Trading

/// An intent that arrived, and from where.
public struct IncomingIntent: Sendable, Hashable {
  public let intent: Intent
  public let connection: IntentConnection
}

/// Where strategies speak to the engine: JSON lines on a Unix socket, of the engine's own user alone.
///
/// What a strategy does, reading slowly, writing nonsense or hanging, costs it its own connection at most: nothing here
/// waits for anybody on behalf of the engine.
public struct IntentServer: Sendable {
  public struct Limits: Sendable, Hashable {
    public var connections = 16
    /// Lines that wait to be written to one connection. One that reads nothing is ended when there are more.
    public var outbox = 4_096
    /// Intents that wait to be taken by the engine; more are refused.
    public var waiting = 4_096

    public init() {}
  }

  private typealias Connection = NIOAsyncChannel<ByteBuffer, ByteBuffer>

  /// For one consumer, in the order of arrival; ends after ``run()``.
  public let intents: AsyncStream<IncomingIntent>

  private let arrivals: AsyncStream<IncomingIntent>.Continuation
  private let socket: IntentSocket
  private let server: NIOAsyncChannel<Connection, Never>
  private let connections: IntentConnections
  private let limits: Limits
  private let stamp: IntentStamp
  private let alert: @Sendable (_ code: String, _ message: String) async -> Void

  /// Listens from here on, at a socket file with mode 0600.
  ///
  /// - Throws: `intents.socket-in-use`, `intents.socket-path`.
  public init(
    path: String, limits: Limits = Limits(),
    alert: @escaping @Sendable (_ code: String, _ message: String) async -> Void
  ) async throws(EngineError) {
    try await self.init(path: path, limits: limits, stamp: IntentStamp(), alert: alert)
  }

  /// - Parameter stamp: what every line says besides.
  init(
    path: String, limits: Limits = Limits(), stamp: IntentStamp,
    alert: @escaping @Sendable (_ code: String, _ message: String) async -> Void
  ) async throws(EngineError) {
    self.stamp = stamp
    socket = try IntentSocket(path: path)
    do {
      server = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
        .bind(socket.descriptor) { channel in
          channel.eventLoop.makeCompletedFuture { try Connection(wrappingChannelSynchronously: channel) }
        }
    } catch {
      socket.remove()
      throw EngineError(.intentSocketPath, "the intent socket '\(path)' cannot be served: \(error)")
    }
    (intents, arrivals) = AsyncStream.makeStream(bufferingPolicy: .bufferingOldest(limits.waiting))
    connections = IntentConnections(atMost: limits.connections, stamp: stamp)
    self.limits = limits
    self.alert = alert
  }

  /// Serves until the task is cancelled, and takes the socket file away. A connection that breaks ends alone.
  public func run() async {
    try? await server.executeThenClose { inbound in
      try await withThrowingDiscardingTaskGroup { group in
        for try await connection in inbound {
          group.addTask { try? await serve(connection) }
        }
      }
    }
    socket.remove()
    arrivals.finish()
  }

  /// Tells whoever asked for the intent, and whoever asked for it again. Waits for nobody.
  public func send(_ answer: IntentAnswer, to intent: String) async {
    for ended in await connections.send(answer, to: intent) { await tellSlow(ended) }
  }

  private func tellSlow(_ connection: IntentConnection) async {
    await alert(
      "intents.slow-reader",
      "connection \(connection.number) left \(limits.outbox) answers unread and was ended")
  }

  private func serve(_ connection: Connection) async throws {
    let channel = connection.channel
    try await connection.executeThenClose { inbound, outbound in
      guard let peer = await IntentPeer.of(channel), peer.isAdmitted(by: getuid()) else {
        await alert("intents.foreign-user", "a process of another user spoke to the intent socket")
        return
      }
      let (lines, outbox) = AsyncStream<[UInt8]>.makeStream(bufferingPolicy: .bufferingOldest(limits.outbox))
      guard let own = await connections.add(outbox: outbox, close: { channel.close(promise: nil) }) else {
        let message = "at most \(limits.connections) connections are served"
        let line = IntentLine.error(.noConnectionFree, message, stamp)
        try await outbound.write(ByteBuffer(bytes: line))
        return
      }
      // Whichever of the two ends first, by the strategy's going or its not reading, ends the other.
      await withTaskGroup { group in
        group.addTask { await read(inbound, of: own, channel) }
        group.addTask {
          for await line in lines {
            do { try await outbound.write(ByteBuffer(bytes: line)) } catch { return }
          }
        }
        await group.next()
        outbox.finish()
        await group.next()
      }
      await connections.remove(own)
    }
  }
}

extension IntentServer {
  /// How long the last line to somebody who sent nonsense may take.
  private static let farewell = TimeAmount.seconds(1)

  private func read(
    _ inbound: NIOAsyncChannelInboundStream<ByteBuffer>, of connection: IntentConnection,
    _ channel: any Channel
  ) async {
    var cutter = IntentLineCutter()
    do {
      for try await bytes in inbound {
        for piece in cutter.take(bytes.readableBytesView) {
          switch piece {
          case .line(let line): await take(line, from: connection)
          case .tooLong:
            await complain(.tooLong, "a line has at most \(IntentLine.longest) bytes", to: connection)
            channel.eventLoop.scheduleTask(in: Self.farewell) { channel.close(promise: nil) }
            return
          }
        }
      }
    } catch {}
  }

  private func take(_ line: [UInt8], from connection: IntentConnection) async {
    let intent: Intent
    do { intent = try IntentLine.intent(line) } catch {
      await complain(.notUnderstood, error.message, to: connection)
      return
    }
    // Before the engine can answer.
    await connections.note(intent.id, by: connection)
    if case .dropped = arrivals.yield(IncomingIntent(intent: intent, connection: connection)) {
      await complain(.tooMany, "the intent '\(intent.id)' is not taken: too many wait", to: connection)
    }
  }

  private func complain(
    _ problem: IntentLine.Problem, _ message: String, to connection: IntentConnection
  ) async {
    if await !connections.put(IntentLine.error(problem, message, stamp), to: connection) {
      await tellSlow(connection)
    }
  }
}
