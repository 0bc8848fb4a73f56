public import Chronology
internal import Glibc

/// Requests to one origin, over connections that are kept and used again.
///
/// Two lanes, each with a thread and connections of its own: one for protective requests, one for the others. No
/// request is ever sent twice, no redirect is followed, no variable of the environment is heeded, and the server's
/// certificate and name are verified always.
public final class HTTPTransport: Sendable {
  /// How the protective lane keeps a connection standing: a HEAD request of no consequence.
  public struct Warming: Sendable, Hashable {
    /// Path and query, as in ``HTTPRequest/target``.
    public var target: String
    public var headers: [HTTPHeader]
    public var interval: Milliseconds

    public init(target: String = "/", headers: [HTTPHeader] = [], interval: Milliseconds = .seconds(20)) {
      self.target = target
      self.headers = headers
      self.interval = interval
    }
  }

  public let origin: HTTPOrigin
  private let ordinary: TransferLane
  private let protective: TransferLane

  /// - Parameters:
  ///   - maximumConnectionAge: from its beginning; an older connection takes no more requests. Kraken's own client
  ///     makes new ones every five minutes, since older ones were refused at times.
  ///   - maximumResponseBytes: of an answer's body.
  ///   - warming: nil lets the protective lane connect only when it is used.
  /// - Throws: ``TransportError/Code/setup``.
  public init(
    origin: HTTPOrigin, trust: TrustStore = .system, maximumConnectionAge: Milliseconds = .seconds(240),
    maximumResponseBytes: Int = 16 << 20, warming: Warming? = Warming()
  ) throws(TransportError) {
    try LibCurl.load()
    guard maximumConnectionAge.count >= 1, maximumConnectionAge <= .hours(24) else {
      throw Self.refusal("the maximum age of connections is \(maximumConnectionAge)", "use 1 ms to 24 h")
    }
    guard (1...(1 << 30)).contains(maximumResponseBytes) else {
      throw Self.refusal(
        "the maximum size of answers is \(maximumResponseBytes) bytes", "use 1 byte to 1 GiB")
    }
    if let warming {
      try HTTPRequest(.get, warming.target, headers: warming.headers).screen()
      guard warming.interval.count >= 100, warming.interval <= .hours(1) else {
        throw Self.refusal("the interval of warming is \(warming.interval)", "use 100 ms to 1 h")
      }
    }
    let trustPath = try trust.path()
    func options(_ warming: Warming?) -> LaneOptions {
      LaneOptions(
        origin: origin, trust: trust, trustPath: trustPath,
        maximumConnectionAgeNanoseconds: maximumConnectionAge.count * 1_000_000,
        maximumResponseBytes: maximumResponseBytes, warming: warming)
    }
    self.origin = origin
    ordinary = try TransferLane(options(nil))
    do throws(TransportError) { protective = try TransferLane(options(warming)) } catch {
      ordinary.stop()
      throw error
    }
  }

  deinit {
    ordinary.stop()
    protective.stop()
  }

  /// Sends a request once and waits for the whole answer. An answer of any status is an answer, no error.
  ///
  /// Cancelling the task ends the transfer and its connection, and this returns promptly.
  public func perform(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
    try request.screen()
    guard !Task.isCancelled else { throw .cancelled(wasPossiblySent: false) }
    let call = TransferCall(request)
    let lane = request.isProtective ? protective : ordinary
    let outcome = await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        call.suspend(continuation)
        lane.submit(call)
      }
    } onCancel: {
      call.markCancelled()
      lane.cancel(call)
    }
    return try outcome.get()
  }

  /// Runs tasks on the thread that reads the answers to protective requests: they go on without a thread having to be
  /// woken, which on loopback is a third of a request's time. What runs there delays those answers, so it must neither
  /// block nor compute for long.
  public var protectiveExecutor: any TaskExecutor { protective }

  /// The same for the other requests.
  public var executor: any TaskExecutor { ordinary }

  /// Ends every request with ``TransportError/Code/closed`` and all connections, and waits for both threads.
  public func close() async {
    ordinary.stop()
    protective.stop()
    await ordinary.ended()
    await protective.ended()
  }

  private static func refusal(_ message: String, _ hint: String) -> TransportError {
    TransportError(.setup, message, hint: hint, wasPossiblySent: false)
  }
}
