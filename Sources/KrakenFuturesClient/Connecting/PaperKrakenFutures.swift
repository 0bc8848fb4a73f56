import HTTPTransport
import KrakenFutures
import Trading
package import VenueAccess

/// Connects to a Kraken Futures that is in this process, for paper.
///
/// The adapter is the one that trades live, down to signatures and decoders. The key opens nothing but what is in this
/// process, and is made here from a constant, so that none can be loaded.
package enum PaperKrakenFutures {
  /// What the venue in this process knows its one customer by.
  package static let key = "paper"
  /// Of the key, in Base64: it says that it opens nothing but what is in this process.
  package static let secret = "cGFwZXI6IHRoaXMga2V5IG9wZW5zIG5vdGhpbmcgYnV0IHdoYXQgaXMgaW4gdGhpcyBwcm9jZXNz"
  /// The one customer's account; its first digits spell "paper".
  package static let account = "70617065-7200-4000-8000-000000000000"
  /// What the transport of the venue in this process has to say of itself: no network has such a host.
  package static let origin = "https://paper.invalid"

  /// - Parameters:
  ///   - origin: where its prices are from, for people.
  ///   - transport: within this process.
  ///   - judge: makes of how the venue in this process answers how it stands.
  package static func connect(
    over transport: any WireTransport, pricesFrom origin: String, clock: ClientClock,
    judge: @escaping @Sendable (VenueHealth) -> VenueHealth = { $0 }
  ) async throws(VenueConnectionError) -> PaperConnection {
    let signer: RequestSigner
    do { signer = try RequestSigner(key: key, secret: secret) } catch {
      throw VenueConnectionError(.setup, "the key for paper is none: \(error)")
    }
    let venue = KrakenFuturesVenue(
      transport: transport, signer: signer, recorder: nil, clock: clock, deadlines: ClientDeadlines())
    let session = try await venue.introduce()
    guard session.origin.description == Self.origin, session.certificateSha256s.isEmpty,
      !session.isVerifiedBySystemTrustStore
    else {
      throw VenueConnectionError(.environment, "\(session.origin) is no venue in this process")
    }
    guard try await venue.accountIdentity() == account else {
      throw VenueConnectionError(.unclear, "the venue in this process does not know its account")
    }
    venue.name(account)
    await venue.deadMansSwitch.switchOff()
    return PaperConnection(
      adapter: KrakenFutures.adapterName, pricesFrom: origin, account: account, venue: venue,
      health: { judge(venue.health) },
      clock: AccessClock(
        now: clock.now, uptimeMilliseconds: clock.uptimeMilliseconds,
        venueNow: { venue.exchange.venueNow() }))
  }
}
