import Chronology
import HTTPTransport
import KrakenFutures
import Synchronization
import Trading

/// Signs, sends once, takes down, and learns from every answer: the venue's clock, its patience, and whether the link is
/// up. Nothing is ever sent twice here.
final class WireExchange: Sendable {
  let clock: ClientClock
  private let transport: any WireTransport
  private let signer: RequestSigner?
  private let recorder: (any WireRecorder)?
  private let deadlines: ClientDeadlines
  private let state: Mutex<State>
  /// Called with every change of the link.
  private let onLink: @Sendable (LinkState) -> Void

  private struct State: Sendable {
    var requests = 0
    var budget: RequestBudget
    var serverClock = ServerClock()
    var isUp: Bool?
    /// Why it is down; nil while it is up.
    var downBecause: String?
    /// By uptime.
    var lastAnswerAt: Int64?
    /// Who vouched for the first answer's connection: all later ones have to be vouched for alike.
    var isVerified: Bool?
    var linkLosses = 0
  }

  /// Why there is no answer.
  enum Failure: Error, Sendable, Hashable {
    /// Nothing was sent; a stable code.
    case notSent(String)
    /// Nobody knows whether it was sent; a stable code.
    case unclear(String)

    var code: String {
      switch self {
      case .notSent(let code), .unclear(let code): code
      }
    }
  }

  init(
    transport: any WireTransport, signer: RequestSigner?, recorder: (any WireRecorder)?, clock: ClientClock,
    deadlines: ClientDeadlines, onLink: @escaping @Sendable (LinkState) -> Void
  ) {
    self.transport = transport
    self.signer = signer
    self.recorder = recorder
    self.clock = clock
    self.deadlines = deadlines
    self.onLink = onLink
    state = Mutex(State(budget: RequestBudget(KrakenFutures.capabilities.rateBudget)))
  }

  /// - Returns: the answer with the session of its connection.
  func perform(
    _ request: WireRequest, _ share: BudgetShare
  ) async throws(Failure) -> (answer: WireAnswer, session: TransportSession) {
    try await drawPoints(request.cost, share)
    let deadline = deadlines.deadline(share)
    var http = HTTPRequest(
      request.method == .get ? .get : .post, request.target, body: request.body, isSigned: request.isSigned,
      isProtective: share == .protectiveSend, connectTimeout: deadline, timeout: deadline)
    if let type = request.contentType { http.headers.append(HTTPHeader("Content-Type", type)) }
    if request.isSigned {
      guard let headers = signer?.headers(for: request) else { throw .notSent("no-credentials") }
      for pair in headers.pairs { http.headers.append(HTTPHeader(pair.name, pair.value)) }
    }
    let number = announce(request, share)
    let sentAt = clock.uptimeMilliseconds()
    let response: HTTPResponse
    do throws(TransportError) { response = try await transport.perform(http) } catch {
      take(error, number, tellsOfLink: share != .background)
      throw error.wasPossiblySent ? .unclear(error.code.rawValue) : .notSent(error.code.rawValue)
    }
    let answer = WireAnswer(status: response.status, body: response.body)
    try take(response, answer, number, share, sentAt: sentAt)
    return (answer, response.session)
  }

  /// The venue's time, as far as answers told it.
  func venueNow() -> Timestamp? {
    let uptime = clock.uptimeMilliseconds()
    return state.withLock { $0.serverClock.now(uptime: uptime) }
  }

  /// Venue time less wall clock, with what it may be wrong by.
  func clockOffset() -> (milliseconds: Int64, uncertainty: Int64)? {
    let (now, uptime) = (clock.now(), clock.uptimeMilliseconds())
    return state.withLock { $0.serverClock.offset(wallClock: now, uptime: uptime) }
  }

  /// How often the link was lost: what was certain of the venue's account-wide state before is not any more.
  var linkLosses: Int { state.withLock { $0.linkLosses } }

  var spentPoints: Int {
    let uptime = clock.uptimeMilliseconds()
    return state.withLock { $0.budget.spent(at: uptime) }
  }

  /// Whether the link is up, else why it is not, and how long ago anything was answered.
  var link: (isUp: Bool?, downBecause: String?, lastAnswerAge: Int64?) {
    let uptime = clock.uptimeMilliseconds()
    return state.withLock { state in
      (state.isUp, state.downBecause, state.lastAnswerAt.map { max(0, uptime - $0) })
    }
  }

