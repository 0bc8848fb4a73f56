import Attestation
import Chronology
import EngineConfiguration
import ExactDecimal
import ReadinessReport
import Trading

extension TradingRules {
  /// Fees that are assumed where none is known: Kraken Futures' highest taker fee, 5 basis points
  /// (futures.kraken.com fee schedule, read 2026-11-23).
  private static let takerFee = "0.0005"
  /// What a stop is assumed to lose beyond its price in an ordinary market.
  private static let slippage = "0.001"

  /// A part of the turnover.
  static func assumedFee() throws(EngineError) -> ExactDecimal {
    guard let fee = ExactDecimal(takerFee) else {
      throw EngineError(.configurationUnreadable, "the engine's rules cannot be made")
    }
    return fee
  }

  /// The rules of a configuration, with what the Grant says is certified, and the smaller daily loss of the two.
  ///
  /// - Parameter grants: nil where nothing is entered, so that no Grant is needed.
  /// - Throws: where a number cannot be one, which the schema rules out.
  init(
    _ configuration: EngineConfiguration, instance: UInt32, grants: Grants?
  ) throws(EngineError) {
    let limits = configuration.limits
    guard
      let owner = ClientOrderID.Owner(
        environment: configuration.environment.orderDigit, scope: 0, instance: instance),
      let slippage = ExactDecimal(Self.slippage)
    else { throw EngineError(.configurationUnreadable, "the engine's rules cannot be made") }
    self.init(
      owner: owner, symbols: configuration.symbols.compactMap { Symbol($0) },
      minimumDistance: configuration.protection.minimumDistance.fraction,
      maxDailyLossUSD: min(limits.maxDailyLossUSD, grants?.maxDailyLossUSD ?? limits.maxDailyLossUSD),
      maxLossPerTradeUSD: limits.maxLossPerTradeUSD,
      maxLeverage: ExactDecimal(Int64(limits.maxLeverage)),
      minimumFreeMargin: limits.minimumFreeMargin.fraction,
      assumedFee: try Self.assumedFee(), slippageAllowance: slippage)
    let protection = configuration.protection
    placement = protection.placement == .stopFirst ? .stopFirst : .onFill
    resize = protection.resize == .amend ? .amend : .replace
    signal =
      switch protection.trigger {
      case .last: .last
      case .mark: .mark
      case .index: .index
      }
    deadline = protection.deadline
    isIsolated = configuration.marginMode == .isolated
    flattensOnStop = protection.onStop == .flatten
    isOversizeCapped = grants?.behaviours["oversizedReduceOnlyCappedWhenFired"] == "yes"
    maxSpecAge = limits.maxSpecAge
  }
}

extension EntryLimits {
  /// The smaller of configuration and Grant.
  init(_ configuration: EngineConfiguration, _ grants: Grants, expiresAt: Timestamp) {
    let effective = EffectiveLimits(configuration, grants)
    self.init(
      symbols: Set(effective.symbols.compactMap { Symbol($0) }),
      maxOrderNotionalUSD: effective.maxOrderNotionalUSD,
      maxPositionNotionalUSD: effective.maxPositionNotionalUSD,
      maxOrdersPerMinute: effective.maxOrdersPerMinute, maxOrders: effective.maxOrders,
      priceCollar: configuration.limits.priceCollar.fraction, expiresAt: expiresAt)
  }
}
