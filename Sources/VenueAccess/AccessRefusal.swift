import Trading

/// Why a command is stopped here, before anything is sent. Raw values are the words of local refusals: add cases, never
/// rename one.
public enum AccessRefusal: String, Sendable, Hashable, CaseIterable {
  /// The order's id is of another owner, or its role does not fit the command.
  case notOurs = "access.not-our-order"
  /// No reading of the symbol that is complete and young enough.
  case noReading = "access.no-reading"
  /// The exit is larger than what the last reading left to reduce, or on the wrong side.
  case exitExceedsPosition = "access.exit-exceeds-position"
  /// A protective order may be cancelled only with a proof that it is not needed.
  case coverNotProved = "access.cover-not-proved"
  /// The amendment would leave a part of the position without a stop.
  case wouldUncover = "access.amendment-uncovers"
  case grantEnded = "access.grant-ended"
  case suspended = "access.entries-suspended"
  case symbol = "access.symbol-not-granted"
  case orderNotional = "access.order-notional"
  case positionNotional = "access.position-notional"
  case rate = "access.orders-per-minute"
  case count = "access.orders-in-all"
  case duplicate = "access.entry-sent-before"
  case oppositePosition = "access.position-on-other-side"
  case arithmetic = "access.number-out-of-range"

  var outcome: VenueOutcome { .refused(VenueRefusal(rawValue, .local)) }
}
