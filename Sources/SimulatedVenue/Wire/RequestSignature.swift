import Cryptography

/// The venue's side of the signing rule: what `Authent` has to be for a request as it came.
///
/// Source: the venue's authentication guide in the wording of the project's fact sheet §2.1. Written from the rule and
/// checked with the sheet's vectors; no line is shared with the client, so that neither can excuse the other.
enum RequestSignature {
  /// `Authent` for the parameters in the form in which they are hashed.
  static func expected(parameters: String, nonce: String, path: String, secret: [UInt8]) -> String {
    let endpoint = path.hasPrefix("/derivatives/") ? String(path.dropFirst("/derivatives".count)) : path
    let digest = SHA256.digest(of: Array((parameters + nonce + endpoint).utf8))
    return Base64.encode(HMAC.sha512(key: secret, message: digest.bytes))
  }

  /// Whether a request carries the right signature for a secret, under a personality.
  static func isValid(_ request: WireRequest, secret: [UInt8], _ personality: VenuePersonality) -> Bool {
    guard let authent = request.authent else { return false }
    let nonce = request.nonce ?? ""
    let body = String(decoding: request.body, as: UTF8.self)
    var accepted = [request.query + body]
    if personality.decodedSigning == .accepted, let parameters = FormParameters(request.query, body) {
      accepted.append(parameters.decodedText)
    }
    if personality.unsignedQuery == .accepted, request.method == "GET" { accepted.append("") }
    return accepted.contains { parameters in
      constantTimeEqual(
        Array(expected(parameters: parameters, nonce: nonce, path: request.path, secret: secret).utf8),
        Array(authent.utf8))
    }
  }
}
