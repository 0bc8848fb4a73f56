import BundledStrategy
import Chronology
import EngineConfiguration
import ExactDecimal
import StrictJSON
import Trading

/// Bars that were asked for, or why there are none.
public struct StrategyReading: Sendable {
  let symbol: Symbol
  let bars: Result<[Bar], StrategyFailure>
}

struct StrategyFailure: Error, Sendable, Hashable {
  /// A stable code.
  let code: String
}

/// The bundled strategy within a running engine, pure: when charts are read, what the strategy is told, and what it asks.
///
/// It has no way to the venue but the intents that it hands out, and what it cannot read or does not get costs entries and
/// nothing else.
struct StrategyHost: Sendable {
  enum Effect: Sendable, Hashable {
    /// Reads the bars of a chart from an instant on; ends in one ``StrategyReading``.
    case read(Symbol, BarWidth, from: Timestamp)
    case ask(Intent)
    /// One line for people.
    case note(String)
    case alert(EngineAlert)
  }

  /// How long after its end a bar is asked for: the venue's own clocks differ, and its last trades arrive late.
  private static let settling: Int64 = 2_000
  private static let shortestPause: Int64 = 2_000
  private static let longestPause: Int64 = 30_000
  /// Half a minute without what should be there.
  private static let missesBeforeAlert = 5

  private struct Desk: Sendable {
    var strategy: Donchian
    /// The venue's time when the reading under way was asked for; nil for none.
    var askedAt: Timestamp?
    /// Not before that uptime.
    var nextAt = Int64.min
    /// Readings in a row that did not bring the bar that should be there.
    var misses = 0
  }

  private var desks: [Desk]

  /// Nil where the configuration names no strategy.
  init?(_ configuration: EngineConfiguration, _ rules: TradingRules) throws(DecimalError) {
    guard configuration.strategy.name == .donchian else { return nil }
    let parameters = try DonchianParameters(configuration, rules)
    desks = rules.symbols.map { Desk(strategy: Donchian($0, parameters)) }
  }

  /// One line for people.
  var line: String {
    guard let parameters = desks.first?.strategy.parameters else { return "watches nothing" }
    let symbols = desks.map { $0.strategy.symbol.description }.joined(separator: ", ")
    return "watches \(symbols) by bars of \(parameters.width), \(parameters.riskUSD) USD at risk a trade"
  }

  // MARK: What it is told

  /// Takes what the engine remembers: contracts, and positions that an earlier start of the strategy opened.
  mutating func begin(_ memory: TradingMemory, _ instruments: [Instrument]) -> [Effect] {
    take(instruments)
    var effects: [Effect] = []
    for place in desks.indices {
      guard let trade = memory.book(desks[place].strategy.symbol)?.trade else { continue }
      tell(.resumed(trade), at: place, &effects)
      if case .holding = desks[place].strategy.standing {
        effects.append(.note("strategy goes on with \(trade.intent), whose stop is \(trade.stop)"))
      }
    }
    return effects
  }

  mutating func take(_ instruments: [Instrument]) {
    for place in desks.indices {
      for instrument in instruments { _ = desks[place].strategy.step(.instrument(instrument)) }
    }
  }

  /// What an order may be worth, by configuration and Grant, and by its own position, since there is one at a time.
  mutating func limit(to limits: EntryLimits) {
    let most = [limits.maxOrderNotionalUSD, limits.maxPositionNotionalUSD].compactMap { $0 }.min()
    for place in desks.indices { _ = desks[place].strategy.step(.mostNotional(most)) }
  }

  mutating func take(_ answer: IntentAnswer, to intent: String) -> [Effect] {
    guard let id = DonchianIntentID(intent),
      let place = desks.firstIndex(where: { $0.strategy.symbol == id.symbol })
    else { return [] }
    var effects: [Effect] = [.note("strategy hears \(answer.json(to: intent).text())")]
    tell(.answer(intent: intent, answer), at: place, &effects)
    return effects
  }

  // MARK: Charts

  /// What is to be read by now.
  mutating func tick(_ now: Moment) -> [Effect] {
    var effects: [Effect] = []
    for place in desks.indices where isDue(desks[place], now) {
      desks[place].askedAt = now.venue
      let history = desks[place].strategy.history
      effects.append(
        .read(desks[place].strategy.symbol, history.width, from: history.wanted(at: now.venue)))
    }
    return effects
  }

  mutating func take(_ reading: StrategyReading, at now: Moment) -> [Effect] {
    guard let place = desks.firstIndex(where: { $0.strategy.symbol == reading.symbol }) else { return [] }
    guard let askedAt = desks[place].askedAt else { return [] }
    desks[place].askedAt = nil
    var effects: [Effect] = []
    var because = "the venue has not shown it"
    switch reading.bars {
    case .success(let bars):
      // One that was not over when it was asked for is not over by an answer that took its time.
      let width = desks[place].strategy.history.width
      let over = bars.filter { width.end(of: $0).advanced(byMilliseconds: Self.settling) <= askedAt }
      tell(.bars(over, at: now.venue), at: place, &effects)
    case .failure(let failure): because = failure.code
    }
    if isDue(desks[place], now, whenever: true) {
      miss(place, because, now, &effects)
    } else if desks[place].misses > 0 {
      if desks[place].misses >= Self.missesBeforeAlert {
        effects.append(.note("strategy has bars of \(desks[place].strategy.symbol) again"))
      }
      desks[place].misses = 0
      desks[place].nextAt = .min
    }
    return effects
  }

  private mutating func miss(_ place: Int, _ because: String, _ now: Moment, _ effects: inout [Effect]) {
    let pause = min(Self.shortestPause << Int64(min(desks[place].misses, 10)), Self.longestPause)
    desks[place].nextAt = now.uptime + pause
    desks[place].misses += 1
    guard desks[place].misses == Self.missesBeforeAlert else { return }
    let symbol = desks[place].strategy.symbol
    effects.append(
      .alert(
        EngineAlert(
          "strategy.no-bars",
          "the strategy gets no new bar of \(symbol) and enters nothing: \(because); protection goes on")))
  }

  private func isDue(_ desk: Desk, _ now: Moment, whenever: Bool = false) -> Bool {
    guard desk.askedAt == nil, whenever || desk.nextAt <= now.uptime else { return false }
    guard let end = desk.strategy.history.nextEnd else { return true }
    return end.advanced(byMilliseconds: Self.settling) <= now.venue
  }

  private mutating func tell(_ event: StrategyEvent, at place: Int, _ effects: inout [Effect]) {
    for action in desks[place].strategy.step(event) {
      switch action {
      case .note(let note): effects.append(.note("\(note.message) [\(note.code.rawValue)]"))
      case .ask(let intent):
        effects.append(.note("strategy asks \(intent.json.text())"))
        effects.append(.ask(intent))
      }
    }
  }
}
