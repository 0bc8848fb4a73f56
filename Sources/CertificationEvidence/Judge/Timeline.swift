import Chronology
import ExactDecimal
import Trading

/// A transcript in the language of orders: every exchange as what it asked and told.
struct Timeline: Sendable {
  struct Event: Sendable {
    /// The exchange's number.
    let number: Int64
    let sentMicroseconds: Int64
    let receivedMicroseconds: Int64
    let receivedAt: Timestamp
    let venueTime: Timestamp?
    let content: Content
  }

  enum Content: Sendable {
    case command(SentCommand)
    /// A command that no marker announced, or not this one.
    case unannounced(String)
    case positions([VenuePosition])
    case orders([VenueOrder])
    case fills([VenueFill])
    case market(MarketState)
    /// A read that did not tell everything that it was asked.
    case incomplete(ExchangeQuestion.FactKind)
    case other
  }

  struct SentCommand: Sendable {
    let role: TranscriptMarker.CommandRole
    let command: VenueCommand
    let request: RecordedRequest
    /// Whether the request is the one that the order mapping makes of the command.
    let isExact: Bool
    let outcome: VenueOutcome

    var acceptance: VenueOutcome.Acceptance? {
      if case .accepted(let acceptance) = outcome { acceptance } else { nil }
    }
  }

  /// What lies between two markers.
  struct Window: Sendable {
    let episode: TranscriptMarker.Episode
    let events: Range<Int>
    /// False when the transcript ends, or another episode begins, before this one is over.
    let hasEnded: Bool
    /// Commands that were announced and of which no exchange follows.
    let unsent: Int
  }

  private(set) var events: [Event] = []
  private(set) var windows: [Window] = []
  private(set) var instruments: [Instrument] = []
  /// Client ids that the run announced, each with the ids that the venue gave to it.
  private(set) var ownOrders: [ClientOrderID: Set<String>] = [:]

  init(_ transcript: CertificationTranscript, adapter: any TranscriptAdapter) {
    var open: (episode: TranscriptMarker.Episode, start: Int, unsent: Int)?
    var announced: (role: TranscriptMarker.CommandRole, command: VenueCommand)?
    func close(_ hasEnded: Bool) {
      guard let window = open else { return }
      windows.append(
        Window(
          episode: window.episode, events: window.start..<events.count, hasEnded: hasEnded,
          unsent: window.unsent + (announced == nil ? 0 : 1)))
      (open, announced) = (nil, nil)
    }
    for record in transcript.records {
      switch record {
      case .marker(.begins(let episode)):
        close(false)
        open = (episode, events.count, 0)
      case .marker(.ends(let episode)):
        close(open?.episode == episode)
      case .marker(.command(let role, let command)):
        if announced != nil { open?.unsent += 1 }
        announced = (role, command)
        if let id = command.clientID { ownOrders[id, default: []].formUnion([]) }
      case .exchange(let exchange):
        let content = content(of: exchange, announced, adapter)
        switch content.value {
        case .command, .unannounced: announced = nil
        default: break
        }
        note(content.value)
        events.append(
          Event(
            number: exchange.number, sentMicroseconds: exchange.sentMicroseconds,
            receivedMicroseconds: exchange.receivedMicroseconds, receivedAt: exchange.receivedAt,
            venueTime: content.venueTime, content: content.value))
      }
    }
    close(false)
  }

  private mutating func note(_ content: Content) {
    guard case .command(let sent) = content, let id = sent.command.clientID,
      let venueOrderID = sent.acceptance?.venueOrderID
    else { return }
    ownOrders[id, default: []].insert(venueOrderID)
  }

  private mutating func content(
    of exchange: RecordedExchange, _ announced: (role: TranscriptMarker.CommandRole, command: VenueCommand)?,
    _ adapter: any TranscriptAdapter
  ) -> (value: Content, venueTime: Timestamp?) {
    switch adapter.question(of: exchange.request) {
    case .other, .read(.other): return (.other, nil)
    case .command:
      guard let announced else {
        return (.unannounced("\(exchange.request.method) \(exchange.request.target)"), nil)
      }
      let outcome = adapter.outcome(of: announced.command, in: exchange)
      let sent = SentCommand(
        role: announced.role, command: announced.command, request: exchange.request,
        isExact: adapter.request(for: announced.command) == exchange.request, outcome: outcome)
      return (.command(sent), sent.acceptance?.serverTime)
    case .read(let kind):
      guard let fact = adapter.fact(in: exchange), fact.isComplete else { return (.incomplete(kind), nil) }
      switch (kind, fact.content) {
      case (.positions, .positions(let positions)): return (.positions(positions), fact.venueTime)
      case (.orders, .orders(let orders)): return (.orders(orders), fact.venueTime)
      case (.fills, .fills(let fills)): return (.fills(fills), fact.venueTime)
      case (.market, .market(let market)): return (.market(market), fact.venueTime)
      case (.instruments, .instruments(let instruments)):
        self.instruments = instruments
        return (.other, fact.venueTime)
      default: return (.incomplete(kind), fact.venueTime)
      }
    }
  }

  /// Whether an order at the venue is one that this run announced.
  func isOwn(clientID: String?, venueOrderID: String) -> Bool {
    if let id = clientID.flatMap({ ClientOrderID($0) }) { return ownOrders[id] != nil }
    return clientID == nil && ownOrders.values.contains { $0.contains(venueOrderID) }
  }
}

extension VenueCommand {
  /// The id of the order that the command places.
  var clientID: ClientOrderID? {
    switch self {
    case .enter(let order): order.id
    case .protect(let order): order.id
    case .exit(let order): order.id
    case .amend, .cancel: nil
    }
  }
}
