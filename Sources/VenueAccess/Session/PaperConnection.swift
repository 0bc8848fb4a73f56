import Attestation
package import Trading

/// A connection to the venue that is in this process, where paper is traded.
///
/// No ``VenueConnection``, and none can be taken out of it: what trades, observes or reduces at a real venue cannot be
/// made of this one, and a ``PaperTradingVenue`` cannot be made of a real one.
public struct PaperConnection: Sendable {
  let connection: VenueConnection
  /// How the venue in this process stands: down where the prices that it follows are old. Asks nobody.
  public let health: @Sendable () -> VenueHealth

  public var session: VenueSession { connection.session }

  /// For the adapter alone.
  ///
  /// - Parameters:
  ///   - adapter: whose protocol the venue in this process speaks.
  ///   - origin: where its prices are from.
  package init(
    adapter: String, pricesFrom origin: String, account: String, venue: any Venue,
    health: @escaping @Sendable () -> VenueHealth, clock: AccessClock
  ) {
    self.health = health
    connection = VenueConnection(
      session: VenueSession(
        adapter: "paper:\(adapter)", environment: .paper, origin: "paper:\(origin)", certificateSha256s: [],
        account: account, hasCredentials: true), venue: venue, clock: clock)
  }
}
