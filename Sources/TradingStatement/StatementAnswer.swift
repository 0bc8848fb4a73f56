public import Chronology
public import ExactDecimal
public import Trading

/// What is asked of a statement, and what is needed besides the journal to say it in USD.
public struct StatementAnswer: Sendable {
  let statement: Statement
  /// First and last day, 00:00 UTC; nil: as far as the records reach.
  let first: Timestamp?
  let last: Timestamp?
  /// Units of the base currency in a size of 1; a symbol that is missing has no values in USD.
  let contractSizes: [Symbol: ExactDecimal]
  /// Where it was traded, such as `live` or `paper`.
  let environment: String
  /// A part of the turnover: the records hold no fees.
  let assumedFee: ExactDecimal

  public init(
    _ statement: Statement, from first: Timestamp?, to last: Timestamp?,
    contractSizes: [Symbol: ExactDecimal], environment: String, assumedFee: ExactDecimal
  ) {
    self.environment = environment
    (self.statement, self.first, self.last) = (statement, first, last)
    (self.contractSizes, self.assumedFee) = (contractSizes, assumedFee)
  }

  /// Whether the records tell nothing of the days that were asked for.
  public var isEmpty: Bool { records.isEmpty }

  /// The records in their order: the trades that ended on a day, then the day; at the end those that are open.
  var records: [StatementRecord] {
    var records: [StatementRecord] = []
    for day in statement.days where isAsked(day.begins) {
      let trades = statement.trades.filter { $0.endedOn == day.begins }
      records += trades.map { StatementRecord(trade: $0, self) }
      records.append(StatementRecord(day: day, trades, self))
    }
    // A trade that is open belongs to the newest day.
    if let newest = statement.days.last?.begins, isAsked(newest) {
      records += statement.trades.filter { $0.endedOn == nil }.map { StatementRecord(trade: $0, self) }
    }
    return records
  }

  private func isAsked(_ day: Timestamp) -> Bool {
    first.map { $0 <= day } ?? true && last.map { day <= $0 } ?? true
  }

  func inUSD(_ value: ExactDecimal?, _ symbol: Symbol) -> ExactDecimal? {
    guard let value, let contract = contractSizes[symbol] else { return nil }
    return try? value * contract
  }

  func fee(_ turnoverUSD: ExactDecimal?) -> ExactDecimal? {
    turnoverUSD.flatMap { try? $0 * assumedFee }
  }
}

/// One record of a statement: the same members in the same order, in either form. A member that does not apply, or that
/// the journal does not tell, is nil.
struct StatementRecord {
  enum Value: Hashable {
    case text(String)
    /// Money, a price or a size.
    case decimal(ExactDecimal)
    case count(Int64)
    case truth(Bool)
  }

  /// Contract: members may be added at the end.
  static let names = [
    "statement", "day", "whole", "symbol", "intent", "number", "side", "ended_by", "opened_at", "entered_at",
    "protected_at", "flat_at", "closed_at", "intended_size", "entered_size", "left_size", "entry_average",
    "exit_average", "turnover_usd", "gross_usd", "fees_usd", "assumed_fees_usd", "net_usd", "told_usd",
    "stop_price", "stop_fill_average", "stop_filled_size", "stop_slippage", "stop_slippage_usd",
    "exposed_ms", "first_uncovered_ms", "uncovered_ms", "trades", "fills", "stray_fills",
    "baseline_equity_usd", "environment",
  ]

  private(set) var values: [String: Value] = [:]

  private mutating func set(_ name: String, _ text: String?) { values[name] = text.map(Value.text) }
  private mutating func set(_ name: String, _ time: Timestamp?) { set(name, time?.description) }
  private mutating func set(_ name: String, _ number: ExactDecimal?) {
    values[name] = number.map(Value.decimal)
  }
  private mutating func set(_ name: String, _ count: Int64?) { values[name] = count.map(Value.count) }

  static func date(_ day: Timestamp?) -> String? { day.map { String($0.description.prefix(10)) } }

