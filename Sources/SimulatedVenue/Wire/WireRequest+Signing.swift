extension WireRequest {
  /// The request as the holder of a credential would send it: for requests that are asked again without their secrets.
  public static func signed(
    method: String, target: String, body: [UInt8], by credential: Credential, nonce: String
  ) -> WireRequest {
    let bare = WireRequest(method: method, target: target, body: body)
    let authent = RequestSignature.expected(
      parameters: bare.query + String(decoding: body, as: UTF8.self), nonce: nonce, path: bare.path,
      secret: credential.secret)
    return WireRequest(
      method: method, target: target, body: body, apiKey: credential.key, authent: authent, nonce: nonce)
  }

  /// Such as `GET openorders`; the path for one that the simulator does not have.
  public var endpointName: String { "\(method) \(Endpoint.named(method, path)?.name ?? path)" }
}
