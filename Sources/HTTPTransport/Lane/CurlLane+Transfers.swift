internal import CLibCurl

extension CurlLane {
  /// After a sweep.
  func begin(_ transfer: Transfer) {
    active.append(transfer)
    let code = unsafe curl_multi_add_handle(multi, transfer.easy)
    if code != CURLM_OK {
      end(transfer, .failure(.curl(multi: code)))
    } else {
      act(CURL_SOCKET_TIMEOUT, 0)
    }
  }

  /// Lets curl go on, with a descriptor that is ready or with what is due, and ends what has finished by that: its
  /// connection may be the next request's.
  func act(_ descriptor: Int32, _ what: Int32) {
    var running: Int32 = 0
    _ = unsafe curl_multi_socket_action(multi, descriptor, what, &running)
    takeFinished()
  }

  private func takeFinished() {
    var left: Int32 = 0
    while let message = unsafe curl_multi_info_read(multi, &left) {
      guard unsafe message.pointee.msg == CURLMSG_DONE else { continue }
      let easy = unsafe message.pointee.easy_handle
      let code = unsafe clibcurl_message_result(message)
      guard let transfer = active.first(where: { unsafe $0.easy == easy }) else { continue }
      end(transfer, outcome(of: transfer, code))
    }
  }

  /// Takes a request out. One that curl has not finished loses its connection: curl closes it.
  func end(_ transfer: Transfer, _ outcome: TransferCall.Outcome) {
    unsafe curl_multi_remove_handle(multi, transfer.easy)
    let now = MonotonicClock.nanoseconds()
    for connection in connections where connection.user === transfer {
      connection.user = nil
      connection.lastUsedAtNanoseconds = now
    }
    active.removeAll { $0 === transfer }
    let call = transfer.finish()
    if let call {
      if unused.count < 8 { unused.append(transfer) }
      finished.append(FinishedCall(call: call, outcome: outcome))
    } else {
      keeper?.finished(isSuccess: (try? outcome.get()) != nil, now: now)
    }
  }

  private func outcome(of transfer: Transfer, _ code: CURLcode) -> TransferCall.Outcome {
    let received = MonotonicClock.nanoseconds()
    if code == CURLE_OK, transfer.answer.refusal == nil {
      let answer = transfer.answer
      guard answer.isHeadOver else {
        return .failure(.curl(CURLE_PARTIAL_FILE, of: transfer, origin: options.origin))
      }
      if transfer.call?.request.isSigned == true, (300..<400).contains(answer.status) {
        return .failure(.redirect(status: answer.status))
      }
      return .success(
        HTTPResponse(
          status: answer.status, headers: answer.headers, body: answer.body, session: session(of: transfer),
          sentAtNanoseconds: transfer.sentAtNanoseconds, receivedAtNanoseconds: received))
    }
    if let refusal = transfer.answer.refusal {
      return .failure(TransportError(refusal.code, refusal.message, wasPossiblySent: true))
    }
    return .failure(.curl(code, of: transfer, origin: options.origin))
  }

  /// The handshake's certificates are with the request that made the connection; later ones find them on it.
  private func session(of transfer: Transfer) -> TransportSession {
    if let known = transfer.connection?.session { return known }
    let isTLS = options.origin.scheme == .https
    let session = unsafe TransportSession(
      origin: options.origin, certificateSha256s: isTLS ? CertificateChain.sha256s(of: transfer.easy) : [],
      isVerifiedBySystemTrustStore: isTLS && options.trust == .system)
    transfer.connection?.session = session
    return session
  }
}
