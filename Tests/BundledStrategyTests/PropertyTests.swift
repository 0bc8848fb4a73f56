import Chronology
import ExactDecimal
import GateScene
import Testing
import Trading

@testable import BundledStrategy

/// What holds for whatever prices do, over some hundred thousand bars of chance.
@Suite("Over chance prices the strategy") struct PropertyTests {
  private static let seeds: ClosedRange<UInt64> = 1...150

  private static func draw(_ seed: UInt64) throws -> (parameters: DonchianParameters, bars: [Bar]) {
    var random = SeededGenerator(seed: seed)
    func within(_ range: ClosedRange<Int64>) -> Int64 { Int64.random(in: range, using: &random) }
    let entry = Int(within(2...12))
    let parameters = try StrategyScene.parameters {
      $0.width = BarWidth.allCases[Int(within(0...5))]
      $0.entryBars = entry
      $0.exitBars = Int(within(1...Int64(entry)))
      $0.averageTrueRangeBars = Int(within(2...10))
      $0.stopRanges = try #require(ExactDecimal(units: Int128(within(1...60)), fractionDigits: 1))
      $0.takeProfitRanges =
        within(0...1) == 0 ? nil : ExactDecimal(units: Int128(within(5...90)), fractionDigits: 1)
      $0.riskUSD = ExactDecimal(within(1...500))
    }
    var price = within(2_000...90_000)
    let step = within(1...price / 50)
    var bars: [Bar] = []
    var time = parameters.width.start(of: StrategyScene.start)
    for _ in 0..<600 {
      let open = max(100, price + within(-step / 8...step / 8))
      let close = max(100, open + within(-step...step))
      bars.append(
        Bar(
          opensAt: time, open: ExactDecimal(open),
          high: ExactDecimal(max(open, close) + within(0...step / 2)),
          low: ExactDecimal(max(50, min(open, close) - within(0...step / 2))), close: ExactDecimal(close)))
      price = close
      // Now and then the venue leaves one out.
      time = time.advanced(byMilliseconds: parameters.width.milliseconds * (within(0...150) == 0 ? 2 : 1))
    }
    return (parameters, bars)
  }

  /// Every intent with the number of the bar at whose end it was asked for; the engine does as it is told.
  private static func intents(
    _ parameters: DonchianParameters, _ bars: some Collection<Bar>
  ) throws -> [(bar: Int, intent: Intent)] {
    var strategy = Donchian(try StrategyScene.instrument().symbol, parameters)
    _ = strategy.step(.instrument(try StrategyScene.instrument()))
    _ = strategy.step(.mostNotional(ExactDecimal(50_000)))
    var asked: [(Int, Intent)] = []
    var open: EnterIntent?
    var stop = ExactDecimal.zero
    for (place, bar) in bars.enumerated() {
      if let entry = open, entry.side == .long ? bar.low <= stop : bar.high >= stop {
        _ = strategy.step(.answer(intent: entry.id, .closed(profitUSD: .zero)))
        open = nil
      }
      let now = parameters.width.end(of: bar).advanced(byMilliseconds: 2_000)
      for intent in strategy.step(.bars([bar], at: now)).intents {
        asked.append((place, intent))
        switch intent {
        case .enter(let entry):
          (open, stop) = (entry, entry.stopLoss)
          _ = strategy.step(
            .answer(intent: entry.id, .entered(size: entry.size, averagePrice: entry.stopLoss)))
        case .adjust(let adjust):
          stop = adjust.stopLoss ?? stop
          _ = strategy.step(.answer(intent: adjust.id, .done))
        case .exit(let id, let of, _):
          _ = strategy.step(.answer(intent: id, .done))
          _ = strategy.step(.answer(intent: of, .closed(profitUSD: .zero)))
          open = nil
        case .cancel: Issue.record("it cancels nothing")
        }
      }
    }
    return asked
  }

