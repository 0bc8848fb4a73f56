internal import CLibCurl

extension TransportError {
  static func cancelled(wasPossiblySent: Bool) -> TransportError {
    TransportError(.cancelled, "the request was cancelled", wasPossiblySent: wasPossiblySent)
  }

  static func redirect(status: Int) -> TransportError {
    TransportError(
      .redirect, "a signed request was answered with a redirect (\(status))",
      hint: "check the venue's origin in the configuration", wasPossiblySent: true)
  }

  static func curl(multi code: CURLMcode) -> TransportError {
    TransportError(
      .setup, "libcurl cannot begin the request (multi error \(code.rawValue))",
      hint: "check that memory is free",
      wasPossiblySent: false)
  }

  /// What an error of libcurl's means here.
  static func curl(_ code: CURLcode, of transfer: Transfer, origin: HTTPOrigin) -> TransportError {
    // Before the request began to be sent, whatever went wrong went wrong with the connection.
    guard transfer.isSent else { return connecting(code, transfer, origin) }
    switch code {
    case CURLE_OPERATION_TIMEDOUT:
      return TransportError(
        .timeout, "\(origin) did not answer in time",
        hint: "what the request was to do may have happened: read it back", wasPossiblySent: true)
    case CURLE_FILESIZE_EXCEEDED:
      return TransportError(
        .tooLarge, "the answer announces more bytes than are accepted", wasPossiblySent: true)
    case CURLE_GOT_NOTHING, CURLE_SEND_ERROR, CURLE_RECV_ERROR, CURLE_PARTIAL_FILE, CURLE_SEND_FAIL_REWIND,
      // A second attempt of curl's own, refused.
      CURLE_ABORTED_BY_CALLBACK, CURLE_COULDNT_CONNECT, CURLE_COULDNT_RESOLVE_HOST, CURLE_SSL_CONNECT_ERROR,
      CURLE_PEER_FAILED_VERIFICATION:
      return TransportError(
        .reset, "no whole answer came from \(origin) (\(words(code)))",
        hint: "what the request was to do may have happened: read it back", wasPossiblySent: true)
    default:
      return TransportError(
        .malformed, "\(origin) answered with what is no HTTP/1 (\(words(code)))",
        hint: "check that this is the venue and not something in between", wasPossiblySent: true)
    }
  }

  private static func connecting(
    _ code: CURLcode, _ transfer: Transfer, _ origin: HTTPOrigin
  ) -> TransportError {
    let trouble = transfer.connectionTrouble
    let detail = trouble.isEmpty ? words(code) : trouble
    switch code {
    case CURLE_OPERATION_TIMEDOUT:
      return TransportError(
        .timeoutConnecting, "no connection to \(origin) in time",
        hint: "check the network and the venue's status",
        wasPossiblySent: false)
    case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_CONNECT:
      return TransportError(
        .connect, "no connection to \(origin): \(detail)", hint: "check the network, its names, and the port",
        wasPossiblySent: false)
    case CURLE_SSL_CONNECT_ERROR, CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CACERT_BADFILE,
      CURLE_SSL_ENGINE_NOTFOUND, CURLE_SSL_CERTPROBLEM, CURLE_SSL_CIPHER, CURLE_SSL_ISSUER_ERROR,
      CURLE_SSL_INVALIDCERTSTATUS:
      return TransportError(
        .tls, "no trusted connection to \(origin): \(detail)",
        hint: "check the certificate, the clock, and which trust store is configured", wasPossiblySent: false)
    default:
      return TransportError(
        .connect, "no connection to \(origin): \(detail)", hint: "check the network", wasPossiblySent: false)
    }
  }

  private static func words(_ code: CURLcode) -> String {
    guard let text = unsafe curl_easy_strerror(code) else { return "error \(code.rawValue)" }
    return unsafe String(cString: text)
  }
}
