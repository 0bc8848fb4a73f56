import Chronology
import ExactDecimal
import Trading

extension Donchian {
  /// Opens a position where the bar closed beyond the channel of the bars before it.
  mutating func enter(at bar: Bar, _ now: Timestamp) throws(DecimalError) -> [StrategyAction] {
    guard let side = brokenSide(bar) else { return [] }
    func refuse(_ code: StrategyNote.Code, _ message: String) -> [StrategyAction] {
      [.note(StrategyNote(code, "\(symbol) \(parameters.width): no \(side.rawValue) entry, \(message)"))]
    }
    let delay = now.milliseconds(since: parameters.width.end(of: bar))
    guard delay <= parameters.width.longestDelay else {
      return refuse(.late, "since the bar of \(bar.opensAt) became known \(delay / 1_000) s after its end")
    }
    guard let instrument, let mostNotional else {
      return refuse(.noInstrument, "since the contract's grid or what may be ordered is not known")
    }
    guard let stop = try stop(of: side, at: bar, instrument), stop.signum > 0, stop != bar.close else {
      return refuse(.noRoom, "since there is no room for its stop at \(bar.close)")
    }
    var takeProfit: ExactDecimal?
    if let ranges = parameters.takeProfitRanges {
      let price = try self.takeProfit(of: side, ranges, at: bar, instrument)
      guard let price, price.signum > 0, side == .long ? price > bar.close : price < bar.close else {
        return refuse(.noRoom, "since there is no room for its take-profit at \(bar.close)")
      }
      takeProfit = price
    }
    let size = try size(at: bar.close, stop: stop, mostNotional, instrument)
    guard size.signum > 0 else {
      return refuse(
        .tooSmall,
        "since \(parameters.riskUSD) USD do not pay for \(instrument.sizeStep) with a stop at \(stop)")
    }
    let id = DonchianIntentID(symbol, bar.opensAt, .enter).description
    standing = .entering(Holding(entry: id, side: side, bar: bar.opensAt, stop: stop))
    return [
      .ask(
        .enter(
          EnterIntent(
            id: id, symbol: symbol, side: side, size: size, price: .market, stopLoss: stop,
            takeProfit: takeProfit)))
    ]
  }

  private func brokenSide(_ bar: Bar) -> PositionSide? {
    guard let channel = history.channel(parameters.entryBars) else { return nil }
    if bar.close > channel.high, parameters.direction != .short { return .long }
    if bar.close < channel.low, parameters.direction != .long { return .short }
    return nil
  }

  /// Where the stop of a position belongs at a bar's end: so many average true ranges from the close, on the grid, and
  /// rounded away from it; nil while there are too few bars.
  ///
  /// A quarter more than the engine's least distance, as the price moves until the engine looks.
  func stop(
    of side: PositionSide, at bar: Bar, _ instrument: Instrument
  ) throws(DecimalError) -> ExactDecimal? {
    guard let ranges = try average(times: parameters.stopRanges, .ceiling) else { return nil }
    let least = try bar.close * parameters.minimumDistance * Self.moreThanLeast
    let distance = max(ranges, least)
    return side == .long
      ? try (bar.close - distance).rounded(.floor, toMultipleOf: instrument.tickSize)
      : try (bar.close + distance).rounded(.ceiling, toMultipleOf: instrument.tickSize)
  }

  private func takeProfit(
    of side: PositionSide, _ ranges: ExactDecimal, at bar: Bar, _ instrument: Instrument
  ) throws(DecimalError) -> ExactDecimal? {
    guard let distance = try average(times: ranges, .floor) else { return nil }
    return try instrument.roundedTrigger(
      side == .long ? bar.close + distance : bar.close - distance, of: .takeProfit, protecting: side)
  }

  /// What the stop loses with the assumed costs is at most the risk, even where the last price has gone on by the collar
  /// until the engine looks; and what the order is worth is at most what is allowed, which the engine counts by the collar
  /// from there, so at twice the collar.
  private func size(
    at price: ExactDecimal, stop: ExactDecimal, _ mostNotional: ExactDecimal, _ instrument: Instrument
  ) throws(DecimalError) -> ExactDecimal {
    let drift = try price * parameters.collar
    let loss =
      try instrument.contractSize * ((price - stop).magnitude + drift + (price + drift) * parameters.costRate)
    let value =
      try instrument.contractSize * price * (ExactDecimal(1) + parameters.collar + parameters.collar)
    guard loss.signum > 0, value.signum > 0 else { return .zero }
    let byRisk = try parameters.riskUSD.divided(by: loss, fractionDigits: Self.digits, .floor)
    let byValue = try mostNotional.divided(by: value, fractionDigits: Self.digits, .floor)
    return try instrument.roundedSize(min(byRisk, byValue))
  }

  /// A multiple of the average true range; nil while there are too few bars.
  private func average(
    times factor: ExactDecimal, _ rounding: DecimalRounding
  ) throws(DecimalError) -> ExactDecimal? {
    let count = parameters.averageTrueRangeBars
    guard count > 0, let sum = try history.trueRanges(count) else { return nil }
    return try (sum * factor).divided(
      by: ExactDecimal(Int64(count)), fractionDigits: Self.digits, rounding)
  }

  private static let digits = 12
  private static let moreThanLeast = ExactDecimal("1.25") ?? ExactDecimal(2)
}
