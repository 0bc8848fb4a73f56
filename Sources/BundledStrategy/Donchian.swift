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
    /// The exit on its way.
    var exiting: String?

    struct Adjustment: Sendable, Hashable {
      let id: String
      let stop: ExactDecimal
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
    case .answer(let intent, let answer): take(answer, to: intent)
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

  private mutating func take(_ answer: IntentAnswer, to intent: String) {
    switch standing {
    case .flat: break
    case .entering(let holding):
      guard intent == holding.entry else { return }
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
        case .accepted: return
        default: break
        }
        holding.adjusting = nil
        standing = answer.saysUnknownTrade ? .flat : .holding(holding)
      } else if holding.exiting == intent {
        switch answer {
        case .refused, .notExecuted: holding.exiting = nil
        default: break
        }
        standing = answer.saysUnknownTrade ? .flat : .holding(holding)
      }
    }
  }
}

extension IntentAnswer {
  /// What we believe to hold is nobody's: it has closed, and the word of it was lost.
  fileprivate var saysUnknownTrade: Bool {
    if case .refused(let refusal) = self { refusal.code == "intent.unknown-trade" } else { false }
  }
}
