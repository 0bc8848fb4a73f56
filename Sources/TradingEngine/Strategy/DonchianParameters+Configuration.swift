import BundledStrategy
import EngineConfiguration
import ExactDecimal
import KrakenFutures
import Trading

extension DonchianParameters {
  /// What the configuration says, with what the engine will hold its entries against.
  init(_ configuration: EngineConfiguration, _ rules: TradingRules) throws(DecimalError) {
    let donchian = configuration.strategy.donchian
    self.init(
      width: BarWidth(donchian.candles), entryBars: donchian.entryBars, exitBars: donchian.exitBars,
      averageTrueRangeBars: donchian.averageTrueRangeBars, stopRanges: donchian.stopRanges,
      takeProfitRanges: donchian.takeProfitRanges, direction: Direction(donchian.direction),
      riskUSD: configuration.strategyRiskUSD, minimumDistance: rules.minimumDistance,
      costRate: try rules.assumedFee + rules.assumedFee + rules.slippageAllowance,
      collar: configuration.limits.priceCollar.fraction)
  }
}

extension DonchianParameters.Direction {
  fileprivate init(_ direction: StrategyConfiguration.Donchian.Direction) {
    self =
      switch direction {
      case .both: .both
      case .long: .long
      case .short: .short
      }
  }
}

extension BarWidth {
  fileprivate init(_ candles: StrategyConfiguration.Donchian.Candles) {
    self =
      switch candles {
      case .minute: .minute
      case .fiveMinutes: .fiveMinutes
      case .fifteenMinutes: .fifteenMinutes
      case .hour: .hour
      case .fourHours: .fourHours
      case .day: .day
      }
  }

  /// The same in the adapter's words.
  var resolution: CandleResolution {
    switch self {
    case .minute: .minute
    case .fiveMinutes: .fiveMinutes
    case .fifteenMinutes: .fifteenMinutes
    case .hour: .hour
    case .fourHours: .fourHours
    case .day: .day
    }
  }
}

extension Bar {
  init(_ candle: Candle) {
    self.init(
      opensAt: candle.opensAt, open: candle.open, high: candle.high, low: candle.low, close: candle.close)
  }
}
