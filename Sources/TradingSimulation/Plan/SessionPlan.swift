import Chronology
import ExactDecimal
import SimulatedVenue
import Trading

struct PlannedAct: Sendable {
  let at: Int64
  let act: Act
}

/// Everything about a session that its seed decides beforehand.
struct SessionPlan: Sendable {
  /// The fewest events at the venue that a session has.
  static let fewestEvents = 300

  let seed: UInt64
  let begins: Timestamp
  let venue: VenueConfiguration
  let symbols: [Symbol]
  let rules: TradingRules
  let limits: EntryLimits
  let capabilities: VenueCapabilities
  let acts: [PlannedAct]
  /// When the strategy and the acts end.
  let actsEnd: Int64
  /// How long things have to be at rest, and correct, after the last fault: in some sessions for longer than any command
  /// may be under way.
  let settling: Int64

  /// - Returns: nil only if the engine's ids had no room for the numbers below.
  init?(seed: UInt64) {
    guard let owner = ClientOrderID.Owner(environment: 2, scope: 1, instance: 7) else { return nil }
    self.seed = seed
    var random = SeededGenerator(seed: seed ^ 0x5045_524D_414E)
    begins = Timestamp(clamping: 1_772_452_800_000 + Int64(random.below(86_400)) * 1_000)
    var configuration = VenueConfiguration(
      seed: seed,
      personality: random.chance(2, in: 5) ? VenuePersonality() : VenuePersonality(seed: random.next()))
    let tradable = ["PF_XBTUSD", "PF_ETHUSD", "PF_SOLUSD"]
    let first = random.below(tradable.count)
    let names =
      random.chance(1, in: 3) ? [tradable[first], tradable[(first + 1) % tradable.count]] : [tradable[first]]
    configuration.instruments = names.compactMap { name in
      SimulatedVenue.Instrument.catalog.first { $0.symbol == name }
    }
    configuration.tick = Milliseconds(500)
    configuration.path = .walk(stepPerMillion: [40, 150, 400][random.below(3)])
    configuration.accounts = [
      (id: "own", credential: Credential(key: "k", secret: []), deposits: [(.usd, Fixed(20_000))])
    ]
    venue = configuration
    symbols = names.compactMap { Symbol($0) }
    rules = SessionPlan.rules(symbols, configuration.personality, owner, &random)
    limits = EntryLimits(
      symbols: nil, maxOrderNotionalUSD: ExactDecimal(8_000), maxPositionNotionalUSD: ExactDecimal(10_000),
      maxOrdersPerMinute: 30, maxOrders: nil, priceCollar: ExactDecimal("0.02") ?? .zero,
      expiresAt: begins.advanced(byMilliseconds: 3_600_000))
    capabilities = VenueCapabilities(
      triggerSignals: [.last, .mark, .index], amendsTriggerPrice: true, amendsSize: true,
      dropsLateCommands: true, longestClientID: 100, pushesFacts: false,
      rateBudget: VenueCapabilities.RateBudget(
        points: 500, window: .seconds(10), sendCost: 10, readCost: 2, protectiveReserve: 250),
      longestFillList: 100)
    actsEnd = Int64(random.within(18_000...36_000))
    settling = random.chance(1, in: 8) ? 75_000 : 20_000
    acts = SessionPlan.acts(until: actsEnd, symbols: symbols.count, &random)
  }

  private static func rules(
    _ symbols: [Symbol], _ personality: VenuePersonality, _ owner: ClientOrderID.Owner,
    _ random: inout SeededGenerator
  ) -> TradingRules {
    var rules = TradingRules(
      owner: owner, symbols: symbols,
      minimumDistance: ExactDecimal("0.001") ?? .zero,
      maxDailyLossUSD: ExactDecimal(random.chance(1, in: 4) ? 60 : 2_000), maxLeverage: ExactDecimal(5),
      minimumFreeMargin: ExactDecimal("0.1") ?? .zero, assumedFee: ExactDecimal("0.0005") ?? .zero,
      slippageAllowance: ExactDecimal("0.002") ?? .zero)
    // Certified is what the venue does: the other way round would be a wrong certificate, and no question to the core.
    rules.isOversizeCapped = personality.oversizedReduceOnlyTrigger == .capped && random.chance(1, in: 2)
    if rules.isOversizeCapped, personality.reduceOnlyTriggerWhileFlat == .accepted, random.chance(2, in: 3) {
      rules.placement = .stopFirst
    }
    rules.resize = random.chance(1, in: 2) ? .amend : .replace
    rules.signal = [.last, .mark, .index][random.below(3)]
    rules.flattensOnStop = random.chance(1, in: 6)
    return rules
  }
}
