import Chronology
public import HTTPTransport
public import KrakenFuturesClient
public import SimulatedVenue

/// The simulated Kraken Futures within this process, as a transport: the adapter's bytes go in, the venue's come out, and
/// neither shares a codec with the other.
///
/// It has no time of its own. Whoever waits for an answer lets the venue's time catch up, so that a clock that is moved
/// by hand drives it as well as the machine's.
public actor InProcessKraken: WireTransport {
  var kraken: SimulatedKraken
  let clock: ClientClock
  private let session: TransportSession
  private var tokens = 0
  private var awaited: Set<Int> = []
  private var replies: [Int: WireReply] = [:]
  /// What keeps the account beyond this process; nil for a venue that is forgotten.
  var ledger: PaperLedger?
  var quotes = QuoteBook()
  nonisolated let quoteAge = QuoteAge()
  let tell: @Sendable (PaperNotice) -> Void

  public init(_ kraken: SimulatedKraken, clock: ClientClock, session: TransportSession) {
    self.kraken = kraken
    self.clock = clock
    self.session = session
    tell = { _ in }
  }

  /// With an account that is kept, and markets that follow others.
  init(
    _ ledger: sending PaperLedger, clock: ClientClock, session: TransportSession,
    tell: @escaping @Sendable (PaperNotice) -> Void
  ) {
    kraken = ledger.kraken
    self.clock = clock
    self.session = session
    self.tell = tell
    self.ledger = ledger
  }

  public func perform(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
    let sentAt = clock.uptimeMilliseconds()
    let deadline = sentAt + request.timeout.count
    tokens += 1
    let token = tokens
    awaited.insert(token)
    defer {
      awaited.remove(token)
      replies[token] = nil
    }
    try take(request, token)
    while replies[token] == nil { try await wait(until: deadline) }
    guard let reply = replies[token] else { throw Self.silence }
    let readyAt = clock.uptimeMilliseconds() + reply.delayMilliseconds
    if reply.delayMilliseconds > 0 { try await sleep(min(readyAt, deadline) - clock.uptimeMilliseconds()) }
    guard readyAt <= deadline else { throw Self.silence }
    guard reply.delivery == .whole else {
      throw TransportError(.reset, "the connection ended", wasPossiblySent: true)
    }
    return HTTPResponse(
      status: reply.status, headers: [], body: reply.body, session: session,
      sentAtNanoseconds: sentAt * 1_000_000,
      receivedAtNanoseconds: clock.uptimeMilliseconds() * 1_000_000)
  }

  /// Does something to the venue that no client can; to one that is forgotten alone, since nothing of it is kept.
  public func apply(_ actions: [SimulatorAction]) {
    guard ledger == nil else { return }
    note(kraken.advance(to: clock.now()))
    note(kraken.apply(actions))
  }

  /// Asks for what no client can: `/simulator/…`; of a venue that is forgotten alone.
  public func control(_ method: String, _ path: String) {
    guard ledger == nil else { return }
    tokens += 1
    note(kraken.handle(WireRequest(method: method, target: path), token: tokens, at: clock.now()))
  }

  /// Looks at the venue as it stands now.
  public func look<Value: Sendable>(_ body: @Sendable (SimulatedKraken) -> Value) -> Value {
    note(kraken.advance(to: clock.now()))
    return body(kraken)
  }

  private func take(_ request: HTTPRequest, _ token: Int) throws(TransportError) {
    func header(_ name: String) -> String? { request.header(name) }
    let wire = WireRequest(
      method: request.method.rawValue, target: request.target, body: request.body,
      apiKey: header("APIKey"), authent: header("Authent"), nonce: header("Nonce"))
    closeOldMarkets()
    let now = clock.now()
    guard ledger != nil, request.isSigned, request.method != .get else {
      return note(kraken.handle(wire, token: token, at: now))
    }
    var next = kraken
    let outputs = next.handle(wire, token: token, at: now)
    do {
      // One that costs too much reaches no order: what it would have cost is not kept either.
      if !outputs.contains(where: { $0.token == token && $0.reply.isOverBudget }) {
        try ledger?.keep(.request(wire, at: now), leadingTo: next)
      }
    } catch {
      tell(.notKept("\(error)"))
      throw TransportError(.closed, "the paper account takes nothing: \(error)", wasPossiblySent: false)
    }
    kraken = next
    note(outputs)
  }

  private func wait(until deadline: Int64) async throws(TransportError) {
    let now = clock.uptimeMilliseconds()
    guard now < deadline else { throw Self.silence }
    let release = kraken.nextRelease.map { max(1, $0.milliseconds(since: clock.now())) } ?? .max
    try await sleep(min(release, deadline - now))
    note(kraken.advance(to: clock.now()))
  }

  private func sleep(_ milliseconds: Int64) async throws(TransportError) {
    do { try await clock.sleep(max(1, milliseconds)) } catch {
      throw TransportError(.cancelled, "nobody waits any more", wasPossiblySent: true)
    }
  }

  func note(_ outputs: [WireOutput]) {
    for output in outputs where awaited.contains(output.token) { replies[output.token] = output.reply }
  }

  private static let silence = TransportError(.timeout, "no answer in time", wasPossiblySent: true)
}

extension HTTPRequest {
  fileprivate func header(_ name: String) -> String? { headers.first { $0.name == name }?.value }
}

extension WireReply {
  fileprivate var isOverBudget: Bool {
    let word = Array("apiLimitExceeded".utf8)
    return body.count < 2_048 && body.indices.contains { body[$0...].starts(with: word) }
  }
}
