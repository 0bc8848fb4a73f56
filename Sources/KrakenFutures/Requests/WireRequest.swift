/// A request as it goes over the wire, without origin and signature: equal values are equal bytes.
public struct WireRequest: Sendable, Hashable {
  public enum Method: String, Sendable, Hashable, CaseIterable {
    case get = "GET"
    case post = "POST"
  }

  public let method: Method
  /// From the origin's root, percent-encoded: `/derivatives/api/v3/sendorder`.
  public let path: String
  /// In the order in which they are sent; names can repeat.
  public let parameters: [WireParameter]
  /// Whether the account's key has to sign it.
  public let isSigned: Bool
  /// Points of the rate budget.
  public let cost: Int
  /// Whether it may use what is reserved for protection: no entry does. Reads are given it by who reads for protection.
  public var isProtective: Bool

  /// The parameters as `name=value` joined by `&`, everything outside `A–Za–z0–9-_.~` escaped; empty without any. It is
  /// the query of a GET, the body of a POST, and what the signature covers.
  public let encodedParameters: String

  public init(
    _ method: Method, path: String, parameters: [WireParameter] = [], isSigned: Bool, cost: Int,
    isProtective: Bool = false
  ) {
    self.method = method
    self.path = path
    self.parameters = parameters
    self.isSigned = isSigned
    self.cost = cost
    self.isProtective = isProtective
    encodedParameters = WireParameter.encode(parameters)
  }

  /// What stands behind the question mark; empty for a POST.
  public var query: [WireParameter] { method == .get ? parameters : [] }

  /// What the body holds; empty for a GET.
  public var form: [WireParameter] { method == .post ? parameters : [] }

  /// RFC 9112 §3.2.1: path and query, such as `/derivatives/api/v3/fills?lastFillTime=…`.
  public var target: String {
    method == .get && !encodedParameters.isEmpty ? "\(path)?\(encodedParameters)" : path
  }

  /// The body's bytes, empty for a GET.
  public var body: [UInt8] { method == .post ? Array(encodedParameters.utf8) : [] }

  /// Of the body; nil for a GET, which has none.
  public var contentType: String? { method == .post ? "application/x-www-form-urlencoded" : nil }

  /// The same request with the right to what is reserved for protection.
  public func protective() -> WireRequest {
    var request = self
    request.isProtective = true
    return request
  }

  /// The path as it is signed: without a leading `/derivatives`.
  var endpointPath: Substring {
    path.utf8.starts(with: "/derivatives/".utf8) ? path.dropFirst("/derivatives".utf8.count) : path[...]
  }
}

/// A name with its value, both unencoded.
public struct WireParameter: Sendable, Hashable {
  public let name: String
  public let value: String

  public init(_ name: String, _ value: String) {
    self.name = name
    self.value = value
  }

  static func encode(_ parameters: [WireParameter]) -> String {
    guard !parameters.isEmpty else { return "" }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(256)
    for parameter in parameters {
      if !bytes.isEmpty { bytes.append(0x26) }
      PercentEncoding.append(parameter.name, to: &bytes)
      bytes.append(0x3D)
      PercentEncoding.append(parameter.value, to: &bytes)
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
