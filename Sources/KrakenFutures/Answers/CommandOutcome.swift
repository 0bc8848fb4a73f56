import Chronology
public import Trading

extension WireAnswer {
  /// What is certain about a command after this answer.
  ///
  /// Accepted only for the venue's own word of success that fits the command, in an answer about this order that does
  /// not contradict itself. Refused only for a word of refusal that we know and without a match in the same answer.
  /// Everything else is unknown.
  public func outcome(of command: VenueCommand) -> VenueOutcome {
    switch Envelope(self) {
    case .refused(let refusal): return .refused(refusal)
    case .unavailable(let word): return command.unknownOutcome(word)
    case .malformed(let error): return command.unknownOutcome(error.code.rawValue)
    case .success: break
    }
    do throws(WireError) {
      return try judge(read(command), command)
    } catch { return command.unknownOutcome(error.code.rawValue) }
  }

  private func read(_ command: VenueCommand) throws(WireError) -> OrderAnswer {
    switch command {
    case .enter, .protect, .exit: try sentOrder()
    case .amend: try editedOrder()
    case .cancel: try cancelledOrder()
    }
  }

  private func judge(_ answer: OrderAnswer, _ command: VenueCommand) throws(WireError) -> VenueOutcome {
    try checkSubject(answer, command)
    let word = answer.status
    guard command.wordsOfSuccess.contains(word) else {
      // `filled` answers a cancel that came too late: the order is not there any more.
      let late = command.isCancel && word == "filled"
      guard let meaning = late ? .notFound : VenueRefusal.Class(orderStatus: word) else {
        return command.unknownOutcome(VenueWord.shown(word))
      }
      guard late || answer.fills.isEmpty else {
        return command.unknownOutcome("refused-after-execution: \(word)")
      }
      return .refused(VenueRefusal(word, meaning))
    }
    if let reason = answer.rejectReason {
      return command.unknownOutcome("accepted-and-rejected: \(reason)")
    }
    return .accepted(
      VenueOutcome.Acceptance(
        venueOrderID: answer.venueOrderID, word: word, fills: answer.fills, serverTime: answer.serverTime))
  }

  /// An answer that names another order is no answer to this command.
  private func checkSubject(_ answer: OrderAnswer, _ command: VenueCommand) throws(WireError) {
    if let sent = command.clientID {
      for shown in answer.namedClientIDs where ClientOrderID(shown) != sent {
        throw WireError(
          .otherSubject, at: "cliOrdId", expected: sent.description, found: VenueWord.shown(shown))
      }
    }
    if let sent = command.venueOrderID, let shown = answer.venueOrderID, shown != sent {
      throw WireError(
        .otherSubject, at: "order_id", expected: VenueWord.shown(sent), found: VenueWord.shown(shown))
    }
  }
}

extension VenueCommand {
  /// The outcome of a command whose answer is missing or unclear: what a client gives for a timeout, too.
  ///
  /// - Parameter reason: a stable code of transport or decoder, or the venue's word.
  public func unknownOutcome(_ reason: String) -> VenueOutcome {
    var settlesAt: Timestamp?
    if case .enter(let order) = self { settlesAt = order.processBefore }
    return .unknown(UnknownOutcome(reason: reason, settlesAt: settlesAt))
  }

  /// The venue's words that mean that it took the command.
  var wordsOfSuccess: [String] {
    switch self {
    case .enter, .protect, .exit: ["placed", "partiallyFilled", "filled"]
    case .amend: ["edited"]
    case .cancel: ["cancelled"]
    }
  }

  var isCancel: Bool {
    if case .cancel = self { true } else { false }
  }

  /// The client id that the command carried.
  var clientID: ClientOrderID? {
    switch self {
    case .enter(let order): order.id
    case .protect(let order): order.id
    case .exit(let order): order.id
    case .amend(let amendment): amendment.order.clientID
    case .cancel(let order, _): order.clientID
    }
  }

  /// The venue's id that the command named.
  var venueOrderID: String? {
    switch self {
    case .amend(let amendment): amendment.order.venueOrderID
    case .cancel(let order, _): order.venueOrderID
    case .enter, .protect, .exit: nil
    }
  }
}

extension OrderReference {
  var clientID: ClientOrderID? {
    if case .client(let id) = self { id } else { nil }
  }

  var venueOrderID: String? {
    if case .venue(let id) = self { id } else { nil }
  }
}
