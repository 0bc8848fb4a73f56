public import ExactDecimal
import Trading

/// How the strategy decides. Whoever configures it has checked the numbers; those that make no sense lead to no entry.
public struct DonchianParameters: Sendable, Hashable {
  /// Which positions it may open.
  public enum Direction: String, Sendable, Hashable, CaseIterable { case both, long, short }

  public var width: BarWidth
  /// Bars of the channel whose break opens a position.
  public var entryBars: Int
  /// Bars of the channel whose opposite break closes it; at most as many as ``entryBars``.
  public var exitBars: Int
  public var averageTrueRangeBars: Int
  /// The stop's distance in average true ranges.
  public var stopRanges: ExactDecimal
  /// The take-profit's; nil for none.
  public var takeProfitRanges: ExactDecimal?
  public var direction: Direction
  /// What a trade may lose by its stop with the assumed costs, USD.
  public var riskUSD: ExactDecimal
  /// The engine's least distance of a stop, as a part of the price: a stop that is nearer would be refused.
  public var minimumDistance: ExactDecimal
  /// What the engine assumes that a trade costs, as a part of its value: both fees and slippage.
  public var costRate: ExactDecimal
  /// How far from the last price the engine counts a market order, as a part of it.
  public var collar: ExactDecimal

  public init(
    width: BarWidth, entryBars: Int, exitBars: Int, averageTrueRangeBars: Int, stopRanges: ExactDecimal,
    takeProfitRanges: ExactDecimal? = nil, direction: Direction = .both, riskUSD: ExactDecimal,
    minimumDistance: ExactDecimal, costRate: ExactDecimal, collar: ExactDecimal
  ) {
    self.width = width
    self.entryBars = entryBars
    self.exitBars = exitBars
    self.averageTrueRangeBars = averageTrueRangeBars
    self.stopRanges = stopRanges
    self.takeProfitRanges = takeProfitRanges
    self.direction = direction
    self.riskUSD = riskUSD
    self.minimumDistance = minimumDistance
    self.costRate = costRate
    self.collar = collar
  }

  /// Bars that have to be known in a row before anything is entered: the newest, and those that it is held against.
  public var neededBars: Int { max(entryBars, exitBars, averageTrueRangeBars) + 1 }
}
