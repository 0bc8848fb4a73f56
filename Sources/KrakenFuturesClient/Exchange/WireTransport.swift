public import HTTPTransport

/// Who carries a request to the venue and its answer back; a test puts a recorder, a silent or a late world here.
public protocol WireTransport: Sendable {
  /// Sends once, and waits for the whole answer.
  func perform(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse
}

extension HTTPTransport: WireTransport {}