  init(trade: StatementTrade, _ answer: StatementAnswer) {
    let symbol = trade.trade.symbol
    set("statement", "trade")
    set("environment", answer.environment)
    set("day", Self.date(trade.endedOn))
    set("symbol", symbol.spelling)
    set("intent", trade.trade.intent)
    set("number", Int64(clamping: trade.trade.number))
    set("side", trade.trade.side.rawValue)
    set("ended_by", trade.ending.rawValue)
    set("opened_at", trade.openedAt)
    set("entered_at", trade.enteredAt)
    set("protected_at", trade.protectedAt)
    set("flat_at", trade.flatAt)
    set("closed_at", trade.closedAt)
    set("intended_size", trade.trade.size)
    set("entered_size", trade.enteredSize)
    set("left_size", trade.leftSize)
    set("entry_average", trade.entryAverage)
    set("exit_average", trade.exitAverage)
    // An adopted position was not traded by the engine when it was opened.
    let turnover = trade.adoptedAt == nil ? trade.turnover : trade.leftValue
    setMoney(
      turnover: answer.inUSD(turnover, symbol), gross: answer.inUSD(trade.gross, symbol), answer)
    set("told_usd", trade.toldUSD)
    setStops(trade, answer)
    set("exposed_ms", trade.exposedMilliseconds)
    set("first_uncovered_ms", trade.firstUncoveredMilliseconds)
  }

  /// Of one stop that fired all; of several, what they came to together.
  private mutating func setStops(_ trade: StatementTrade, _ answer: StatementAnswer) {
    guard !trade.stops.isEmpty else { return }
    let (side, symbol) = (trade.trade.side, trade.trade.symbol)
    let prices = trade.stops.map(\.price)
    if let price = prices[0], prices.allSatisfy({ $0 == price }) { set("stop_price", price) }
    let size = Self.sum(trade.stops.map { $0.size })
    let value = Self.sum(trade.stops.map { $0.value })
    set("stop_filled_size", size)
    guard let size, let value else { return }
    set("stop_fill_average", StatementTrade.average(value, size))
    let slippage = Self.sum(trade.stops.map { $0.slippageValue(side) })
    set("stop_slippage", slippage.flatMap { StatementTrade.average($0, size) })
    set("stop_slippage_usd", answer.inUSD(slippage, symbol))
  }

  init(day: StatementDay, _ trades: [StatementTrade], _ answer: StatementAnswer) {
    set("statement", "day")
    set("environment", answer.environment)
    set("day", Self.date(day.begins))
    values["whole"] = .truth(day.isWhole && day.isOver)
    let turnover = Self.sum(day.symbols.map { answer.inUSD($0.turnover, $0.symbol) })
    let gross = day.isWhole ? Self.sum(day.symbols.map { answer.inUSD($0.gross, $0.symbol) }) : nil
    setMoney(turnover: turnover, gross: gross, answer)
    let stopped = trades.filter { !$0.stops.isEmpty }
    set(
      "stop_slippage_usd",
      Self.sum(
        stopped.flatMap { trade in
          trade.stops.map { answer.inUSD($0.slippageValue(trade.trade.side), trade.trade.symbol) }
        }))
    set(
      "exposed_ms", trades.reduce(Int64(0)) { $0 + ($1.exposedMilliseconds ?? 0) })
    set("trades", Int64(trades.count))
    set("fills", day.symbols.reduce(Int64(0)) { $0 + Int64($1.fills) })
    set("stray_fills", Int64(day.strayFills))
    set("baseline_equity_usd", day.baselineUSD)
  }

  private mutating func setMoney(turnover: ExactDecimal?, gross: ExactDecimal?, _ answer: StatementAnswer) {
    let fees = answer.fee(turnover)
    set("turnover_usd", turnover)
    set("gross_usd", gross)
    set("assumed_fees_usd", fees)
    if let gross, let fees { set("net_usd", try? gross - fees) }
  }

  /// Nil where one is not known.
  private static func sum(_ numbers: [ExactDecimal?]) -> ExactDecimal? {
    var sum = ExactDecimal.zero
    for number in numbers {
      guard let number, let next = try? sum + number else { return nil }
      sum = next
    }
    return sum
  }
}
