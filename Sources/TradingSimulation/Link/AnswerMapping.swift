import Chronology
import ExactDecimal
import SimulatedVenue
import Trading

/// What the venue's client would make of an answer.
enum AnswerMapping {
  static func outcome(_ answer: VenueAnswer, of command: ConductorCommand, at now: Timestamp) -> VenueOutcome
  {
    guard case .order(let answer) = answer else { return unknown(command, "answer.subject") }
    let isSuccess =
      switch (command, answer.status) {
      case (.enter, .placed), (.enter, .partiallyFilled), (.enter, .filled): true
      case (.protect, .placed), (.protect, .partiallyFilled), (.protect, .filled): true
      case (.exit, .placed), (.exit, .partiallyFilled), (.exit, .filled): true
      case (.amend, .edited): true
      case (.cancel, .cancelled), (.uncover, .cancelled): true
      default: false
      }
    let word = answer.status.rawValue
    guard isSuccess else {
      // `filled` answers a cancel that came too late: the order is not there any more.
      let isLate: Bool =
        switch (command, answer.status) {
        case (.cancel, .filled), (.uncover, .filled): true
        default: false
        }
      guard let meaning = isLate ? .notFound : VenueRefusal.Class(answer.status) else {
        return unknown(command, word)
      }
      return .refused(VenueRefusal(word, meaning))
    }
    var fills: [VenueOutcome.AnsweredFill] = []
    for event in answer.events {
      switch event {
      case .reject(_, let reason): return unknown(command, "accepted-and-rejected: \(reason.rawValue)")
      case .execution(let execution, let prior, _) where prior.id == answer.orderID:
        fills.append(
          VenueOutcome.AnsweredFill(price: execution.price.exact, size: execution.amount.exact))
      default: break
      }
    }
    return .accepted(
      VenueOutcome.Acceptance(venueOrderID: answer.orderID, word: word, fills: fills, serverTime: now))
  }

  static func unknown(_ command: ConductorCommand, _ reason: String) -> VenueOutcome {
    .unknown(UnknownOutcome(reason: reason, settlesAt: command.settlesAt))
  }
}
