public import ExactDecimal

/// What of an open trade's take-profit the venue does not show, for people.
public struct MissingTakeProfit: Sendable, Hashable {
  public var symbol: Symbol
  public var price: ExactDecimal
  public var size: ExactDecimal

  public init(symbol: Symbol, price: ExactDecimal, size: ExactDecimal) {
    self.symbol = symbol
    self.price = price
    self.size = size
  }
}

extension Conductor {
  /// As of the last step, in the configuration's order. An entry that may still fill has none yet, and a position that is
  /// being closed needs none.
  public var missingTakeProfits: [MissingTakeProfit] { desks.indices.compactMap(missingTakeProfit) }

  private func missingTakeProfit(_ place: Int) -> MissingTakeProfit? {
    guard let trade = self[book: place].trade, let price = trade.takeProfit,
      let reading = desks[place].reading, !self[book: place].hasLiveEntry,
      self[book: place].quarantine == nil, desks[place].closing == nil
    else { return nil }
    var missing = ownPart(place).magnitude
    guard missing.signum != 0, let cover = try? Cover(of: missing, by: trade, orders: reading.orders) else {
      return nil
    }
    for order in cover.takeProfits {
      guard let rest = try? missing - reading.orders[order].order.unfilledSize else { return nil }
      missing = rest
    }
    return missing.signum > 0 ? MissingTakeProfit(symbol: trade.symbol, price: price, size: missing) : nil
  }
}
