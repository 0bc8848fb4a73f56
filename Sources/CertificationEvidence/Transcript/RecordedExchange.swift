public import Chronology

/// One request and what came back.
public struct RecordedExchange: Sendable, Hashable {
  /// From 1, without a gap.
  public var number: Int64
  public var request: RecordedRequest
  /// Monotonic, from the run's beginning; of the request's first byte.
  public var sentMicroseconds: Int64
  /// Monotonic; of the answer's last byte, or of the failure.
  public var receivedMicroseconds: Int64
  /// Our wall clock when the request was sent.
  public var sentAt: Timestamp
  public var answer: Answer

  public enum Answer: Sendable, Hashable {
    case received(status: Int, body: [UInt8])
    /// No complete answer came; the transport's stable code.
    case failed(String)
  }

  public init(
    number: Int64, request: RecordedRequest, sentMicroseconds: Int64, receivedMicroseconds: Int64,
    sentAt: Timestamp, answer: Answer
  ) {
    self.number = number
    self.request = request
    self.sentMicroseconds = sentMicroseconds
    self.receivedMicroseconds = receivedMicroseconds
    self.sentAt = sentAt
    self.answer = answer
  }

  public var receivedAt: Timestamp {
    sentAt.advanced(byMilliseconds: (receivedMicroseconds - sentMicroseconds) / 1_000)
  }
}

/// A request without its headers.
public struct RecordedRequest: Sendable, Hashable {
  /// `GET`, `POST` or `PUT`.
  public var method: String
  /// Path and query, such as `/derivatives/api/v3/openorders`.
  public var target: String
  /// A form; empty when there is none.
  public var body: String

  public init(method: String, target: String, body: String) {
    self.method = method
    self.target = target
    self.body = body
  }
}
