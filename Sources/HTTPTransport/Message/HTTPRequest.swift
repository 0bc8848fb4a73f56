public import Chronology

/// A request, ready to be sent as it stands: the transport adds `Host` and `Content-Length` and nothing else.
public struct HTTPRequest: Sendable, Hashable {
  public enum Method: String, Sendable {
    case get = "GET"
    case post = "POST"
    case put = "PUT"
  }

  public var method: Method
  /// Path and query as they go over the wire, percent-encoded already, beginning with `/`; never a host.
  public var target: String
  /// `Host`, `Content-Length` and those that rule the connection are the transport's and are refused here.
  public var headers: [HTTPHeader]
  /// Empty for GET.
  public var body: [UInt8]
  /// The answer to a signed request is never a redirect: a 3xx is ``TransportError/Code/redirect``.
  ///
  /// Redirects are not followed in any case; the answer to an unsigned request shows them.
  public var isSigned: Bool
  /// Goes over connections of its own, which other requests never use or queue for, one of which is kept warm.
  public var isProtective: Bool
  /// For name, TCP and TLS, counted from the start; 1 ms to 1 h.
  public var connectTimeout: Milliseconds
  /// For everything, counted from the start; 1 ms to 1 h.
  public var timeout: Milliseconds

  public init(
    _ method: Method, _ target: String, headers: [HTTPHeader] = [], body: [UInt8] = [],
    isSigned: Bool = false,
    isProtective: Bool = false, connectTimeout: Milliseconds = .seconds(5),
    timeout: Milliseconds = .seconds(10)
  ) {
    self.method = method
    self.target = target
    self.headers = headers
    self.body = body
    self.isSigned = isSigned
    self.isProtective = isProtective
    self.connectTimeout = connectTimeout
    self.timeout = timeout
  }

  /// The target without its query, which may hold what is not for a log.
  public var path: String { String(target.prefix { $0 != "?" }) }
}

extension HTTPRequest: CustomStringConvertible, CustomReflectable {
  public var description: String { "\(method.rawValue) \(path)" }
  public var customMirror: Mirror { Mirror(self, children: ["method": method, "path": path]) }
}
