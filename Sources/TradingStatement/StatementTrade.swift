public import Chronology
public import ExactDecimal
public import Trading

/// One trade as the journal tells it. What it does not tell is nil.
public struct StatementTrade: Sendable, Hashable {
  /// A stop that fired, or a part of one.
  public struct Stop: Sendable, Hashable {
    public var order: ClientOrderID
    /// The trigger price that it was sent with; nil where its sending is not in the records.
    public var price: ExactDecimal?
    public internal(set) var size = ExactDecimal.zero
    /// Size times price of its fills.
    public internal(set) var value = ExactDecimal.zero
  }

  public enum Ending: String, Sendable, Hashable, CaseIterable {
    /// It goes on.
    case open
    /// No order of it ever filled.
    case notEntered = "not-entered"
    case stop = "stop-loss"
    case takeProfit = "take-profit"
    /// By an intent, a person or the kill switch.
    case exit
    /// More than one of these.
    case several
    /// A person said what is open.
    case adopted
  }

  public let trade: Trade
  /// By a person's word, at this price: what came before is not known.
  public let adoptedAt: ExactDecimal?
  /// When the intent was accepted, or the position adopted.
  public let openedAt: Timestamp
  /// When the engine learned of the first fill, and of the one after which nothing was open.
  public internal(set) var enteredAt: Timestamp?
  public internal(set) var flatAt: Timestamp?
  /// When the strategy was told that the whole position is covered, for the first time.
  public internal(set) var protectedAt: Timestamp?
  /// When nothing of it was left at the venue.
  public internal(set) var closedAt: Timestamp?
  /// What the strategy was told of it, after the engine's assumed fees.
  public internal(set) var toldUSD: ExactDecimal?
  public internal(set) var enteredSize = ExactDecimal.zero
  public internal(set) var enteredValue = ExactDecimal.zero
  public internal(set) var leftSize = ExactDecimal.zero
  public internal(set) var leftValue = ExactDecimal.zero
  public internal(set) var stops: [Stop] = []
  var leftBy: [ClientOrderID.Role] = []
  var isAdoptedAway = false
  /// Of the day's first millisecond, by the engine's own count, in which it ended.
  public internal(set) var endedOn: Timestamp?

  init(_ trade: Trade, at time: Timestamp, adoptedAt price: ExactDecimal?) {
    (self.trade, openedAt, adoptedAt) = (trade, time, price)
  }

  public var ending: Ending {
    if isAdoptedAway { return .adopted }
    guard flatAt != nil else { return closedAt != nil && enteredAt == nil ? .notEntered : .open }
    let words: Set<Ending> = Set(
      leftBy.map {
        switch $0 {
        case .stopLoss, .guardStop: .stop
        case .takeProfit: .takeProfit
        case .entry, .exit: .exit
        }
      })
    return words.count == 1 ? words.first ?? .several : .several
  }

  /// Rounded to the eighth digit after the point.
  public var entryAverage: ExactDecimal? { Self.average(enteredValue, enteredSize) }
  public var exitAverage: ExactDecimal? { Self.average(leftValue, leftSize) }

  /// Size times price of all fills.
  public var turnover: ExactDecimal? { try? enteredValue + leftValue }

  /// Before fees, in units of price times size; nil while something is open, or where a person said what is open.
  public var gross: ExactDecimal? {
    guard flatAt != nil, !isAdoptedAway else { return nil }
    return try? trade.side == .long ? leftValue - enteredValue : enteredValue - leftValue
  }

  /// Milliseconds between the records of the first fill and of the last.
  public var exposedMilliseconds: Int64? {
    guard let enteredAt, let flatAt else { return nil }
    return flatAt.milliseconds(since: enteredAt)
  }

  /// Milliseconds between the record of the first fill and the first word that all is covered. What was uncovered later
  /// no record tells.
  public var firstUncoveredMilliseconds: Int64? {
    guard let enteredAt, let protectedAt else { return nil }
    return max(0, protectedAt.milliseconds(since: enteredAt))
  }

  static func average(_ value: ExactDecimal, _ size: ExactDecimal) -> ExactDecimal? {
    size.signum == 0 ? nil : try? value.divided(by: size, fractionDigits: 8, .nearest)
  }
}

extension StatementTrade.Stop {
  public var average: ExactDecimal? { StatementTrade.average(value, size) }

  /// By how much a price that was worse than the stop's cost more, above zero for a loss, of a position's side.
  public func slippage(_ side: PositionSide) -> ExactDecimal? {
    guard let price, let average else { return nil }
    return try? side == .long ? price - average : average - price
  }

  /// Slippage times size, exactly.
  public func slippageValue(_ side: PositionSide) -> ExactDecimal? {
    guard let price else { return nil }
    return try? side == .long ? price * size - value : value - price * size
  }
}
