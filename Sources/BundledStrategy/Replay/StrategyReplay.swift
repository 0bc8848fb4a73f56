import Chronology
public import ExactDecimal
public import StrictJSON
public import Trading

/// The strategy over recorded bars, against an engine that is only supposed: what it would have asked for, and how that
/// would have ended if orders filled as is assumed here. The same bars make the same lines.
///
/// Assumed is what recorded bars can tell: what is asked for at a bar's end fills at the next one's open, a stop or a
/// take-profit at its price or at an open beyond it, the stop first where one bar reaches both. The engine's review of
/// account, day and market is not supposed: it may refuse what fills here.
public struct StrategyReplay {
  private enum Position {
    case flat
    case opening(EnterIntent)
    case open(EnterIntent, price: ExactDecimal, stop: ExactDecimal, exit: String?)
  }

  public private(set) var lines: [JSON] = []
  private var strategy: Donchian
  private var position = Position.flat
  private var tally = Tally()
  private let instrument: Instrument
  private let feeRate: ExactDecimal

  private struct Tally {
    var bars = 0
    var trades = 0
    var won = 0
    var profit = ExactDecimal.zero
    var worst = ExactDecimal.zero
  }

  /// - Parameters:
  ///   - mostNotional: what an order may be worth, USD.
  ///   - feeRate: of one fill, as a part of its value.
  public init(
    _ strategy: Donchian, on instrument: Instrument, mostNotional: ExactDecimal, feeRate: ExactDecimal
  ) {
    self.strategy = strategy
    self.instrument = instrument
    self.feeRate = feeRate
    _ = self.strategy.step(.instrument(instrument))
    _ = self.strategy.step(.mostNotional(mostNotional))
  }

  /// Takes the next bar, as it became known at its end.
  public mutating func take(_ bar: Bar) throws(DecimalError) {
    tally.bars += 1
    let end = strategy.parameters.width.end(of: bar)
    try settle(bar)
    for action in strategy.step(.bars([bar], at: end)) {
      switch action {
      case .note(let note):
        add(
          end, [JSONMember("note", .string(note.message)), JSONMember("code", .string(note.code.rawValue))])
      case .ask(let intent):
        add(end, [JSONMember("asks", intent.json)])
        take(intent, at: end, bar)
      }
    }
  }

  /// What came of it; the last line.
  public var summary: JSON {
    var members = [
      JSONMember("bars", .integer(tally.bars)), JSONMember("trades", .integer(tally.trades)),
      JSONMember("won", .integer(tally.won)), JSONMember("profit-usd", .decimalText(tally.profit)),
      JSONMember("worst-trade-usd", .decimalText(tally.worst)),
    ]
    if case .open(let intent, let price, let stop, _) = position {
      members.append(
        JSONMember(
          "open",
          [
            "intent": .string(intent.id), "average-price": .decimalText(price),
            "stop-loss": .decimalText(stop),
          ]))
    }
    members.append(JSONMember("fills", "supposed at bars' prices; nothing was sent, and nothing is promised"))
    return ["summary": .object(members)]
  }

  // MARK: The supposed engine

  private mutating func take(_ intent: Intent, at time: Timestamp, _ bar: Bar) {
    switch (intent, position) {
    case (.enter(let enter), .flat):
      position = .opening(enter)
      answer(.accepted, to: enter.id, time)
    case (.adjust(let adjust), .open(let enter, let price, let stop, let exit)):
      position = .open(enter, price: price, stop: adjust.stopLoss ?? stop, exit: exit)
      answer(.done, to: adjust.id, time)
    case (.exit(let id, _, _), .open(let enter, let price, let stop, _)):
      position = .open(enter, price: price, stop: stop, exit: id)
      answer(.accepted, to: id, time)
    default:
      let refusal = IntentRefusal(
        "intent.unknown-trade", expected: "the id of an open intent", found: intent.id)
      answer(.refused(refusal), to: intent.id, time)
    }
  }

  /// What a bar does to orders that rest when it opens.
  private mutating func settle(_ bar: Bar) throws(DecimalError) {
    if case .opening(let enter) = position {
      guard enter.side == .long ? enter.stopLoss < bar.open : enter.stopLoss > bar.open else {
        position = .flat
        let refusal = IntentRefusal(
          "intent.stop-side", expected: "a stop beyond \(bar.open)", found: "\(enter.stopLoss)")
        return answer(.refused(refusal), to: enter.id, bar.opensAt)
      }
      position = .open(enter, price: bar.open, stop: enter.stopLoss, exit: nil)
      answer(.entered(size: enter.size, averagePrice: bar.open), to: enter.id, bar.opensAt)
      answer(.protected, to: enter.id, bar.opensAt)
    }
    guard case .open(let enter, let price, let stop, let exit) = position else { return }
    guard let end = Self.end(of: enter, stop: stop, isLeaving: exit != nil, in: bar) else { return }
    position = .flat
    let gain = try enter.side == .long ? end - price : price - end
    let fees = try instrument.notional(size: enter.size, price: try price + end) * feeRate
    let profit = try instrument.notional(size: enter.size, price: gain) - fees
    tally.trades += 1
    if profit.signum > 0 { tally.won += 1 }
    tally.profit = try tally.profit + profit
    tally.worst = min(tally.worst, profit)
    if let exit { answer(.done, to: exit, bar.opensAt) }
    answer(.closed(profitUSD: profit), to: enter.id, strategy.parameters.width.end(of: bar))
  }

  /// The price at which a bar closes a position; nil when it does not.
  private static func end(
    of enter: EnterIntent, stop: ExactDecimal, isLeaving: Bool, in bar: Bar
  ) -> ExactDecimal? {
    if isLeaving { return bar.open }
    if enter.side == .long {
      if bar.low <= stop { return min(bar.open, stop) }
      if let takeProfit = enter.takeProfit, bar.high >= takeProfit { return max(bar.open, takeProfit) }
    } else {
      if bar.high >= stop { return max(bar.open, stop) }
      if let takeProfit = enter.takeProfit, bar.low <= takeProfit { return min(bar.open, takeProfit) }
    }
    return nil
  }

  private mutating func answer(_ answer: IntentAnswer, to intent: String, _ time: Timestamp) {
    add(time, [JSONMember("supposed", answer.json(to: intent))])
    for action in strategy.step(.answer(intent: intent, answer)) {
      if case .note(let note) = action { add(time, [JSONMember("note", .string(note.message))]) }
    }
  }

  private mutating func add(_ time: Timestamp, _ members: [JSONMember]) {
    lines.append(.object([JSONMember("at", .string(time.description))] + members))
  }
}
