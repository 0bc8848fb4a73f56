import CertificationEvidence
import Trading
public import VenueAccess

/// Sends nothing that it has not announced in the transcript. Adds no permission to that of the venue within.
public struct AnnouncedVenue: Sendable {
  public let venue: ReducingVenue
  private let recorder: ExchangeRecorder
  let lateArrivals = LateArrivals()

  /// - Parameter recorder: that of the venue's own connection.
  public init(_ venue: ReducingVenue, recorder: ExchangeRecorder) {
    self.venue = venue
    self.recorder = recorder
  }

  func begin(_ episode: TranscriptMarker.Episode) { recorder.mark(.begins(episode)) }
  func end(_ episode: TranscriptMarker.Episode) { recorder.mark(.ends(episode)) }

  /// Sends something of which the transcript says before what it is.
  func announcing(
    _ role: TranscriptMarker.CommandRole, _ command: VenueCommand, _ send: () async -> VenueOutcome
  ) async -> VenueOutcome {
    recorder.announce(.command(role, command))
    defer { recorder.withdraw() }
    let outcome = await send()
    if case .unknown = outcome { lateArrivals.expect(at: venue.clock.uptimeMilliseconds()) }
    return outcome
  }

  func protect(_ order: ProtectiveOrder, as role: TranscriptMarker.CommandRole) async -> VenueOutcome {
    await announcing(role, .protect(order)) { await venue.protect(order) }
  }

  func amend(_ amendment: OrderAmendment, as role: TranscriptMarker.CommandRole) async -> VenueOutcome {
    await announcing(role, .amend(amendment)) { await venue.amend(amendment) }
  }

  func exit(_ order: ExitOrder) async -> VenueOutcome {
    await announcing(.exit, .exit(order)) { await venue.exit(order) }
  }

  func cancel(
    _ id: ClientOrderID, _ symbol: Symbol, as role: TranscriptMarker.CommandRole
  ) async -> VenueOutcome {
    await announcing(role, .cancel(.client(id), symbol)) { await venue.cancel(.client(id), symbol) }
  }

  func cancel(
    _ id: ClientOrderID, _ symbol: Symbol, _ proof: CoverProof, as role: TranscriptMarker.CommandRole
  ) async -> VenueOutcome {
    await announcing(role, .cancel(.client(id), symbol)) { await venue.cancel(.client(id), symbol, proof) }
  }

  /// The fills that the venue tells; nil when it does not tell all.
  func fills() async -> [VenueFill]? {
    guard let fact = await venue.refresh(.fills).first, fact.isComplete, case .fills(let fills) = fact.content
    else { return nil }
    return fills
  }

  func market(_ symbol: Symbol) async -> MarketState? {
    guard let fact = await venue.refresh(.market(symbol)).first, fact.isComplete,
      case .market(let market) = fact.content
    else { return nil }
    return market
  }
}

extension VenueOrder {
  /// The order's id when the run's owner gave it.
  func ownID(_ owner: ClientOrderID.Owner) -> ClientOrderID? {
    guard let id = clientID.flatMap({ ClientOrderID($0) }), id.owner == owner else { return nil }
    return id
  }
}
