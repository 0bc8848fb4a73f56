/// An HTTP request as it came, before anybody has looked at it.
public struct WireRequest: Sendable, Hashable {
  public let method: String
  /// Path and query, raw.
  public let target: String
  public let body: [UInt8]
  public let apiKey: String?
  public let authent: String?
  public let nonce: String?

  public init(
    method: String, target: String, body: [UInt8] = [], apiKey: String? = nil, authent: String? = nil,
    nonce: String? = nil
  ) {
    (self.method, self.target, self.body) = (method, target, body)
    (self.apiKey, self.authent, self.nonce) = (apiKey, authent, nonce)
  }

  public var path: String { String(target.prefix { $0 != "?" }) }

  /// Without the question mark; empty when there is none.
  public var query: String {
    target.firstIndex(of: "?").map { String(target[target.index(after: $0)...]) } ?? ""
  }
}

/// An HTTP answer and how it is to be delivered.
public struct WireReply: Sendable, Hashable {
  public enum Delivery: Sendable, Hashable {
    case whole
    /// Nothing is sent, and the connection is closed.
    case lost
    /// Head and the first bytes, then the connection is closed in order.
    case truncated(bytes: Int)
    /// The same, but the connection is reset.
    case reset(bytes: Int)
  }

  public var status: Int
  public var contentType: String
  public var headers: [(name: String, value: String)] = []
  public var body: [UInt8]
  public var delivery = Delivery.whole
  /// How long the delivery waits, in milliseconds.
  public var delayMilliseconds: Int64 = 0

  public init(status: Int, contentType: String = "application/json", body: [UInt8]) {
    (self.status, self.contentType, self.body) = (status, contentType, body)
  }

  public static func == (left: WireReply, right: WireReply) -> Bool {
    left.status == right.status && left.contentType == right.contentType && left.body == right.body
      && left.delivery == right.delivery && left.delayMilliseconds == right.delayMilliseconds
      && left.headers.map(\.name) == right.headers.map(\.name)
      && left.headers.map(\.value) == right.headers.map(\.value)
  }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(status)
    hasher.combine(body)
  }
}

/// An answer to a request, by the token that the request came with.
public struct WireOutput: Sendable, Hashable {
  public let token: Int
  public let reply: WireReply
}
