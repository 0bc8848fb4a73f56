public import Admission
public import Trading

/// Trading on paper: all that a ``TradingVenue`` does, at a venue that is in this process.
///
/// It is made of a ``PaperConnection`` and of nothing else, and a ``TradingVenue`` is never made of one: which of the two
/// a session is, the compiler decides.
public struct PaperTradingVenue: Sendable {
  private let entries: GrantedEntries<Live>

  /// - Parameter account: the pinned account; nil where the configuration pins none.
  /// - Throws: ``VenueAccessError`` where the Grant is not for paper, or another account is meant.
  public init(
    _ connection: PaperConnection, account: String?, owner: ClientOrderID.Owner, grant: Grant<Live>
  ) throws(VenueAccessError) {
    entries = try GrantedEntries(
      try ReducingVenue(connection, account: account, owner: owner), grant: grant, entriesSent: 0)
  }

  /// Protection, reduction and reading.
  public var reducing: ReducingVenue { entries.reducing }

  public func enter(_ approved: Approved<EntryOrder>) async -> VenueOutcome { await entries.enter(approved) }

  public func renew(_ grant: Grant<Live>) throws(VenueAccessError) { try entries.renew(grant) }

  public func suspendEntries(because cause: String) { entries.suspend(because: cause) }
}
