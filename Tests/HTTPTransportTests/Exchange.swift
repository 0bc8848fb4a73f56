import Chronology
import HTTPScene
import HTTPTransport

/// A transport to a server of the test's own.
func transport(
  to origin: String, trust: TrustStore = .system, age: Milliseconds = .seconds(240), limit: Int = 1 << 20,
  warming: HTTPTransport.Warming? = nil
) throws -> HTTPTransport {
  try HTTPTransport(
    origin: HTTPOrigin(origin), trust: trust, maximumConnectionAge: age, maximumResponseBytes: limit,
    warming: warming)
}

/// A signed order as the engine sends it.
func order(isProtective: Bool = false, timeout: Milliseconds = .seconds(20)) -> HTTPRequest {
  HTTPRequest(
    .post, "/derivatives/api/v3/sendorder?token=query-secret",
    headers: [HTTPHeader("APIKey", "key-secret"), HTTPHeader("Authent", "signature-secret")],
    body: Array("cliOrdId=body-secret".utf8), isSigned: true, isProtective: isProtective, timeout: timeout)
}

extension HTTPTransport {
  /// The error that a request ends with; nil when it is answered.
  func failure(of request: HTTPRequest) async -> TransportError? {
    do throws(TransportError) {
      _ = try await perform(request)
      return nil
    } catch { return error }
  }

  /// The answer's body as text.
  func text(_ request: HTTPRequest) async throws -> String {
    String(decoding: try await perform(request).body, as: UTF8.self)
  }
}
