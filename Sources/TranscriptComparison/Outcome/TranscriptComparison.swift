public import SimulatedVenue
import StrictJSON

/// Where the answers in a transcript have another shape than the simulator's answers to the same requests.
///
/// Ids, prices, times and sizes are not compared. The simulator is written from what is believed about the venue, and a
/// transcript of the live venue shows where that belief is wrong.
public struct TranscriptComparison: Sendable, Hashable {
  public let run: RecordedRun
  /// In the order in which the run first asked them.
  public let endpoints: [EndpointComparison]

  public var differenceCount: Int { endpoints.reduce(0) { $0 + $1.findings.count } }
  public var answerCount: Int { endpoints.reduce(0) { $0 + $1.compared } }
  public var isAlike: Bool { differenceCount == 0 }

  /// - Parameters:
  ///   - configuration: what the simulator begins with; the markets of the run's plan get the grids that the transcript
  ///     gives them.
  ///   - actions: what a scenario changes about it, such as the personality.
  ///   - credential: of an account in the configuration: requests are signed anew, a transcript has no secrets.
  public init(
    _ run: RecordedRun, configuration: VenueConfiguration, actions: [SimulatorAction] = [],
    credential: Credential
  ) throws(TranscriptRefusal) {
    self.run = run
    let exchanges = ParsedExchange.all(of: run)
    let (described, unknown) = MarketDescriptions(exchanges).applied(to: configuration, plan: run.symbols)
    if let unknown {
      throw TranscriptRefusal(.unknownMarket, "the simulator does not offer the market \(unknown)")
    }
    var replay = Replay(exchanges, configuration: described, actions: actions, credential: credential)
    var tally = EndpointTally()
    for (token, parsed) in exchanges.enumerated() {
      let answer = replay.answer(parsed, token: token + 1)
      tally.note(parsed, simulator: answer)
    }
    endpoints = tally.endpoints
  }
}
