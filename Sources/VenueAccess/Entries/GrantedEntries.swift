import Admission
import Attestation
import Chronology
import Synchronization
import Trading

/// Entries within a Grant: what the two permissions that add risk have in common, so that there is one ledger and one
/// way out for both.
struct GrantedEntries<Scope: GrantScope>: Sendable {
  let reducing: ReducingVenue
  private let box: LedgerBox

  private final class LedgerBox: Sendable {
    let ledger: Mutex<GrantLedger<Scope>>

    init(_ ledger: consuming sending GrantLedger<Scope>) { self.ledger = Mutex(ledger) }
  }

  /// - Parameter entriesSent: how many entries were sent under this Grant before.
  /// - Throws: where session and Grant are not of one environment and account, or the Grant has ended.
  init(
    _ reducing: ReducingVenue, grant: Grant<Scope>, entriesSent: Int64
  ) throws(VenueAccessError) {
    self.reducing = reducing
    try Self.check(grant, reducing.session)
    let clock = reducing.clock
    guard clock.now() < grant.expiresAt else {
      throw VenueAccessError(
        .grantExpired, expected: "a Grant that still holds", found: "one until \(grant.expiresAt)")
    }
    box = LedgerBox(
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

  var grant: Grant<Scope> { box.ledger.withLock { $0.grant } }
  var sentCount: Int64 { box.ledger.withLock { $0.sentCount } }

  func enter(_ approved: Approved<EntryOrder>) async -> VenueOutcome {
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
        let refusal = box.ledger.withLock {
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

  func renew(_ grant: Grant<Scope>) throws(VenueAccessError) {
    try Self.check(grant, reducing.session)
    let clock = reducing.clock
    let (now, uptime) = (clock.now(), clock.uptimeMilliseconds())
    box.ledger.withLock { $0.renew(grant, now: now, uptime: uptime) }
  }

  func suspend(because cause: String) { box.ledger.withLock { $0.suspend(cause) } }
}
