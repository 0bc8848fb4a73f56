public import ExactDecimal
public import Trading

/// A market as a run finds it: its grids, and where its prices are.
public struct CertificationMarket: Sendable, Hashable {
  public var instrument: Instrument
  public var prices: MarketState

  public init(instrument: Instrument, prices: MarketState) {
    self.instrument = instrument
    self.prices = prices
  }

  public var symbol: Symbol { instrument.symbol }

  /// The smallest size on the grid that is worth at least so much.
  func size(
    worth notionalUSD: ExactDecimal, at price: ExactDecimal
  ) throws(DecimalError) -> ExactDecimal {
    let unit = try instrument.contractSize * price
    let size = try notionalUSD.divided(by: unit, fractionDigits: ExactDecimal.maximumScale, .ceiling)
    return max(instrument.sizeStep, try size.rounded(.ceiling, toMultipleOf: instrument.sizeStep))
  }
}

/// Where the orders of one position go.
public struct ProtectiveDistances: Sendable, Hashable {
  /// Of the order under test from the price of its signal; on the grid.
  public var near: ExactDecimal
  /// Of its sibling, on the other side.
  public var far: ExactDecimal
  /// Of the guard, beyond every other order.
  public var guardStop: ExactDecimal

  /// Guard and sibling are at least so many times as far as the order under test.
  public static let farFactor = ExactDecimal(20)

  public init(
    _ market: CertificationMarket, at price: ExactDecimal, pacing: CertificationPacing
  ) throws(DecimalError) {
    let tick = market.instrument.tickSize
    near = max(
      try tick * ExactDecimal(2), try (price * pacing.nearPart).rounded(.ceiling, toMultipleOf: tick))
    far = max(
      try near * Self.farFactor, try (price * pacing.farPart).rounded(.ceiling, toMultipleOf: tick))
    guardStop = try far + near * Self.farFactor
  }

  /// The distance after an order was moved closer so often: half of it each time, and never less than a tick.
  public func near(afterMoves moves: Int, tick: ExactDecimal) throws(DecimalError) -> ExactDecimal {
    var distance = near
    for _ in 0..<moves {
      distance = try distance.divided(by: ExactDecimal(2), fractionDigits: ExactDecimal.maximumScale, .floor)
        .rounded(.floor, toMultipleOf: tick)
    }
    return max(distance, tick)
  }
}
