public import Chronology
public import ExactDecimal
public import Trading

/// What the strategy wants done.
public enum StrategyAction: Sendable, Hashable {
  /// Asks the engine, as any strategy does.
  case ask(Intent)
  /// Tells people why something is not asked for.
  case note(StrategyNote)
}

/// Why a strategy does nothing. Raw values of codes appear in logs: add cases, never rename one.
public struct StrategyNote: Sendable, Hashable {
  public enum Code: String, Sendable, Hashable, CaseIterable {
    /// The venue left bars out; the row begins anew.
    case gap = "strategy.gap"
    /// A bar that was over has changed.
    case revised = "strategy.bar-revised"
    /// What the venue sent is no bar.
    case unusable = "strategy.bar-unusable"
    case outOfOrder = "strategy.bar-out-of-order"
    /// A break that became known too late to be entered on.
    case late = "strategy.late"
    /// The contract's grid, or what may be ordered of it, is not known.
    case noInstrument = "strategy.no-instrument"
    /// What may be risked does not pay for the least size.
    case tooSmall = "strategy.too-small"
    /// Stop or take-profit would be no price, or would be on the wrong side.
    case noRoom = "strategy.no-room"
    case arithmetic = "strategy.arithmetic"
  }

  public let code: Code
  /// Lower case, no full stop.
  public let message: String

  init(_ code: Code, _ message: String) { (self.code, self.message) = (code, message) }
}

/// What becomes known to the strategy. It has no clock: times are those of bars, and the venue's when they were read.
public enum StrategyEvent: Sendable, Hashable {
  /// Bars that were read, and the venue's time then.
  case bars([Bar], at: Timestamp)
  case answer(intent: String, IntentAnswer)
  /// The contract's grid as the venue tells it.
  case instrument(Instrument)
  /// What an order may be worth at most, USD; nil: nothing may be entered now.
  case mostNotional(ExactDecimal?)
  /// A position of the strategy's own that an earlier start of the engine opened.
  case resumed(Trade)
}
