import Admission
import Chronology
import ExactDecimal
import ReadinessReport
import Trading

/// What a Grant still permits: limits, time and what was sent under it. Pure; every entry counts when it is sent.
struct GrantLedger<Scope: GrantScope>: Sendable {
  private(set) var grant: Grant<Scope>
  /// The Grant's end by the uptime, so that a clock that is set back prolongs nothing.
  private var endsAtUptime: Int64
  private(set) var suspension: String?
  private(set) var sentCount: Int64
  private var sentAt: [Int64] = []
  private var sentIDs: Set<ClientOrderID> = []

  init(_ grant: Grant<Scope>, sentCount: Int64, now: Timestamp, uptime: Int64) {
    self.grant = grant
    self.sentCount = sentCount
    endsAtUptime = uptime + grant.expiresAt.milliseconds(since: now)
  }

  /// Takes a renewed Grant; what was counted stays counted.
  mutating func renew(_ grant: Grant<Scope>, now: Timestamp, uptime: Int64) {
    self.grant = grant
    endsAtUptime = uptime + grant.expiresAt.milliseconds(since: now)
    suspension = nil
  }

  mutating func suspend(_ cause: String) { suspension = cause }

  /// Counts the entry as sent, or says why it may not be.
  ///
  /// - Parameter largest: the largest position that there can be without it; nil when nobody knows.
  mutating func admit(
    _ approved: Approved<EntryOrder>, largest: (side: PositionSide?, size: ExactDecimal)?, now: Timestamp,
    uptime: Int64
  ) -> AccessRefusal? {
    let order = approved.order
    let limits = grant.limits
    guard suspension == nil else { return .suspended }
    let lastLife = grant.expiresAt.advanced(byMilliseconds: -EntryReview.marginBeforeExpiry.count)
    guard now < lastLife, uptime < endsAtUptime - EntryReview.marginBeforeExpiry.count,
      order.processBefore <= lastLife
    else { return .grantEnded }
    guard !sentIDs.contains(order.id) else { return .duplicate }
    if let symbols = limits.symbols, !symbols.contains(where: { Symbol($0) == order.symbol }) {
      return .symbol
    }
    if let most = limits.maxOrderNotionalUSD, approved.notionalUSD > most { return .orderNotional }
    guard let largest else { return .noReading }
    if let side = largest.side, side != order.position { return .oppositePosition }
    if let most = limits.maxPositionNotionalUSD {
      // The whole position at the entry's price is at most the limit; multiplied out, since a quotient is not exact.
      do {
        let whole = try (largest.size + order.size) * approved.notionalUSD
        guard whole <= (try most * order.size) else { return .positionNotional }
      } catch {
        return .arithmetic
      }
    }
    if let most = limits.maxOrders, sentCount >= most { return .count }
    sentAt.removeAll { uptime - $0 >= 60_000 }
    if let most = limits.maxOrdersPerMinute, Int64(sentAt.count) >= most { return .rate }
    sentIDs.insert(order.id)
    sentAt.append(uptime)
    sentCount += 1
    return nil
  }
}
