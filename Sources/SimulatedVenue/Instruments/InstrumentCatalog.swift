import Chronology

extension Instrument {
  /// What the simulator offers without a scenario.
  ///
  /// Ticks, precisions, margin steps and Maker Protection are those that the project's fact sheet for Kraken Futures
  /// gives for September 2026, or those of recorded `instruments` answers.
  public static let catalog: [Instrument] = [
    linear(
      "PF_XBTUSD", base: "BTC", pairBase: "XBT", tick: 1, precision: 4, start: 71_200, largest: 1_200,
      impact: Fixed(8, scale: 2), levels: [(0, 10), (1_000_000, 20), (3_000_000, 40)], protection: 20),
    linear(
      "PF_ETHUSD", base: "ETH", tick: Fixed(1, scale: 1), precision: 3, start: 3_205, largest: 16_000,
      impact: Fixed(15, scale: 1), levels: [(0, 10), (1_000_000, 20), (3_000_000, 40)], protection: 20),
    inverse(
      "PI_XBTUSD", base: "BTC", pairBase: "XBT", tick: Fixed(5, scale: 1), start: 71_200,
      largest: 75_000_000, protection: 20),
    inverse(
      "PI_ETHUSD", base: "ETH", pairBase: "ETH", tick: Fixed(5, scale: 2), start: 3_205,
      largest: 35_000_000, protection: nil),
    linear(
      "PF_SOLUSD", base: "SOL", tick: Fixed(1, scale: 2), precision: 2, start: 164, largest: 250_000,
      impact: 20, levels: [(0, 20), (500_000, 40), (2_000_000, 100)], protection: nil),
    linear(
      "PF_PEPEUSD", base: "PEPE", tick: Fixed(1, scale: 10), precision: -3, start: Fixed(12_345, scale: 9),
      largest: 1_000_000_000_000, impact: 875_000_000, levels: [(0, 20), (2_000_000, 40)], protection: nil),
    linear(
      "PF_AAPLxUSD", base: "AAPLx", tick: Fixed(1, scale: 2), precision: 2, start: 232, largest: 20_000,
      impact: 10, levels: [(0, 100), (500_000, 200)], protection: nil, category: "Equities"),
    inverse(
      "FI_XBTUSD_261225", base: "BTC", pairBase: "XBT", tick: Fixed(5, scale: 1), start: 71_650,
      largest: 75_000_000, protection: nil, ends: Timestamp(rfc3339: "2026-12-25T16:00:00Z")),
  ]

  private static func linear(
    _ symbol: String, base: String, pairBase: String? = nil, tick: Fixed, precision: Int, start: Fixed,
    largest: Fixed, impact: Fixed, levels: [(from: Int, initialPerMille: Int)], protection: Int64?,
    category: String = "Layer 1"
  ) -> Instrument {
    Instrument(
      symbol: symbol, kind: .linear, tickSize: tick, sizePrecision: precision, impactMidSize: impact,
      maximumPosition: largest,
      marginLevels: levels.map {
        MarginLevel(
          threshold: Fixed($0.from), initial: Fixed($0.initialPerMille, scale: 3),
          maintenance: Fixed($0.initialPerMille * 5, scale: 4))
      }, base: base, pairBase: pairBase ?? base, category: category,
      openingDate: Timestamp(clamping: 1_647_955_125_000), lastTradingTime: nil,
      makerProtection: protection.map { Milliseconds($0) }, startPrice: start)
  }

  private static func inverse(
    _ symbol: String, base: String, pairBase: String, tick: Fixed, start: Fixed, largest: Fixed,
    protection: Int64?, ends: Timestamp? = nil
  ) -> Instrument {
    Instrument(
      symbol: symbol, kind: .inverse, tickSize: tick, sizePrecision: 0, impactMidSize: 1_000,
      maximumPosition: largest,
      marginLevels: [
        MarginLevel(threshold: 0, initial: Fixed(2, scale: 2), maintenance: Fixed(1, scale: 2)),
        MarginLevel(threshold: 500_000, initial: Fixed(4, scale: 2), maintenance: Fixed(2, scale: 2)),
      ], base: base, pairBase: pairBase, category: "Layer 1",
      openingDate: Timestamp(clamping: 1_535_673_600_000), lastTradingTime: ends,
      makerProtection: protection.map { Milliseconds($0) }, startPrice: start)
  }
}

extension Fixed: ExpressibleByIntegerLiteral {
  public init(integerLiteral value: Int) { self.init(value) }
}
