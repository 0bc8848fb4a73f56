public import ExactDecimal

/// An entry that the risk review let through. Only ``EntryReview`` makes one, and no other entry can be sent.
public struct Approved<Order: Sendable & Hashable>: Sendable, Hashable {
  public let order: Order
  /// The most that the order can be worth when it fills, USD: what limits count from the moment of sending.
  public let notionalUSD: ExactDecimal

  fileprivate init(_ order: Order, notionalUSD: ExactDecimal) {
    self.order = order
    self.notionalUSD = notionalUSD
  }
}

extension EntryReview {
  /// The one place where an approval is made; beside the type, so that nothing else can.
  static func approve(_ order: EntryOrder, notionalUSD: ExactDecimal) -> Approved<EntryOrder> {
    Approved(order, notionalUSD: notionalUSD)
  }
}
