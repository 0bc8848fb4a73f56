import Chronology
import Cryptography
import HTTPTransport
import KrakenFuturesClient
import PaperTrading
import SimulatedVenue
import Synchronization
import Trading

/// The wire between the shell and the venue in this process: it takes its time, and everything on it is looked at.
final class WatchedVenue: WireTransport {
  private struct State {
    var random: SeededGenerator
    var digest = SHA256.digest(of: [])
    var requests = 0
    var sent: Set<String> = []
    var violations: [String] = []
  }

  let exchange: InProcessKraken
  private let executor: SeededExecutor
  private let state: Mutex<State>
  /// Whether an entry's record is on the disk.
  private let isKept: @Sendable (ClientOrderID) -> Bool
  /// Whether the kill switch on the disk is latched.
  private let isLatched: @Sendable () -> Bool

  init(
    _ exchange: InProcessKraken, _ executor: SeededExecutor, seed: UInt64,
    isKept: @escaping @Sendable (ClientOrderID) -> Bool, isLatched: @escaping @Sendable () -> Bool
  ) {
    self.exchange = exchange
    self.executor = executor
    self.isKept = isKept
    self.isLatched = isLatched
    state = Mutex(State(random: SeededGenerator(seed: seed ^ 0x5749_5245)))
  }

  var violations: [String] { state.withLock { $0.violations } }
  var requests: Int { state.withLock { $0.requests } }
  var entries: Int { state.withLock { $0.sent.count } }
  /// Of everything that was on the wire, in order and with its times.
  var digest: String { state.withLock { $0.digest.hex } }

  func perform(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
    let body = String(decoding: request.body, as: UTF8.self)
    state.withLock { $0.requests += 1 }
    note("> \(request.method.rawValue) \(request.target) \(body)")
    if request.path.hasSuffix("/sendorder") { noteOrder(body) }
    try await lag()
    do {
      let answer = try await exchange.perform(request)
      try await lag()
      note("< \(answer.status) \(String(decoding: answer.body, as: UTF8.self))")
      return answer
    } catch {
      note("! \(error.code.rawValue)")
      throw error
    }
  }

  private func lag() async throws(TransportError) {
    let milliseconds = state.withLock { Int64($0.random.within(1...25)) }
    do { try await executor.sleep(milliseconds) } catch {
      throw TransportError(.cancelled, "nobody waits any more", wasPossiblySent: true)
    }
  }

  func note(_ line: String) {
    let line = "\(executor.now) \(line)"
    state.withLock { state in
      state.digest = SHA256.digest(of: state.digest.bytes + Array(line.utf8))
    }
  }

  private func violate(_ text: String) {
    let now = executor.now
    state.withLock { $0.violations.append("\(now) ms: \(text)") }
  }

  private func noteOrder(_ body: String) {
    let pairs = body.split(separator: "&").map { $0.split(separator: "=", maxSplits: 1).map(String.init) }
    func value(_ key: String) -> String? { pairs.first { $0.count == 2 && $0[0] == key }?[1] }
    guard let text = value("cliOrdId"), let id = ClientOrderID(text), id.role == .entry else { return }
    // S1 and S7: one entry for each intent, never a second one.
    let isFirst = state.withLock { $0.sent.insert("\(id.intent)").inserted }
    if !isFirst { violate("a second entry for trade \(id.intent)") }
    if !isKept(id) { violate("the entry of trade \(id.intent) is sent before it is on disk") }
    if isLatched() { violate("an entry is sent while the kill switch is latched") }
  }
}
