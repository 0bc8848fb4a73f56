/// Why a request got no answer. Neither headers nor body nor query appear in it.
public struct TransportError: Error, Sendable, Hashable {
  /// Raw values appear in logs and transcripts: add cases, never rename one.
  public enum Code: String, Sendable, CaseIterable {
    /// The transport cannot be made like this: origin, trust store, options, threads.
    case setup = "transport.setup"
    /// The request is not one that can be sent; nothing was tried.
    case request = "transport.request"
    /// Name or TCP: no connection.
    case connect = "transport.connect"
    /// No connection that could be trusted.
    case tls = "transport.tls"
    case timeoutConnecting = "transport.timeout-connecting"
    case timeout = "transport.timeout"
    /// The connection ended before the whole answer had come.
    case reset = "transport.reset"
    /// The answer has more bytes or headers than are accepted.
    case tooLarge = "transport.too-large"
    /// A signed request was answered with a redirect.
    case redirect = "transport.redirect"
    case cancelled = "transport.cancelled"
    /// What came is no answer in HTTP/1.
    case malformed = "transport.malformed"
    /// The transport was closed before or meanwhile.
    case closed = "transport.closed"
  }

  public let code: Code
  /// One line for a person, lower case, no full stop.
  public let message: String
  /// What to do about it.
  public let hint: String?
  /// False only when it is certain that no byte of the request has left: the connection had not been made.
  public let wasPossiblySent: Bool

  public init(_ code: Code, _ message: String, hint: String? = nil, wasPossiblySent: Bool) {
    self.code = code
    self.message = message
    self.hint = hint
    self.wasPossiblySent = wasPossiblySent
  }
}

extension TransportError: CustomStringConvertible {
  public var description: String { "\(message) [\(code.rawValue)]" }
}
