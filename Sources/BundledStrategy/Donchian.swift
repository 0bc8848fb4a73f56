import Chronology
public import ExactDecimal
public import Trading

/// The bundled strategy at one symbol: enters where a bar closes beyond the channel of the bars before it, lets its stop
/// follow, and leaves at the break of the opposite channel.
///
/// A value that knows bars and the engine's answers and nothing else. It proposes; size, stop and everything else are
/// reviewed by the engine as if a stranger had asked.
public struct Donchian: Sendable, Hashable {
  /// Where it stands, as far as the engine has said.
  public enum Standing: Sendable, Hashable {
    case flat
    /// An entry was asked for, and nobody has said yet whether it is one.
    case entering(Holding)
    case holding(Holding)
  }

  /// A position of its own.
  public struct Holding: Sendable, Hashable {
    /// The id of the intent that opened it.
    public let entry: String
    public let side: PositionSide
    /// When the bar began that it was opened for; only later ones close it.
    let bar: Timestamp
    /// The stop that the engine has taken; it only comes nearer.
    public internal(set) var stop: ExactDecimal
    /// The adjustment on its way.
    var adjusting: Adjustment?
    /// When the bar began that an adjustment was asked for last: one a bar, since the engine answers a name that it knows
    /// with what it said of another stop.
    var trailedAt: Timestamp?
    /// Wanted until the position is closed, whatever becomes of the asking; nil while no break has been seen.
    var leaving: Leaving?

    struct Adjustment: Sendable, Hashable {
      let id: String
      let stop: ExactDecimal
    }

    struct Leaving: Sendable, Hashable {
      /// What was asked last.
      let id: DonchianIntentID
      /// Its answer is out, or the engine is at it.
      var isUnderWay = true
    }

    init(entry: String, side: PositionSide, bar: Timestamp, stop: ExactDecimal) {
      (self.entry, self.side, self.bar, self.stop) = (entry, side, bar, stop)
    }
  }

  public let symbol: Symbol
  public let parameters: DonchianParameters
  public internal(set) var history: BarHistory
  public internal(set) var standing = Standing.flat
  var instrument: Instrument?
  var mostNotional: ExactDecimal?

  public init(_ symbol: Symbol, _ parameters: DonchianParameters) {
    self.symbol = symbol
    self.parameters = parameters
    history = BarHistory(width: parameters.width, capacity: parameters.neededBars)
  }

  /// Takes what became known and says what to do about it.
  public mutating func step(_ event: StrategyEvent) -> [StrategyAction] {
    switch event {
    case .bars(let bars, let now): return take(bars, at: now)
    case .answer(let intent, let answer): return take(answer, to: intent)
    case .instrument(let instrument) where instrument.symbol == symbol: self.instrument = instrument
    case .instrument: break
    case .mostNotional(let most): mostNotional = most
    case .resumed(let trade): resume(trade)
    }
    return []
  }

  /// Goes on where an earlier start was: the engine remembers the trade and its stop, and the intent's name says for
  /// which bar it was opened. Whoever else opened it keeps it.
  private mutating func resume(_ trade: Trade) {
    guard let id = DonchianIntentID(trade.intent), id.kind == .enter, id.symbol == symbol,
      trade.symbol == symbol
    else { return }
    standing = .holding(Holding(entry: trade.intent, side: trade.side, bar: id.bar, stop: trade.stop))
  }

  private mutating func take(_ answer: IntentAnswer, to intent: String) -> [StrategyAction] {
    switch standing {
    case .flat: break
    case .entering(let holding):
      guard intent == holding.entry else { break }
      switch answer {
      case .entered, .protected: standing = .holding(holding)
      case .refused, .notExecuted, .closed: standing = .flat
      case .accepted, .done: break
      }
    case .holding(var holding):
      if intent == holding.entry {
        switch answer {
        case .refused, .notExecuted, .closed: standing = .flat
        case .accepted, .entered, .protected, .done: break
        }
      } else if let adjusting = holding.adjusting, adjusting.id == intent {
        switch answer {
        case .done: holding.stop = adjusting.stop
        case .accepted: return []
        default: break
        }
        holding.adjusting = nil
        standing = answer.saysUnknownTrade ? .flat : .holding(holding)
      } else if let leaving = holding.leaving, leaving.id.description == intent {
        if answer.saysInterrupted { return ask(leaving.id.again, toClose: holding) }
        switch answer {
        // Done is not closed: an entry that filled late may have left something.
        case .refused, .notExecuted, .done: holding.leaving?.isUnderWay = false
        default: break
        }
        standing = answer.saysUnknownTrade ? .flat : .holding(holding)
      }
    }
    return []
  }

  mutating func ask(_ exit: DonchianIntentID, toClose holding: Holding) -> [StrategyAction] {
    var leaving = holding
    leaving.leaving = Holding.Leaving(id: exit)
    standing = .holding(leaving)
    return [.ask(.exit(id: exit.description, of: holding.entry, fraction: nil))]
  }
}

extension IntentAnswer {
  /// What we believe to hold is nobody's: it has closed, and the word of it was lost.
  fileprivate var saysUnknownTrade: Bool { refusalCode == "intent.unknown-trade" }

  /// An earlier start had accepted it and came to its end: nothing is wrong with the asking.
  fileprivate var saysInterrupted: Bool { refusalCode == "intent.interrupted" }

  private var refusalCode: String? {
    if case .refused(let refusal) = self { refusal.code } else { nil }
  }
}
