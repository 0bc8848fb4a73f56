import KrakenFutures
import StrictJSON

/// What the venue tells of an API key's rights to somebody who only reads. Nothing is tried to find out more: a request
/// that could show whether a key may trade is one that changes something when it may.
struct KeyPermissions: Sendable, Hashable {
  /// Raw values are contract.
  enum Knowledge: String, Sendable, Hashable, CaseIterable {
    case granted
    case notGranted = "not-granted"
    /// The venue's interface has no answer.
    case notTold = "not-told"
  }

  let reading: Knowledge
  let trading: Knowledge
  let withdrawal: Knowledge
  /// Where this is from.
  let source: String

  /// Of REST v3, which tells nothing but what the key reads.
  init(readingAccount isRead: Bool) {
    reading = isRead ? .granted : .notGranted
    trading = .notTold
    withdrawal = .notTold
    source = KrakenFutures.keyPermissionsSource
  }

  var json: JSON {
    [
      "reading": .string(reading.rawValue), "trading": .string(trading.rawValue),
      "withdrawal": .string(withdrawal.rawValue), "source": .string(source),
    ]
  }

  var line: String {
    "key: reading \(reading.rawValue), trading \(trading.rawValue), withdrawal \(withdrawal.rawValue) (\(source))"
  }
}
