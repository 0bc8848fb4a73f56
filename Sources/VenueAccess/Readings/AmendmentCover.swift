import ExactDecimal
import Trading

extension ProvenReading {
  /// Whether the own stops are still as large together as the position once one of them has another total size.
  func isCovered(
    afterAmending id: ClientOrderID, to totalSize: ExactDecimal, owner: ClientOrderID.Owner
  ) throws(DecimalError) -> Bool {
    guard let position else { return true }
    var sum = ExactDecimal.zero
    var isShown = false
    for order in orders {
      guard let shown = order.clientID.flatMap({ ClientOrderID($0) }), shown.owner == owner,
        shown.role == .stopLoss || shown.role == .guardStop, order.side == position.side.exitSide
      else { continue }
      if shown == id {
        isShown = true
        sum = try sum + totalSize - order.filledSize
      } else {
        sum = try sum + order.unfilledSize
      }
    }
    if !isShown { sum = try sum + totalSize }
    return sum >= position.size
  }
}
