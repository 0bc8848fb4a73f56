public import Admission
import Attestation
import Chronology
import Synchronization
public import Trading

/// All that a ``ReducingVenue`` does, and entries: only those that the risk review approved, and only within a Grant.
///
/// The Grant's limits are enforced here again, whatever the caller has checked, and count when an entry is sent. When the
/// Grant has ended or entries are suspended, entries are refused and everything else goes on.
public struct TradingVenue<Scope: GrantScope>: Sendable {
  /// Protection, reduction and reading.
  public let reducing: ReducingVenue
  private let ledger: LedgerBox

  private final class LedgerBox: Sendable {
    let ledger: Mutex<GrantLedger<Scope>>

    init(_ ledger: consuming sending GrantLedger<Scope>) { self.ledger = Mutex(ledger) }
  }

  /// - Parameters:
  ///   - owner: whose orders are placed, amended and cancelled; nobody else's are touched.
  ///   - entriesSent: how many entries were sent under this Grant before, by earlier sessions.
  /// - Throws: ``VenueAccessError`` where session, configuration and Grant are not of one environment and account.
  public init(
    _ connection: VenueConnection, expecting expectation: VenueExpectation, owner: ClientOrderID.Owner,
    grant: Grant<Scope>, entriesSent: Int64 = 0
  ) throws(VenueAccessError) {
    reducing = try ReducingVenue(connection, expecting: expectation, owner: owner)
    try Self.check(grant, connection.session)
    let clock = connection.clock
    guard clock.now() < grant.expiresAt else {
      throw VenueAccessError(
        .grantExpired, expected: "a Grant that still holds", found: "one until \(grant.expiresAt)")
    }
    ledger = LedgerBox(
      GrantLedger(grant, sentCount: entriesSent, now: clock.now(), uptime: clock.uptimeMilliseconds()))
  }

  private static func check(
    _ grant: Grant<Scope>, _ session: VenueSession
  ) throws(VenueAccessError) {
    guard grant.environment == session.environment else {
      throw VenueAccessError(
        .grantEnvironment, expected: session.environment.rawValue, found: grant.environment.rawValue)
    }
    if let account = grant.account, account != session.account {
      throw VenueAccessError(
        .grantAccount, expected: session.account ?? "the venue named no account", found: account)
    }
  }

  /// The Grant that entries are held against.
  public var grant: Grant<Scope> { ledger.ledger.withLock { $0.grant } }

  /// How many entries were sent in all, to be kept across sessions.
  public var entriesSent: Int64 { ledger.ledger.withLock { $0.sentCount } }

  /// Sends an approved entry, or refuses with class `local` and a word of ``AccessRefusal``.
  public func enter(_ approved: Approved<EntryOrder>) async -> VenueOutcome {
    let order = approved.order
    let clock = reducing.clock
    guard order.id.owner == reducing.owner, order.id.role == .entry else {
      return AccessRefusal.notOurs.outcome
    }
    let (now, uptime) = (clock.now(), clock.uptimeMilliseconds())
    let owner = reducing.owner
    let refusal = reducing.withBook { book -> AccessRefusal? in
      do {
        let largest = try book.largestPosition(order.symbol, owner: owner, at: uptime)
        let refusal = ledger.ledger.withLock {
          $0.admit(approved, largest: largest, now: now, uptime: uptime)
        }
        if refusal == nil { book.noteEntry(order) }
        return refusal
      } catch {
        return .arithmetic
      }
    }
    if let refusal { return refusal.outcome }
    return await reducing.sendEntry(order)
  }

  /// Takes a renewed Grant, which lifts a suspension; what was counted stays counted.
  public func renew(_ grant: Grant<Scope>) throws(VenueAccessError) {
    try Self.check(grant, reducing.session)
    let clock = reducing.clock
    let (now, uptime) = (clock.now(), clock.uptimeMilliseconds())
    ledger.ledger.withLock { $0.renew(grant, now: now, uptime: uptime) }
  }

  /// Refuses entries from now on, until a renewed Grant.
  public func suspendEntries(because cause: String) {
    ledger.ledger.withLock { $0.suspend(cause) }
  }
}
