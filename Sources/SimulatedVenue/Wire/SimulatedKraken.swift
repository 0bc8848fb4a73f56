public import Chronology

/// The whole simulated venue as a value: HTTP requests in, HTTP answers out, no effect.
///
/// An answer may come with a later request, or with the passing of time, because Maker Protection holds orders; the
/// token tells whose it is.
public struct SimulatedKraken: Sendable {
  public internal(set) var venue: Venue
  public internal(set) var faults: WireFaults
  public internal(set) var transcript = Transcript()
  /// Requests whose answers the venue still owes, by token.
  var owed: [Int: OwedAnswer] = [:]
  /// Requests that a fault keeps back, by time.
  var waiting: [LateRequest] = []
  /// What a scenario does later, by time.
  var planned: [PlannedActions] = []
  var readings = PastReadings()

  public init(_ configuration: VenueConfiguration, at now: Timestamp) {
    venue = Venue(configuration, at: now)
    faults = WireFaults(seed: configuration.seed)
  }

  /// When a held answer becomes due.
  public var nextRelease: Timestamp? {
    guard let own = nextOwn else { return venue.nextRelease }
    return min(own, venue.nextRelease ?? own)
  }

  /// When something is due that the venue knows nothing of.
  private var nextOwn: Timestamp? {
    guard let late = waiting.first?.time, let plan = planned.first?.time else {
      return waiting.first?.time ?? planned.first?.time
    }
    return min(late, plan)
  }

  /// Lets time pass.
  public mutating func advance(to now: Timestamp) -> [WireOutput] {
    var outputs: [WireOutput] = []
    while let next = nextOwn, next <= now {
      outputs += finish(venue.step(.time, at: next))
      if planned.first?.time == next {
        outputs += apply(planned.removeFirst().actions)
      } else {
        let late = waiting.removeFirst()
        outputs += process(late.request, token: late.token, effect: nil)
      }
    }
    outputs += finish(venue.step(.time, at: now))
    readings.note(venue)
    return outputs
  }

  /// - Parameter token: the caller's, unique among the requests that have no answer yet.
  public mutating func handle(_ request: WireRequest, token: Int, at now: Timestamp) -> [WireOutput] {
    let outputs = advance(to: now)
    guard !request.path.hasPrefix("/simulator") else { return outputs + control(request, token: token) }
    let endpoint = Endpoint.named(request.method, request.path)?.name
    transcript.note(request, endpoint: endpoint, token: token, at: venue.now)
    let effect = faults.take(endpoint: endpoint ?? "unknown")
    if let reply = effect?.beforeProcessing(at: venue.now) { return outputs + [deliver(reply, to: token)] }
    if case .acceptLate(let milliseconds) = effect?.fault {
      let late = LateRequest(
        request: request, token: token, time: venue.now.advanced(byMilliseconds: milliseconds))
      waiting.insert(late, at: waiting.firstIndex { $0.time > late.time } ?? waiting.endIndex)
      return outputs
    }
    defer { readings.note(venue) }
    return outputs + process(request, token: token, effect: effect)
  }

  private mutating func process(_ request: WireRequest, token: Int, effect: WireEffect?) -> [WireOutput] {
    let reply: WireReply
    do throws(WireRefusal) {
      guard let endpoint = Endpoint.named(request.method, request.path) else { throw .unknownPath }
      let call = try admit(request, endpoint, effect)
      switch try endpoint.answer(&self, call) {
      case .reply(let answer): reply = answer
      case .command(let command, let write):
        owed[token] = OwedAnswer(effect: effect, write: write)
        let step = VenueInput.command(command, account: call.account ?? 0, token: token)
        // The answer is among these, or comes at a later step.
        return finish(venue.step(step, at: venue.now))
      }
    } catch {
      reply = error.reply(at: venue.now)
    }
    return [deliver(effect?.apply(to: reply, at: venue.now) ?? reply, to: token)]
  }

  mutating func finish(_ outputs: [VenueOutput]) -> [WireOutput] {
    outputs.compactMap { output in
      guard let owed = owed.removeValue(forKey: output.token) else { return nil }
      let reply = owed.write(output.answer, venue)
      return deliver(owed.effect?.apply(to: reply, at: venue.now) ?? reply, to: output.token)
    }
  }

  private mutating func deliver(_ reply: WireReply, to token: Int) -> WireOutput {
    transcript.note(reply, token: token, at: venue.now)
    return WireOutput(token: token, reply: reply)
  }
}

/// A request that a fault keeps from the venue for a while.
struct LateRequest: Sendable {
  let request: WireRequest
  let token: Int
  let time: Timestamp
}

/// What an endpoint makes of a call: an answer, or a command whose answer is written once the venue gives it.
enum Response: Sendable {
  case reply(WireReply)
  case command(VenueCommand, write: @Sendable (VenueAnswer, Venue) -> WireReply)
}

/// What the venue owes a client.
struct OwedAnswer: Sendable {
  let effect: WireEffect?
  let write: @Sendable (VenueAnswer, Venue) -> WireReply
}
