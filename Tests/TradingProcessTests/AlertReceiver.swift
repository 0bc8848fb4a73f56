import EngineProcesses
import HTTPScene
import StrictJSON
import Synchronization

/// Somebody who is told by webhook, and notes when.
final class AlertReceiver: Sendable {
  struct Arrival: Sendable {
    let at: ContinuousClock.Instant
    let line: String
    let json: JSON

    var code: String { json["code"]?.stringValue ?? "" }
  }

  private struct State {
    var arrivals: [Arrival] = []
    var isDown = false
  }

  private let shared: Shared
  private let server: RawServer

  private final class Shared: Sendable {
    let state = Mutex(State())
  }

  init() throws {
    let shared = Shared()
    self.shared = shared
    server = try RawServer { peer in
      guard let request = peer.readRequest() else { return }
      let now = ContinuousClock.now
      let isDown = shared.state.withLock { state in
        if !state.isDown {
          state.arrivals.append(
            Arrival(
              at: now, line: request.line, json: (try? JSON.parse(Array(request.body.utf8))) ?? .null))
        }
        return state.isDown
      }
      peer.send(isDown ? "HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n" : RawServer.ok("ok"))
    }
  }

  /// For `engine.yaml`.
  var lines: String {
    "alerts: { webhook: \"\(server.origin)/alerts\", heartbeat: { url: \"\(server.origin)/alive\", every: 10s } }"
  }

  var arrivals: [Arrival] { shared.state.withLock { $0.arrivals } }
  var alerts: [Arrival] { arrivals.filter { $0.line.hasPrefix("POST ") } }
  var heartbeats: [Arrival] { arrivals.filter { $0.line.hasPrefix("GET ") } }

  func be(down: Bool) { shared.state.withLock { $0.isDown = down } }

  /// Waits for an alert of that code.
  ///
  /// - Returns: nil when none came in time.
  func alert(_ code: String, within milliseconds: Int) async -> Arrival? {
    _ = await eventually(milliseconds) { self.alerts.contains { $0.code == code } }
    return alerts.first { $0.code == code }
  }
}
