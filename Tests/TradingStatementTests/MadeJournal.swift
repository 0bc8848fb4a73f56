import Chronology
import ExactDecimal

@testable import Trading

/// A journal as an engine would write it over several days, made by chance from a seed.
struct MadeJournal {
  static let begins = Timestamp(clamping: 1_795_651_200_000)
  static let day: Int64 = 86_400_000

  private var state: UInt64
  private var time = Self.begins
  private var number: UInt64 = 0
  private var fill = 0

  init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 | 1 }

  private mutating func below(_ bound: Int) -> Int {
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    return Int(state % UInt64(bound))
  }

  private mutating func price() -> ExactDecimal {
    ExactDecimal(units: Int128(600_000 + below(40_000)), fractionDigits: 1) ?? .zero
  }

  /// What the memory says that the day came to, when the next one begins.
  static func result(_ memory: TradingMemory, until next: TradingDay) throws -> ExactDecimal {
    var sum = ExactDecimal.zero
    for book in memory.books {
      var value = book.dayCash
      if let mark = next.marks.first(where: { $0.symbol == book.symbol })?.price {
        value = try value + book.net * mark
      }
      if let mark = memory.day?.marks.first(where: { $0.symbol == book.symbol })?.price {
        value = try value - book.dayStartNet * mark
      }
      sum = try sum + value
    }
    return sum
  }

  mutating func records() throws -> [TradeRecord] {
    var records: [TradeRecord] = []
    var open: [(symbol: Symbol, trade: Trade, size: ExactDecimal)] = []
    var begun: Timestamp?
    let symbols = ["PF_ETHUSD", "PF_XBTUSD"].compactMap { Symbol($0) }
    for _ in 0..<60 {
      time = time.advanced(byMilliseconds: Int64(below(9_000_000)))
      let today = Timestamp(clamping: time.unixMilliseconds / Self.day * Self.day)
      if begun != today {
        begun = today
        let marks = open.map { TradingDay.MarkPrice(symbol: $0.symbol, price: price()) }
        records.append(
          TradeRecord(at: time, .dayBegan(TradingDay(begins: today, baselineUSD: nil, marks: marks))))
        let equity = ExactDecimal(Int64(10_000 + below(1_000)))
        records.append(
          TradeRecord(at: time, .dayBegan(TradingDay(begins: today, baselineUSD: equity, marks: marks))))
      }
      let symbol = symbols[below(symbols.count)]
      if let place = open.firstIndex(where: { $0.symbol == symbol }) {
        try leave(&open, place, &records)
      } else {
        try enter(symbol, &open, &records)
      }
    }
    return records
  }

  private mutating func enter(
    _ symbol: Symbol, _ open: inout [(symbol: Symbol, trade: Trade, size: ExactDecimal)],
    _ records: inout [TradeRecord]
  ) throws {
    number += 1
    let side: PositionSide = below(2) == 0 ? .long : .short
    let size = ExactDecimal(units: Int128(2 + below(50)), fractionDigits: 3) ?? .zero
    let trade = Trade(
      number: number, intent: "i-\(number)", symbol: symbol, side: side, size: size, stop: price(),
      takeProfit: nil, signal: .last, entryEndsAt: nil)
    records.append(TradeRecord(at: time, .opened(trade)))
    records.append(TradeRecord(at: time, .ordered(.protective(stop(of: trade)))))
    // One that does not fill.
    guard below(6) > 0 else {
      records.append(TradeRecord(at: time, .closed(symbol)))
      return
    }
    let half = try size.rounded(.towardZero, toMultipleOf: ExactDecimal("0.002") ?? .zero)
      .divided(by: ExactDecimal(2), fractionDigits: 3, .towardZero)
    for part in [half, try size - half] where part.signum > 0 {
      append(trade, .entry, side.entrySide, part, &records)
    }
    if below(3) > 0 { records.append(TradeRecord(at: time, .answered(trade.intent, .protected))) }
    open.append((symbol, trade, size))
  }

  private mutating func leave(
    _ open: inout [(symbol: Symbol, trade: Trade, size: ExactDecimal)], _ place: Int,
    _ records: inout [TradeRecord]
  ) throws {
    let (symbol, trade, size) = open[place]
    let role: ClientOrderID.Role = [.stopLoss, .takeProfit, .exit][below(3)]
    if below(3) == 0, size > ExactDecimal("0.001") ?? .zero {
      let part = ExactDecimal("0.001") ?? .zero
      append(trade, role, trade.side.exitSide, part, &records)
      open[place].size = try size - part
      return
    }
    append(trade, role, trade.side.exitSide, size, &records)
    records.append(TradeRecord(at: time, .closed(symbol)))
    open.remove(at: place)
  }

  private func stop(of trade: Trade) -> ProtectiveOrder {
    ProtectiveOrder(
      id: id(trade, .stopLoss), symbol: trade.symbol, role: .stopLoss, position: trade.side, size: trade.size,
      triggerPrice: trade.stop, signal: .last)
  }

  private func id(_ trade: Trade, _ role: ClientOrderID.Role) -> ClientOrderID {
    guard let owner = ClientOrderID.Owner(environment: 0, scope: 0, instance: 1),
      let id = ClientOrderID(owner: owner, role: role, intent: trade.number)
    else { preconditionFailure("small numbers have ids") }
    return id
  }

  private mutating func append(
    _ trade: Trade, _ role: ClientOrderID.Role, _ side: OrderSide, _ size: ExactDecimal,
    _ records: inout [TradeRecord]
  ) {
    fill += 1
    time = time.advanced(byMilliseconds: 1_000)
    let record = TradeRecord(
      at: time,
      .filled(
        OwnFill(
          id: "f-\(fill)", order: id(trade, role), symbol: trade.symbol, side: side, size: size,
          price: price())))
    records.append(record)
    // Venues tell of a fill more than once.
    if below(4) == 0 { records.append(record) }
  }
}
