import Chronology
import ExactDecimal

extension Conductor {
  mutating func takeCoverOutcome(_ outcome: VenueOutcome, of flight: Flight, at place: Int) {
    switch flight.command {
    case .protect(let order): takeStopOutcome(outcome, order, at: place)
    case .uncover(let id, _, _):
      let uptime = now.uptime
      switch outcome {
      case .accepted: desks[place].watch(id) { $0.cancelAnsweredAt = uptime }
      case .refused, .unknown:
        desks[place].coverRetryAt = now.uptime + Self.hotCadence
        desks[place].hygieneRetryAt = now.uptime + Self.hotCadence
      }
    case .amend:
      if case .accepted = outcome { return }
      desks[place].coverRetryAt = now.uptime + Self.hotCadence
    default: break
    }
  }

  mutating func takeStopOutcome(_ outcome: VenueOutcome, _ order: ProtectiveOrder, at place: Int) {
    noteOutcome(outcome, of: order.id, at: place)
    guard case .refused(let refusal) = outcome else {
      if case .accepted = outcome { desks[place].blockedUntil = nil }
      return
    }
    let isStop = order.role == .stopLoss
    // Sent again for want of an answer: a refusal of the repetition says nothing about the first.
    let isRepetition = (desks[place].watch(of: order.id)?.sends ?? 1) > 1
    if refusal.meaning == .duplicateID || isRepetition {
      desks[place].watch(order.id) { watch in
        watch.isUnknown = refusal.meaning != .duplicateID
        watch.isAccepted = refusal.meaning == .duplicateID
        // What a halted venue turned away was not tried.
        if refusal.meaning == .venueState || refusal.meaning == .rateLimit { watch.sends -= 1 }
      }
      if refusal.meaning == .venueState { desks[place].noteBlocked(at: now.uptime) }
      if refusal.meaning == .venueState || refusal.meaning == .rateLimit {
        retry(order, at: place, after: 1_000)
      }
      return
    }
    record(.ended(order.id, .refused))
    switch refusal.meaning {
    case .badNumbers, .request:
      instruments.nextReadAt = now.uptime
      if desks[place].numbersCorrected, isStop {
        closeUncovered(place, "the venue refused the stop of \(order.symbol) twice: \(refusal.word)")
      }
      desks[place].numbersCorrected = true
    case .venueState:
      desks[place].noteBlocked(at: now.uptime)
      retry(order, at: place, after: 1_000)
    case .couldNotTrade:
      // A trigger that is reached already and refused for it.
      if isStop, ownPart(place).signum != 0 {
        closeUncovered(place, "the venue refused the stop of \(order.symbol): \(refusal.word)")
      }
    case .rateLimit: retry(order, at: place, after: 500)
    case .nothingToReduce, .limits, .notFound, .tooLate, .access, .local, .duplicateID:
      retry(order, at: place, after: Self.hotCadence)
    }
  }

  mutating func retry(_ order: ProtectiveOrder, at place: Int, after delay: Int64) {
    if order.role == .stopLoss {
      desks[place].coverRetryAt = now.uptime + delay
    } else {
      desks[place].takeProfitRetryAt = now.uptime + max(delay, 1_000)
    }
  }
}
