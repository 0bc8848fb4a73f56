public import Chronology
public import ExactDecimal

/// What a strategy asks for. It can only propose: risk review, limits and protection are the engine's.
public enum Intent: Sendable, Hashable {
  case enter(EnterIntent)
  case adjust(AdjustIntent)
  /// Closes a part of the position, rounded down to the size grid; nil: all of it.
  case exit(id: String, of: String, fraction: ExactDecimal?)
  /// Takes a resting entry back; what has filled stays, protected.
  case cancel(id: String, of: String)

  /// The intent's own id, which its answers carry; a repeated one gets the recorded answer.
  public var id: String {
    switch self {
    case .enter(let intent): intent.id
    case .adjust(let intent): intent.id
    case .exit(let id, _, _): id
    case .cancel(let id, _): id
    }
  }
}

/// To open one position with its protection.
public struct EnterIntent: Sendable, Hashable {
  public enum Price: Sendable, Hashable {
    case market
    /// Rests until filled or until its life ends.
    case limit(ExactDecimal, isPostOnly: Bool, goodFor: Milliseconds)
  }

  /// 1 to 64 characters, chosen by the strategy.
  public var id: String
  public var symbol: Symbol
  public var side: PositionSide
  public var size: ExactDecimal
  public var price: Price
  /// Trigger price of the stop-loss.
  public var stopLoss: ExactDecimal
  /// Trigger price of the take-profit; nil: none.
  public var takeProfit: ExactDecimal?

  public init(
    id: String, symbol: Symbol, side: PositionSide, size: ExactDecimal, price: Price, stopLoss: ExactDecimal,
    takeProfit: ExactDecimal? = nil
  ) {
    self.id = id
    self.symbol = symbol
    self.side = side
    self.size = size
    self.price = price
    self.stopLoss = stopLoss
    self.takeProfit = takeProfit
  }
}

/// To move the protection of an open position. A stop only comes nearer.
public struct AdjustIntent: Sendable, Hashable {
  public var id: String
  /// The id of the `enter` whose position it is.
  public var of: String
  public var stopLoss: ExactDecimal?
  public var takeProfit: ExactDecimal?

  public init(id: String, of: String, stopLoss: ExactDecimal?, takeProfit: ExactDecimal?) {
    self.id = id
    self.of = of
    self.stopLoss = stopLoss
    self.takeProfit = takeProfit
  }
}

/// What became of an intent, as it becomes known; the last one is recorded.
public enum IntentAnswer: Sendable, Hashable {
  case accepted
  case refused(IntentRefusal)
  /// The entry never took effect, and never will.
  case notExecuted
  case entered(size: ExactDecimal, averagePrice: ExactDecimal)
  /// The venue showed the stop for the whole position.
  case protected
  /// An adjustment or exit has been carried out.
  case done
  /// Profit less assumed fees, USD.
  case closed(profitUSD: ExactDecimal)
}

/// Why an intent is not carried out. Codes are stable: `entry.…` are the entry review's own.
public struct IntentRefusal: Error, Sendable, Hashable {
  public var code: String
  public var expected: String
  public var found: String

  public init(_ code: String, expected: String, found: String) {
    self.code = code
    self.expected = expected
    self.found = found
  }

  init(_ refusal: EntryRefusal) {
    self.init(refusal.code.rawValue, expected: refusal.expected, found: refusal.found)
  }
}
