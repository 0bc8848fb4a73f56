import Chronology
import ExactDecimal

extension Conductor {
  /// What is to be done at one symbol, in the order of what it protects from.
  mutating func decide(_ place: Int) {
    do throws(DecimalError) {
      cleanUpFlights(place)
      // Soon: the venue forgets what has ended.
      if let id = vanished(place) { askStatus(of: id, at: place) }
      try tendEntry(place)
      try tendClosing(place)
      try tendCover(place)
      try tendTakeProfit(place)
      tendHygiene(place)
      closeTrade(place)
    } catch {
      quarantine(desks[place].symbol, "its numbers do not add up: \(error.rawValue)")
    }
  }

  /// Lets an entry in, or out once its stop is shown.
  mutating func admit(_ place: Int) {
    guard desks[place].pending != nil || desks[place].waitingEntry != nil else { return }
    do throws(DecimalError) {
      try reviewPending(place)
      try tendWaitingEntry(place)
      if desks[place].waitingEntry != nil { try tendCover(place) }
    } catch {
      quarantine(desks[place].symbol, "its numbers do not add up: \(error.rawValue)")
    }
  }

  private mutating func cleanUpFlights(_ place: Int) {
    for watch in desks[place].watches.indices.reversed() where isOver(watch, at: place) {
      desks[place].watches.remove(at: watch)
    }
  }

  func watchPlace(of id: ClientOrderID, at place: Int) -> Int? {
    for watch in desks[place].watches.indices where desks[place].watches[watch].id == id { return watch }
    return nil
  }

  private func isOver(_ watch: Int, at place: Int) -> Bool {
    let id = desks[place].watches[watch].id
    for order in self[book: place].orders.indices where self[book: place].orders[order].id == id {
      return false
    }
    return desks[place].watches[watch].shownAt.map { now.uptime - $0 > Self.longestDelay } ?? true
  }

  // MARK: Sending

  enum Lane { case entry, cover, exit }

  mutating func send(_ command: ConductorCommand, at place: Int, _ lane: Lane) {
    let effect = makeEffect()
    let flight = Flight(effect: effect, command: command)
    switch lane {
    case .entry: desks[place].entryFlight = flight
    case .cover: desks[place].coverFlight = flight
    case .exit: desks[place].exitFlight = flight
    }
    effects.append(.send(effect, command))
  }

  mutating func take(_ outcome: VenueOutcome, of effect: EffectID) {
    for place in desks.indices {
      if let flight = desks[place].entryFlight, flight.effect == effect {
        desks[place].entryFlight = nil
        noteAnswer(place)
        takeEntryOutcome(outcome, of: flight, at: place)
      } else if let flight = desks[place].coverFlight, flight.effect == effect {
        desks[place].coverFlight = nil
        noteAnswer(place)
        desks[place].coverChangedAt = now.uptime
        takeCoverOutcome(outcome, of: flight, at: place)
      } else if let flight = desks[place].exitFlight, flight.effect == effect {
        desks[place].exitFlight = nil
        noteAnswer(place)
        takeExitOutcome(outcome, of: flight, at: place)
      }
    }
  }

  private mutating func noteAnswer(_ place: Int) { desks[place].changedAt = now.uptime }

  /// Notes what an answer said about an own order.
  mutating func noteOutcome(_ outcome: VenueOutcome, of id: ClientOrderID, at place: Int) {
    let uptime = now.uptime
    desks[place].watch(id) { watch in
      watch.answeredAt = uptime
      // Until then it may not have arrived: that no reading showed it says nothing.
      watch.missingSince = nil
      watch.missingReadings = 0
      switch outcome {
      case .accepted:
        watch.isAccepted = true
        watch.isUnknown = false
      case .unknown(let unknown):
        watch.isUnknown = true
        watch.settlesAt = unknown.settlesAt
      case .refused: break
      }
    }
    if case .unknown = outcome { desks[place].lateUntil = uptime + Self.longestDelay }
    if case .accepted(let acceptance) = outcome, let venueID = acceptance.venueOrderID { name(id, venueID) }
  }
}
