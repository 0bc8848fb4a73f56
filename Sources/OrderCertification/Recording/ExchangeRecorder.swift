public import CertificationEvidence
public import Chronology
public import KrakenFuturesClient
import Synchronization

/// Joins each request with its answer into one record of the transcript.
public final class ExchangeRecorder: WireRecorder {
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

  public func record(_ request: SentRequest) {
    let time = now()
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
