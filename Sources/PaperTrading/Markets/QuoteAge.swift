import Synchronization
import VenueAccess

/// How old the oldest prices are, for those who may not wait for the venue.
final class QuoteAge: Sendable {
  /// The uptime at which the reading began that told them; nil before any were taken.
  private let readAt = Mutex<Int64?>(nil)

  func note(_ oldest: Int64?) { readAt.withLock { $0 = oldest } }

  /// The health of a venue whose markets follow others: it answers, and where prices are too old nothing is filled, so
  /// that no stop can fire.
  func judge(_ health: VenueHealth, at uptime: Int64) -> VenueHealth {
    guard let began = readAt.withLock({ $0 }) else { return health }
    let age = max(0, uptime - began)
    var health = health
    health.lastAnswerAge = health.lastAnswerAge.map { max($0, age) }
    guard age > QuoteBook.longestAge else { return health }
    (health.isUp, health.downBecause) = (false, PaperNotice.marketOldCode)
    return health
  }
}
