public import Chronology
public import HTTPTransport
public import KrakenFuturesClient
public import SimulatedVenue
import Synchronization

/// The simulated Kraken in memory, as a transport: the client's bytes go in, the venue's come back, and time passes only
/// while somebody waits.
public final class KrakenWorld: WireTransport {
  private struct State: Sendable {
    var kraken: SimulatedKraken
    var now: Timestamp
    var token = 0
    var replies: [Int: WireReply] = [:]
    var requests: [HTTPRequest] = []
  }

  public let session: TransportSession
  private let start: Timestamp
  private let state: Mutex<State>

  public init(_ kraken: SimulatedKraken, at start: Timestamp, session: TransportSession) {
    self.session = session
    self.start = start
    state = Mutex(State(kraken: kraken, now: start))
  }

  public var now: Timestamp { state.withLock { $0.now } }

  /// What was sent so far.
  public var requests: [HTTPRequest] { state.withLock { $0.requests } }

  /// The client's clocks; the wall clock stands `offset` milliseconds behind the venue's.
  public func clock(offset: Int64 = 0) -> ClientClock {
    ClientClock(
      now: { self.now.advanced(byMilliseconds: -offset) },
      uptimeMilliseconds: { self.now.milliseconds(since: self.start) }, sleep: { self.pass($0) })
  }

  /// Lets time pass, and the venue work meanwhile.
  public func pass(_ milliseconds: Int64) {
    state.withLock { state in
      let end = state.now.advanced(byMilliseconds: max(0, milliseconds))
      while state.now < end { Self.step(&state, to: end) }
    }
  }

  /// Asks the simulator for something that no venue offers: `POST /simulator/faults`, …
  ///
  /// - Returns: the HTTP status.
  @discardableResult public func control(_ name: String, _ body: String) -> Int {
    state.withLock { state in
      state.token += 1
      let outputs = state.kraken.handle(
        WireRequest(method: "POST", target: "/simulator/\(name)", body: Array(body.utf8)),
        token: state.token, at: state.now)
      return outputs.first { $0.token == state.token }?.reply.status ?? 0
    }
  }

  public func perform(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
    try state.withLock { (state) throws(TransportError) in
      state.requests.append(request)
      state.now = state.now.advanced(byMilliseconds: 1)
      let sentAt = state.now.milliseconds(since: start)
      let deadline = state.now.advanced(byMilliseconds: request.timeout.count)
      let reply = try Self.answer(request, deadline, &state)
      guard reply.delivery == .whole else {
        throw TransportError(.reset, "the connection ended", wasPossiblySent: true)
      }
      return HTTPResponse(
        status: reply.status, headers: [], body: reply.body, session: session,
        sentAtNanoseconds: sentAt * 1_000_000,
        receivedAtNanoseconds: state.now.milliseconds(since: start) * 1_000_000)
    }
  }

  private static func answer(
    _ request: HTTPRequest, _ deadline: Timestamp, _ state: inout State
  ) throws(TransportError) -> WireReply {
    state.token += 1
    let token = state.token
    func header(_ name: String) -> String? { request.headers.first { $0.name == name }?.value }
    note(
      state.kraken.handle(
        WireRequest(
          method: request.method.rawValue, target: request.target, body: request.body,
          apiKey: header("APIKey"), authent: header("Authent")), token: token, at: state.now), &state)
    while state.replies[token] == nil, state.now < deadline { step(&state, to: deadline) }
    guard let reply = state.replies.removeValue(forKey: token),
      state.now.advanced(byMilliseconds: reply.delayMilliseconds) <= deadline
    else {
      state.now = max(state.now, deadline)
      throw TransportError(.timeout, "no answer in time", wasPossiblySent: true)
    }
    state.now = state.now.advanced(byMilliseconds: reply.delayMilliseconds + 1)
    return reply
  }

  /// To the venue's next own event, or to the end.
  private static func step(_ state: inout State, to end: Timestamp) {
    let next = state.kraken.nextRelease.map { max($0, state.now.advanced(byMilliseconds: 1)) } ?? end
    state.now = min(next, end)
    note(state.kraken.advance(to: state.now), &state)
  }

  private static func note(_ outputs: [WireOutput], _ state: inout State) {
    for output in outputs { state.replies[output.token] = output.reply }
  }
}
