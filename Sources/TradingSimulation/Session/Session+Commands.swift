import Chronology
import SimulatedVenue
import Trading

/// Commands on their way to the venue and back.
extension Session {
  /// What the client waits for an answer.
  static let clientTimeout: Int64 = 2_000
  /// What protection waits for the journal.
  static let journalPatience: Int64 = 50

  mutating func latency() -> Int64 {
    Int64(latencies.chance(1, in: 40) ? latencies.within(100...600) : latencies.within(3...30))
  }

  mutating func send(_ effect: EffectID, _ command: ConductorCommand) {
    guard let symbol = place(command.symbol), let id = command.orderID else { return }
    let text = id.description
    oracle.noteDecided(command, at: now)
    if case .uncover(let id, _, let needlessness) = command {
      // On its way, and in time: sent by this process, not answered, and not too late yet.
      let isUnderWay = requests.contains { request in
        guard case .enter(let approved) = request.command, request.symbol == symbol, request.epoch == epoch
        else {
          return false
        }
        return !request.isAnswered && approved.order.processBefore >= venueNow
      }
      oracle.noteUncover(id, needlessness, symbol, entriesUnderWay: isUnderWay, at: now)
    }
    requests.append(
      CommandRequest(
        effect: effect, command: command, text: text, symbol: symbol, epoch: epoch,
        records: disk.records.count,
        createdAt: now))
    let place = requests.count - 1
    if command.needsJournal, disk.mode == .failing {
      requests[place].sentAt = now
      requests[place].outcome = .refused(VenueRefusal("journal", .local))
      queue.add(.answer(place), at: now)
    } else if disk.isAllSynced {
      dispatch(place)
    } else if !command.needsJournal {
      queue.add(.dispatch(place), at: now + Self.journalPatience)
    }
  }

  /// The command leaves the engine, by `VenueAccess` and the client.
  mutating func dispatch(_ place: Int) {
    guard requests[place].sentAt == .min, requests[place].epoch == epoch, isUp else { return }
    requests[place].sentAt = now
    let request = requests[place]
    // An entry that waited for the journal may not be permitted any more; whoever holds the venue asks again.
    if case .enter(let approved) = request.command, oracle.permits(approved, at: venueNow) != nil {
      requests[place].outcome = .refused(VenueRefusal("not-permitted", .local))
      queue.add(.answer(place), at: now)
      return
    }
    // As long as an entry is not known to have ended, what a stranger opens looks like its fill.
    if conductor.memory.book(request.command.symbol)?.liveEntry != nil {
      oracle.truths[request.symbol].entrySentAt = now
    }
    oracle.noteSent(request.command, request.text, request.symbol, at: now, venue)
    if let word = access[request.symbol].refusal(of: request.command, owner: plan.rules.owner, at: now) {
      requests[place].outcome = .refused(VenueRefusal(word, .local))
      queue.add(.answer(place), at: now)
      return
    }
    let fault = takeCommandFault(for: request.command)
    requests[place].fault = fault
    queue.add(.timeout(place), at: now + Self.clientTimeout)
    if isLinkDown { return oracle.noteImpaired(until: now + Self.clientTimeout) }
    switch fault {
    case .loseRequest: oracle.noteImpaired(until: now + Self.clientTimeout)
    case .fail, .limit:
      requests[place].outcome =
        fault.map { if case .limit = $0 { true } else { false } } ?? false
        ? .refused(VenueRefusal("apiLimitExceeded", .rateLimit))
        : AnswerMapping.unknown(request.command, "http.503")
      let at = now + latency() + latency()
      oracle.noteImpaired(until: at)
      queue.add(.answer(place), at: at)
    case .delay(let milliseconds):
      oracle.noteImpaired(until: now + milliseconds)
      queue.add(.arrive(place), at: now + milliseconds)
    case .loseReply, .failAfter:
      oracle.noteImpaired(until: now + Self.clientTimeout)
      queue.add(.arrive(place), at: now + latency())
    case nil: queue.add(.arrive(place), at: now + latency())
    }
  }

  private mutating func takeCommandFault(for command: ConductorCommand) -> CommandFault? {
    guard
      let place = armedCommands.firstIndex(where: { armed in
        switch (armed.target, command) {
        case (.any, _), (.enter, .enter), (.protect, .protect), (.exit, .exit), (.cancel, .cancel),
          (.cancel, .uncover), (.amend, .amend):
          true
        default: false
        }
      })
    else { return nil }
    let armed = armedCommands.remove(at: place)
    if trace != nil { note("fault \(armed.act) takes the next command: \(armed.fault)") }
    return armed.fault
  }

  /// The command reaches the venue.
  mutating func arrive(_ place: Int) {
    let request = requests[place]
    guard var command = CommandMapping.command(request.command, text: request.text) else { return }
    passVenueTime()
    oracle.noteArrival(request, venue, at: now)
    if case .protect(let order) = request.command, order.role == .stopLoss || order.role == .takeProfit {
      distort(&command)
    }
    venueEventCount += 1
    if trace != nil { note("venue takes \(EventText.text(request.command))") }
    let outputs = venue.step(.command(command, account: 0, token: place), at: venueNow)
    take(outputs)
    if let release = venue.nextRelease {
      queue.add(.release, at: release.milliseconds(since: plan.begins))
    }
  }

  /// Lets the venue's time pass; answers that it held back come.
  mutating func passVenueTime() {
    let outputs = venue.step(.time, at: venueNow)
    if !outputs.isEmpty { take(outputs) }
  }

  private mutating func take(_ outputs: [VenueOutput]) {
    for output in outputs where requests.indices.contains(output.token) {
      let place = output.token
      let request = requests[place]
      var outcome = AnswerMapping.outcome(output.answer, of: request.command, at: venueNow)
      switch request.fault {
      case .loseReply:
        oracle.unanswered.append(request.text)
        continue
      case .failAfter:
        oracle.unanswered.append(request.text)
        outcome = AnswerMapping.unknown(request.command, "http.502")
      case .loseRequest, .delay, .fail, .limit, nil: break
      }
      guard !isLinkDown else {
        oracle.unanswered.append(request.text)
        continue
      }
      requests[place].outcome = outcome
      queue.add(.answer(place), at: now + latency())
    }
  }

  mutating func answer(_ place: Int) {
    guard let outcome = requests[place].outcome else { return }
    settle(place, outcome)
  }

  mutating func timeOut(_ place: Int) {
    settle(place, AnswerMapping.unknown(requests[place].command, "timeout"))
  }

  private mutating func settle(_ place: Int, _ outcome: VenueOutcome) {
    let request = requests[place]
    guard !request.isAnswered, request.epoch == epoch, isUp else { return }
    requests[place].isAnswered = true
    knowsVenueTime = true
    access[request.symbol].note(
      outcome, of: request.command, venueNow: venueNow.unixMilliseconds, at: now)
    oracle.noteAnswer(outcome, to: request, at: now)
    if case .enter = request.command, case .unknown = outcome {
      oracle.truths[request.symbol].entryUnknownAt = now
    }
    feed(.sent(request.effect, outcome))
  }
}
