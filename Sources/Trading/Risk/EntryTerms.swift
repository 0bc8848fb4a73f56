import Chronology
public import ExactDecimal

/// The part of the risk review that looks at an entry together with its protection, its account and its day: what the
/// trade can lose, and whether the stop can work.
public struct EntryTerms: Sendable, Hashable {
  /// On the grid.
  public let stop: ExactDecimal
  public let takeProfit: ExactDecimal?
  /// What the trade loses at most when the stop works, fees and slippage included, USD.
  public let worstLossUSD: ExactDecimal

  /// - Parameters:
  ///   - specAge: milliseconds since the venue last told its instruments; nil: never.
  ///   - leftOfDay: what may still be lost today, USD.
  public init(
    _ intent: EnterIntent, _ order: EntryOrder, on instrument: Instrument, market: MarketState,
    account: AccountState?, rules: TradingRules, specAge: Int64?, leftOfDay: ExactDecimal
  ) throws(IntentRefusal) {
    guard let specAge, specAge <= rules.maxSpecAge.count else {
      throw IntentRefusal(
        "intent.spec-age", expected: "specifications at most \(rules.maxSpecAge) old",
        found: specAge.map { "\($0) ms" } ?? "none")
    }
    guard let last = market.last, let watched = market.price(of: rules.signal) else {
      throw IntentRefusal(
        "entry.no-market-price", expected: "a \(rules.signal.rawValue) price", found: "none")
    }
    do throws(DecimalError) {
      stop = try instrument.roundedTrigger(intent.stopLoss, of: .stopLoss, protecting: intent.side)
      takeProfit = try intent.takeProfit.map { (price) throws(DecimalError) in
        try instrument.roundedTrigger(price, of: .takeProfit, protecting: intent.side)
      }
    } catch { throw Self.outOfRange(error) }
    let price = order.limitPrice ?? last
    try Self.checkSides(intent.side, stop: stop, takeProfit: takeProfit, price: price, watched: watched)
    let verdict: Result<ExactDecimal, IntentRefusal>
    do {
      verdict = try Self.judge(
        order, stop: stop, price: price, on: instrument, account: account, rules: rules, leftOfDay: leftOfDay)
    } catch { throw Self.outOfRange(error) }
    worstLossUSD = try verdict.get()
  }

  private static func outOfRange(_ error: DecimalError) -> IntentRefusal {
    IntentRefusal("entry.number-out-of-range", expected: "numbers of ordinary size", found: error.rawValue)
  }

  private static func checkSides(
    _ side: PositionSide, stop: ExactDecimal, takeProfit: ExactDecimal?, price: ExactDecimal,
    watched: ExactDecimal
  ) throws(IntentRefusal) {
    let isLong = side == .long
    guard stop.signum > 0, isLong ? stop < price && stop < watched : stop > price && stop > watched else {
      throw IntentRefusal(
        "intent.stop-side", expected: isLong ? "a stop below \(price)" : "a stop above \(price)",
        found: "\(stop)")
    }
    guard let takeProfit else { return }
    guard isLong ? takeProfit > price && takeProfit > watched : takeProfit < price && takeProfit < watched,
      takeProfit.signum > 0
    else {
      throw IntentRefusal(
        "intent.take-profit-side", expected: isLong ? "one above \(price)" : "one below \(price)",
        found: "\(takeProfit)")
    }
  }

  private static func judge(
    _ order: EntryOrder, stop: ExactDecimal, price: ExactDecimal, on instrument: Instrument,
    account: AccountState?, rules: TradingRules, leftOfDay: ExactDecimal
  ) throws(DecimalError) -> Result<ExactDecimal, IntentRefusal> {
    let distance = try (price - stop).magnitude
    func refuse(_ code: String, _ expected: String, _ found: String) -> Result<ExactDecimal, IntentRefusal> {
      .failure(IntentRefusal(code, expected: expected, found: found))
    }
    guard try distance >= price * rules.minimumDistance else {
      return refuse(
        "intent.stop-too-near", "at least \(rules.minimumDistance) of \(price) away", "\(distance)")
    }
    let notional = try instrument.notional(size: order.size, price: price)
    let level = instrument.marginLevels.last { $0.fromSize <= order.size } ?? instrument.marginLevels.first
    // Isolated at the highest leverage allowed, the liquidation is 1/leverage less the maintenance rate away; the stop
    // has to lie within half of that. Multiplied out, since a quotient is not exact.
    let maintenance = level?.maintenanceRate ?? .zero
    let room = try (ExactDecimal(1) - maintenance * rules.maxLeverage) * price
    guard try ExactDecimal(2) * distance * rules.maxLeverage <= room else {
      return refuse("intent.liquidation-distance", "a stop within half the way to liquidation", "\(distance)")
    }
    let costs = try notional * (rules.assumedFee + rules.assumedFee + rules.slippageAllowance)
    let loss = try instrument.notional(size: order.size, price: distance) + costs
    let most = min(rules.maxLossPerTradeUSD ?? leftOfDay, leftOfDay)
    guard loss <= most else {
      return refuse("intent.loss-per-trade", "at most \(most) USD lost", "\(loss) USD")
    }
    guard let equity = account?.marginEquityUSD, let free = account?.availableMarginUSD else {
      return refuse("intent.no-account", "equity and free margin", "the venue names none")
    }
    guard try notional <= equity * rules.maxLeverage else {
      return refuse("intent.leverage", "at most \(rules.maxLeverage) times \(equity) USD", "\(notional) USD")
    }
    let margin = try notional * (level?.initialRate ?? ExactDecimal(1))
    guard try free - margin >= equity * rules.minimumFreeMargin else {
      return refuse(
        "intent.free-margin", "\(rules.minimumFreeMargin) of \(equity) USD free afterwards",
        "\(free) USD before")
    }
    return .success(loss)
  }
}

extension EntryOrder {
  /// Nil for a market order.
  public var limitPrice: ExactDecimal? {
    switch price {
    case .market: nil
    case .limit(let price), .postOnly(let price), .immediateOrCancel(let price): price
    }
  }
}
