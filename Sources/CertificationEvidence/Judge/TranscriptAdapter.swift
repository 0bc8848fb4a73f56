public import Attestation
public import Trading

/// What an adapter makes of the requests and answers of a transcript: the judge knows no wire protocol.
public protocol TranscriptAdapter: Sendable {
  /// As evidence and the engine's identity name it.
  var name: String { get }
  /// Of the table from intent to the exact bytes of requests.
  var orderMappingSha256: String { get }

  /// Derived from origin and certificates, design-engine §1.
  func environment(of session: CertificationTranscript.Session) -> TradingEnvironment

  /// The one request that the order mapping makes of a command; nil for a command that it refuses.
  func request(for command: VenueCommand) -> RecordedRequest?

  func question(of request: RecordedRequest) -> ExchangeQuestion

  /// What is certain after a command's answer, or after the lack of one.
  func outcome(of command: VenueCommand, in exchange: RecordedExchange) -> VenueOutcome

  /// What a read told: an incomplete fact, or nil, where the answer cannot be read whole.
  func fact(in exchange: RecordedExchange) -> VenueFact?
}

/// What a request asks of the venue, as far as a judge has to tell.
public enum ExchangeQuestion: Sendable, Hashable {
  /// It places, changes or cancels orders.
  case command
  case read(FactKind)
  /// Neither, such as switching the dead-man's switch off.
  case other

  public enum FactKind: String, Sendable, Hashable {
    case positions, orders, fills, market, instruments
    /// Nothing that a verdict rests on: account, order status, candles, notifications.
    case other
  }
}
