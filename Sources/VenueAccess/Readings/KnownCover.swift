import ExactDecimal
import Trading

/// What is known of a symbol's cover, for judging whether some of it can go.
struct KnownCover: Sendable {
  let reading: ProvenReading
  /// Orders that may still go although they are shown: they cover nothing.
  let doubtful: [OrderReference]
  /// Whether the reading contains all that was done to the cover before.
  let containsChanges: Bool
  /// Whether an entry was sent that the reading need not contain, and that may have opened a position by now.
  let hasUnsettledEntry: Bool

  /// Whether the proof still holds by this reading.
  func renews(_ proof: CoverProof) -> Bool {
    if proof.reason == .notOwn, proof.isStillNotOwn(in: reading.reading) { return !hasUnsettledEntry }
    let renewed = try? CoverProof(
      cancelling: proof.order, keeping: proof.stops, in: reading.reading, without: doubtful,
      isOversizeCapped: proof.isOversizeCapped)
    guard let renewed, !hasUnsettledEntry else { return false }
    return renewed.reason == .flat || containsChanges
  }

  /// Whether the own stops are still as large together as the position once one of them has another total size. Others
  /// count only when the reading contains all that was done to them.
  func isCovered(
    afterAmending id: ClientOrderID, to totalSize: ExactDecimal, owner: ClientOrderID.Owner
  ) throws(DecimalError) -> Bool {
    guard let position = reading.position else { return true }
    var sum = totalSize
    for order in reading.orders {
      guard let shown = order.clientID.flatMap({ ClientOrderID($0) }), shown.owner == owner,
        shown.role == .stopLoss || shown.role == .guardStop, order.side == position.side.exitSide
      else { continue }
      if shown == id {
        sum = try sum - order.filledSize
      } else if containsChanges, !doubtful.contains(where: order.isNamed) {
        sum = try sum + order.unfilledSize
      }
    }
    return sum >= position.size
  }
}