  private func drawPoints(_ cost: Int, _ share: BudgetShare) async throws(Failure) {
    guard cost > 0 else { return }
    let began = clock.uptimeMilliseconds()
    while true {
      let now = clock.uptimeMilliseconds()
      guard let next = state.withLock({ $0.budget.take(cost, for: share, at: now) }) else { return }
      // A late entry is worse than none; a read is not.
      guard share != .entry, next - began <= deadlines.budgetWait.count else { throw .notSent("rate-limit") }
      do { try await clock.sleep(max(1, next - now)) } catch { throw .notSent("transport.cancelled") }
    }
  }

  private func announce(_ request: WireRequest, _ share: BudgetShare) -> Int {
    let now = clock.uptimeMilliseconds()
    // Within the lock, so that numbers and the recorder's order agree.
    return state.withLock { state in
      state.requests += 1
      recorder?.record(
        SentRequest(
          number: state.requests, method: request.method.rawValue, target: request.target,
          form: String(decoding: request.body, as: UTF8.self), isSigned: request.isSigned,
          isProtective: share == .protectiveSend, atMilliseconds: now))
      return state.requests
    }
  }

  private func take(_ error: TransportError, _ number: Int, tellsOfLink: Bool) {
    recorder?.record(
      ReceivedAnswer(
        number: number,
        content: .failure(code: error.code.rawValue, wasPossiblySent: error.wasPossiblySent),
        atMilliseconds: clock.uptimeMilliseconds()))
    // These say something about us, not about the link.
    guard tellsOfLink, ![.cancelled, .request, .setup, .tooLarge].contains(error.code) else { return }
    lose(error.code.rawValue)
  }

  private func lose(_ code: String) {
    let hasChanged = state.withLock { state in
      defer { (state.isUp, state.downBecause) = (false, code) }
      if state.isUp == false { return false }
      state.linkLosses += 1
      return true
    }
    if hasChanged { onLink(.down(code)) }
  }

  private func take(
    _ response: HTTPResponse, _ answer: WireAnswer, _ number: Int, _ share: BudgetShare, sentAt: Int64
  ) throws(Failure) {
    let now = clock.uptimeMilliseconds()
    recorder?.record(
      ReceivedAnswer(
        number: number, content: .answer(status: answer.status, body: answer.body), atMilliseconds: now))
    let isVerified = response.session.isVerifiedBySystemTrustStore
    // Charts have a limit of their own, and whatever serves them another one's troubles and clock: such an answer is
    // believed or it is not, and says nothing about the link.
    guard share != .background else {
      guard state.withLock({ $0.isVerified == nil || $0.isVerified == isVerified }) else {
        throw .unclear("session-not-as-before")
      }
      return
    }
    let serverTime = answer.serverTime
    enum Change { case none, cameUp, jumped(Int64), stranger }
    let change = state.withLock { state -> Change in
      if answer.status == 429 || answer.isRateRefusal {
        state.budget.notePressure(at: now)
      } else if share != .protectiveSend {
        state.budget.noteRelief()
      }
      guard state.isVerified == nil || state.isVerified == isVerified else { return .stranger }
      state.isVerified = isVerified
      state.lastAnswerAt = now
      if let serverTime {
        let change = state.serverClock.take(
          serverTime: serverTime, sentAt: sentAt, receivedAt: max(sentAt, now))
        if case .jumped(let milliseconds) = change {
          state.linkLosses += 1
          return .jumped(milliseconds)
        }
      }
      defer { (state.isUp, state.downBecause) = (true, nil) }
      return state.isUp == true ? .none : .cameUp
    }
    switch change {
    case .none: break
    case .cameUp: onLink(.up)
    case .jumped(let milliseconds):
      onLink(.down("venue-clock-jumped \(milliseconds) ms"))
      onLink(.up)
    case .stranger:
      lose("session-not-as-before")
      throw .unclear("session-not-as-before")
    }
  }
}

extension WireAnswer {
  /// The venue also says with other statuses that requests are too many; the word stands in a short answer.
  fileprivate var isRateRefusal: Bool {
    guard (Self.rateWord.count..<2_048).contains(body.count) else { return false }
    // By hand: the library's search through any collection takes longer than the rest of an order's way together.
    return (0...(body.count - Self.rateWord.count)).contains { start in
      body[start] == Self.rateWord[0] && body[start...].starts(with: Self.rateWord)
    }
  }

  private static let rateWord = Array("apiLimitExceeded".utf8)
}
