public import CertificationEvidence
public import Chronology
public import KrakenFuturesClient
import Synchronization

/// Joins each request with its answer into one record of the transcript, and puts the announcement of a command before
/// the request that sends it. A command that is stopped here, before anything is sent, leaves no trace.
public final class ExchangeRecorder: WireRecorder {
  private let announced = Mutex<TranscriptMarker?>(nil)
  private let adapter = KrakenTranscriptAdapter()
  private let pending = Mutex<[Int: (request: SentRequest, sentAt: Timestamp)]>([:])
  /// CLOCK_MONOTONIC when the run began, from which its times count.
  private let baseMilliseconds: Int64
  private let now: @Sendable () -> Timestamp
  private let sink: @Sendable (CertificationTranscript.Record) -> Void

  public init(
    baseMilliseconds: Int64, now: @escaping @Sendable () -> Timestamp,
    sink: @escaping @Sendable (CertificationTranscript.Record) -> Void
  ) {
    self.baseMilliseconds = baseMilliseconds
    self.now = now
    self.sink = sink
  }

  /// The next command that is sent is this one.
  func announce(_ marker: TranscriptMarker) { announced.withLock { $0 = marker } }

  /// Nothing was sent, if the announcement still stands.
  func withdraw() { announced.withLock { $0 = nil } }

  /// A step begins or ends.
  func mark(_ marker: TranscriptMarker) { sink(.marker(marker)) }

  public func record(_ request: SentRequest) {
    let time = now()
    let wire = RecordedRequest(method: request.method, target: request.target, body: request.form)
    if adapter.question(of: wire) == .command,
      let marker = announced.withLock({ marker in
        defer { marker = nil }
        return marker
      })
    {
      sink(.marker(marker))
    }
    pending.withLock { $0[request.number] = (request, time) }
  }

  public func record(_ answer: ReceivedAnswer) {
    guard let sent = pending.withLock({ $0.removeValue(forKey: answer.number) }) else { return }
    let content: RecordedExchange.Answer =
      switch answer.content {
      case .answer(let status, let body): .received(status: status, body: body)
      case .failure(let code, _): .failed(code)
      }
    sink(
      .exchange(
        RecordedExchange(
          number: 1,
          request: RecordedRequest(
            method: sent.request.method, target: sent.request.target, body: sent.request.form),
          sentMicroseconds: max(0, sent.request.atMilliseconds - baseMilliseconds) * 1_000,
          receivedMicroseconds: max(0, answer.atMilliseconds - baseMilliseconds) * 1_000,
          sentAt: sent.sentAt, answer: content)))
  }
}
