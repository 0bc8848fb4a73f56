public import Admission
import Attestation
import Chronology
public import Trading

/// All that a ``ReducingVenue`` does, and entries: only those that the risk review approved, and only within a Grant.
///
/// The Grant's limits are enforced here again, whatever the caller has checked, and count when an entry is sent. When the
/// Grant has ended or entries are suspended, entries are refused and everything else goes on.
public struct TradingVenue<Scope: GrantScope>: Sendable {
  private let entries: GrantedEntries<Scope>

  /// - Parameters:
  ///   - owner: whose orders are placed, amended and cancelled; nobody else's are touched.
  ///   - entriesSent: how many entries were sent under this Grant before, by earlier sessions.
  /// - Throws: ``VenueAccessError`` where session, configuration and Grant are not of one environment and account.
  public init(
    _ connection: VenueConnection, expecting expectation: VenueExpectation, owner: ClientOrderID.Owner,
    grant: Grant<Scope>, entriesSent: Int64 = 0
  ) throws(VenueAccessError) {
    entries = try GrantedEntries(
      try ReducingVenue(connection, expecting: expectation, owner: owner), grant: grant,
      entriesSent: entriesSent)
  }

  /// Protection, reduction and reading.
  public var reducing: ReducingVenue { entries.reducing }

  /// The Grant that entries are held against.
  public var grant: Grant<Scope> { entries.grant }

  /// How many entries were sent in all, to be kept across sessions.
  public var entriesSent: Int64 { entries.sentCount }

  /// Sends an approved entry, or refuses with class `local` and a word of ``AccessRefusal``.
  public func enter(_ approved: Approved<EntryOrder>) async -> VenueOutcome { await entries.enter(approved) }

  /// Takes a renewed Grant, which lifts a suspension; what was counted stays counted.
  public func renew(_ grant: Grant<Scope>) throws(VenueAccessError) { try entries.renew(grant) }

  /// Refuses entries from now on, until a renewed Grant.
  public func suspendEntries(because cause: String) { entries.suspend(because: cause) }
}
