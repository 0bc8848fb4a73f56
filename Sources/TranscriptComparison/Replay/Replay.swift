import Chronology
import SimulatedVenue
import StrictJSON

/// Asks the simulator what the venue was asked, in the venue's time and at the venue's prices.
struct Replay {
  private var kraken: SimulatedKraken
  private let credential: Credential
  private var names = OrderNames()
  private var evidence: ArraySlice<(time: Timestamp, controls: [VenueControl])>

  /// - Parameter configuration: has at least one account, whose key signs every request anew.
  init(
    _ exchanges: [ParsedExchange], configuration: VenueConfiguration, actions: [SimulatorAction],
    credential: Credential
  ) {
    let start = exchanges.first?.instant ?? Timestamp(clamping: 0)
    var configuration = configuration
    // Prices move by what the transcript tells, and by nothing else.
    configuration.path = .held
    kraken = SimulatedKraken(configuration, at: start)
    _ = kraken.apply(actions)
    self.credential = credential
    evidence = MarketEvidence(exchanges).events[...]
  }

  /// - Parameter token: another one for every request.
  /// - Returns: nil when the simulator lets the request go unanswered, as a scenario's fault may have it do.
  mutating func answer(_ parsed: ParsedExchange, token: Int) -> RecordedRun.Answer? {
    while let next = evidence.first, next.time <= parsed.instant {
      evidence.removeFirst()
      _ = kraken.advance(to: next.time)
      _ = kraken.apply(next.controls.map { .control($0) })
    }
    let request = WireRequest.signed(
      method: parsed.exchange.method, target: names.translate(parsed.exchange.target),
      body: Array(names.translate(parsed.exchange.body).utf8), by: credential, nonce: String(token))
    var outputs = kraken.handle(request, token: token, at: parsed.instant)
    // Maker Protection holds the answer; the run waited for it before it asked the next question.
    while !outputs.contains(where: { $0.token == token }), let release = kraken.nextRelease {
      outputs += kraken.advance(to: release)
    }
    guard let reply = outputs.first(where: { $0.token == token })?.reply, reply.delivery == .whole else {
      return nil
    }
    names.learn(venue: parsed.json, simulator: try? JSON.parse(reply.body))
    return RecordedRun.Answer(status: reply.status, body: reply.body)
  }
}
