import Cryptography

/// Signs requests as the derivatives API wants it: the base64 of HMAC-SHA-512, keyed with the decoded secret, over the
/// SHA-256 of `postData ‖ nonce ‖ endpointPath`. Source: docs.kraken.com, REST authentication, read 2026-11-23.
///
/// No nonce is sent, which the venue permits: requests may overtake each other, and two processes can share a key.
public struct RequestSigner: Sendable {
  private let key: String
  private let secret: PreparedHMACSHA512

  public init(_ credentials: KrakenCredentials) {
    key = credentials.key
    secret = PreparedHMACSHA512(key: credentials.secret.bytes)
  }

  /// - Parameter secret: base64, as the venue issues it.
  public init(key: String, secret: String) throws(CredentialError) {
    self.init(try KrakenCredentials(key: key, secret: secret))
  }

  /// The headers that a signed request needs; nil for one that is not signed.
  public func headers(for request: WireRequest) -> SignatureHeaders? {
    guard request.isSigned else { return nil }
    return SignatureHeaders(
      apiKey: key,
      authent: authent(postData: request.encodedParameters, endpointPath: request.endpointPath))
  }

  /// The signature of the challenge that a WebSocket session starts with.
  public func authent(challenge: String) -> String { authenticate(Array(challenge.utf8)) }

  /// The signature over what is given, as the venue's documentation words it.
  ///
  /// - Parameters:
  ///   - postData: the encoded parameters exactly as they are sent; empty without any.
  ///   - nonce: as sent in the header `Nonce`; empty when none is sent.
  ///   - endpointPath: without a leading `/derivatives`, such as `/api/v3/sendorder`.
  public func authent(postData: String, nonce: String = "", endpointPath: some StringProtocol) -> String {
    var message: [UInt8] = []
    message.reserveCapacity(postData.utf8.count + nonce.utf8.count + endpointPath.utf8.count)
    message.append(contentsOf: postData.utf8)
    message.append(contentsOf: nonce.utf8)
    message.append(contentsOf: endpointPath.utf8)
    return authenticate(message)
  }

  private func authenticate(_ message: [UInt8]) -> String {
    Base64.encode(secret.authenticationCode(for: SHA256.digest(of: message).bytes))
  }
}

extension RequestSigner: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  public var description: String { "a request signer, its credentials not shown" }
  public var debugDescription: String { description }
  public var customMirror: Mirror { Mirror(self, children: [(label: String?, value: Any)]()) }
}

/// The two headers of a signed request. Not shown in descriptions: without a nonce, whoever has the signature of a
/// request can send the request.
public struct SignatureHeaders: Sendable, Hashable {
  /// The value of `APIKey`.
  public let apiKey: String
  /// The value of `Authent`.
  public let authent: String

  /// Names and values, in the order in which they are sent.
  public var pairs: [(name: String, value: String)] { [("APIKey", apiKey), ("Authent", authent)] }
}

extension SignatureHeaders: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  public var description: String { "signature headers, not shown" }
  public var debugDescription: String { description }
  public var customMirror: Mirror { Mirror(self, children: [(label: String?, value: Any)]()) }
}