  @Test("risks no more than it may, has its stop on the right side, and only lets it come nearer")
  func stops() throws {
    var (entries, adjustments, exits, taken) = (0, 0, 0, 0)
    for seed in Self.seeds {
      let (parameters, bars) = try Self.draw(seed)
      var open: EnterIntent?
      var stop = ExactDecimal.zero
      for (place, intent) in try Self.intents(parameters, bars) {
        let close = bars[place].close
        switch intent {
        case .enter(let entry):
          entries += 1
          let isLong = entry.side == .long
          #expect(isLong ? entry.stopLoss < close : entry.stopLoss > close, "seed \(seed)")
          let step = try number("0.0001")
          #expect(entry.size.signum > 0 && entry.size.isMultiple(of: step), "seed \(seed)")
          for tenths: Int64 in [-10, -3, 0, 1, 10] {
            let drift =
              try close * parameters.collar * #require(ExactDecimal(units: Int128(tenths), fractionDigits: 1))
            let refusal = try Self.refusal(entry, at: close + drift, parameters)
            #expect(refusal?.code != "intent.loss-per-trade", "seed \(seed)")
            if refusal == nil { taken += 1 }
          }
          let value = try entry.size * close
          #expect(value <= ExactDecimal(50_000), "seed \(seed)")
          if let takeProfit = entry.takeProfit {
            #expect(isLong ? takeProfit > close : takeProfit < close, "seed \(seed)")
          }
          (open, stop) = (entry, entry.stopLoss)
        case .adjust(let adjust):
          adjustments += 1
          let (entry, nearer) = (try #require(open), try #require(adjust.stopLoss))
          #expect(adjust.of == entry.id && adjust.takeProfit == nil, "seed \(seed)")
          #expect(entry.side == .long ? nearer > stop : nearer < stop, "seed \(seed)")
          #expect(entry.side == .long ? nearer < close : nearer > close, "seed \(seed)")
          stop = nearer
        case .exit(_, let of, let fraction):
          exits += 1
          #expect(of == open?.id && fraction == nil, "seed \(seed)")
        case .cancel: break
        }
      }
    }
    #expect(entries > 500 && adjustments > 500 && exits > 50, "\(entries) \(adjustments) \(exits)")
    #expect(taken > 1_000, "\(taken)")
  }

  /// What the engine's own review says of an entry once the last price is that, where a trade may lose no more than the
  /// strategy risks.
  private static func refusal(
    _ entry: EnterIntent, at last: ExactDecimal, _ parameters: DonchianParameters
  ) throws -> IntentRefusal? {
    let instrument = try StrategyScene.instrument()
    let owner = try #require(ClientOrderID.Owner(environment: 0, scope: 0, instance: 1))
    let much = ExactDecimal(1_000_000_000)
    // The rate of costs in the scene: two fees and the slippage.
    var rules = TradingRules(
      owner: owner, symbols: [instrument.symbol], minimumDistance: parameters.minimumDistance,
      maxDailyLossUSD: much, maxLossPerTradeUSD: parameters.riskUSD, maxLeverage: ExactDecimal(1),
      minimumFreeMargin: .zero, assumedFee: try number("0.0005"), slippageAllowance: try number("0.001"))
    rules.signal = .last
    let order = EntryOrder(
      id: try #require(ClientOrderID(owner: owner, role: .entry, intent: 1)), symbol: entry.symbol,
      position: entry.side, size: entry.size, price: .market, processBefore: .latest)
    // Without its take-profit, which the price may have passed.
    let intent = EnterIntent(
      id: entry.id, symbol: entry.symbol, side: entry.side, size: entry.size, price: .market,
      stopLoss: entry.stopLoss, takeProfit: nil)
    do throws(IntentRefusal) {
      _ = try EntryTerms(
        intent, order, on: instrument, market: MarketState(symbol: entry.symbol, last: last),
        account: AccountState(marginEquityUSD: much, availableMarginUSD: much), rules: rules, specAge: 0,
        leftOfDay: much)
      return nil
    } catch { return error }
  }

  @Test("asks the same whether or not there is a future, and never twice by one name")
  func future() throws {
    for seed in Self.seeds {
      let (parameters, bars) = try Self.draw(seed)
      let all = try Self.intents(parameters, bars)
      #expect(Set(all.map(\.intent.id)).count == all.count, "seed \(seed)")
      var random = SeededGenerator(seed: seed &+ 1_000)
      let length = Int.random(in: 1...bars.count, using: &random)
      let early = try Self.intents(parameters, bars.prefix(length))
      let expected = all.filter { $0.bar < length }
      #expect(early.map(\.intent) == expected.map(\.intent), "seed \(seed)")
    }
  }

  @Test("measures the same after a restart, from the bars that it needs alone")
  func restart() throws {
    for seed in Self.seeds {
      let (parameters, bars) = try Self.draw(seed)
      var (long, short) = (
        BarHistory(width: parameters.width, capacity: parameters.neededBars),
        BarHistory(width: parameters.width, capacity: parameters.neededBars)
      )
      for bar in bars { _ = long.take(bar, at: .latest) }
      for bar in bars.suffix(parameters.neededBars) { _ = short.take(bar, at: .latest) }
      #expect(long == short, "seed \(seed)")
    }
  }
}
