public import Chronology
import FlyingFox
import FlyingSocks
import FoundationEssentials
import Glibc
import StrictJSON

/// `/healthz` and `/metrics` on 127.0.0.1.
///
/// `/healthz` is 200 as long as the engine runs, also when it only protects: restarting it would not bring a Grant
/// back. It is 503 while the engine ends.
public struct HealthServer: Sendable {
  private let server: HTTPServer

  /// - Parameter port: 0 takes a free one.
  public init(port: UInt16, board: StatusBoard, now: @escaping @Sendable () -> Timestamp)
    async throws(EngineError)
  {
    do {
      let address = try sockaddr_in.inet(ip4: "127.0.0.1", port: port)
      server = HTTPServer(address: address, timeout: 5, logger: .disabled)
    } catch {
      throw EngineError(.healthPortTaken, "the health endpoint has no address: \(error)")
    }
    await server.appendRoute("GET /healthz") { _ in
      let status = await board.status
      return HTTPResponse(
        statusCode: status.isStopping ? .serviceUnavailable : .ok,
        headers: [.contentType: "application/json"], body: Data(status.json(at: now()).encoded() + [0x0A]))
    }
    await server.appendRoute("GET /metrics") { _ in
      let text = PrometheusText.render(await board.status, at: now())
      return HTTPResponse(
        statusCode: .ok, headers: [.contentType: PrometheusText.contentType], body: Data(text.utf8))
    }
  }

  /// Serves until the task is cancelled.
  ///
  /// - Throws: when the port is taken.
  public func run() async throws(EngineError) {
    do { try await server.run() } catch {
      guard !Task.isCancelled else { return }
      throw EngineError(
        .healthPortTaken, "the health endpoint cannot listen: \(error)",
        hint: "health.port names a free port, or 0 for any")
    }
  }

  /// `127.0.0.1:PORT` as soon as it listens; nil when it does not in time.
  public func address() async -> String? {
    guard (try? await server.waitUntilListening(timeout: 5)) != nil else { return nil }
    switch await server.listeningAddress {
    case .ip4(let ip, let port): return "\(ip):\(port)"
    default: return nil
    }
  }
}
