/// Takes down every request and every answer, for a transcript. Called in the order in which they happen, before a
/// request is sent and after its answer is complete; must not block.
public protocol WireRecorder: Sendable {
  func record(_ request: SentRequest)
  func record(_ answer: ReceivedAnswer)
}

/// A request as it is sent, but for its headers, which hold the key and the signature.
public struct SentRequest: Sendable, Hashable {
  /// Counted from 1 within the connection.
  public let number: Int
  /// `GET` or `POST`.
  public let method: String
  /// Path and query.
  public let target: String
  /// The body as it is sent, percent-encoded; empty for a GET.
  public let form: String
  public let isSigned: Bool
  public let isProtective: Bool
  /// Uptime, just before the request was handed over.
  public let atMilliseconds: Int64
}

/// The answer to a request, or why there is none.
public struct ReceivedAnswer: Sendable, Hashable {
  public enum Content: Sendable, Hashable {
    case answer(status: Int, body: [UInt8])
    /// A stable code of the transport.
    case failure(code: String, wasPossiblySent: Bool)
  }

  /// Of the request.
  public let number: Int
  public let content: Content
  /// Uptime, when the last byte had come or the failure was known.
  public let atMilliseconds: Int64
}
