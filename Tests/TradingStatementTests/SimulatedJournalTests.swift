import Chronology
import ExactDecimal
import Testing

@testable import Trading
@testable import TradingSimulation
@testable import TradingStatement

/// A statement adds up what the core's own memory adds up, from the same records.
@Suite("The statement of a journal") struct SimulatedJournalTests {
  private func compare(
    _ statement: Statement, with memory: TradingMemory, _ about: String
  ) throws {
    let day = try #require(statement.days.last, "\(about)")
    #expect(day.begins == memory.day?.begins && day.baselineUSD == memory.day?.baselineUSD, "\(about)")
    for book in memory.books {
      let totals = day.symbols.first { $0.symbol == book.symbol }
      #expect(totals?.cash ?? .zero == book.dayCash, "\(about) \(book.symbol)")
      #expect(totals?.turnover ?? .zero == book.dayTurnover, "\(about) \(book.symbol)")
      #expect(totals?.endNet ?? book.net == book.net, "\(about) \(book.symbol)")
      #expect(totals?.startNet ?? book.dayStartNet == book.dayStartNet, "\(about) \(book.symbol)")
    }
  }

  @Test(
    "adds up to what the memory has, at the end of simulated sessions",
    arguments: [1...40, 7_000...7_030] as [ClosedRange<UInt64>])
  func sessions(seeds: ClosedRange<UInt64>) throws {
    var (told, stops) = (0, 0)
    for seed in seeds {
      let plan = try #require(SessionPlan(seed: seed))
      var session = Session(plan: plan, dropped: [], isTraced: false)
      session.run()
      var memory = TradingMemory()
      var statement = Statement(isFromBeginning: true)
      for record in session.disk.records {
        try memory.apply(record)
        try statement.apply(record)
        if memory.day != nil { try compare(statement, with: memory, "seed \(seed)") }
      }
      for trade in statement.trades where trade.adoptedAt == nil {
        guard let profit = trade.toldUSD, let gross = trade.gross, let turnover = trade.turnover else {
          continue
        }
        told += 1
        #expect(try gross - turnover * plan.rules.assumedFee == profit, "seed \(seed) \(trade.trade.intent)")
      }
      stops += statement.trades.count { !$0.stops.isEmpty }
    }
    #expect(told > 20 && stops > 0)
  }

  /// What a simulated session is too short for: days, and positions that are open over midnight.
  @Test("adds up over days, whatever is open over midnight", arguments: 1...60 as ClosedRange<UInt64>)
  func days(seed: UInt64) throws {
    var made = MadeJournal(seed: seed)
    var memory = TradingMemory()
    var statement = Statement(isFromBeginning: true)
    var losses: [Timestamp: ExactDecimal] = [:]
    for record in try made.records() {
      if case .dayBegan(let next) = record.content, let day = memory.day, day.begins != next.begins {
        losses[day.begins] = try MadeJournal.result(memory, until: next)
      }
      try memory.apply(record)
      try statement.apply(record)
      if memory.day != nil { try compare(statement, with: memory, "seed \(seed)") }
    }
    #expect(losses.count == statement.days.count - 1)
    for day in statement.days.dropLast() {
      var sum = ExactDecimal.zero
      for totals in day.symbols { sum = try sum + #require(totals.gross) }
      #expect(sum == losses[day.begins], "seed \(seed) \(day.begins)")
      #expect(day.isWhole && day.isOver)
    }
    // The trades' results and what is open make the days' sum: nothing is counted twice or lost.
    let cash = try statement.days.flatMap(\.symbols).reduce(ExactDecimal.zero) { try $0 + $1.cash }
    var ended = ExactDecimal.zero
    for trade in statement.trades {
      ended =
        try ended
        + (trade.trade.side == .long
          ? trade.leftValue - trade.enteredValue : trade.enteredValue - trade.leftValue)
    }
    #expect(cash == ended, "seed \(seed)")
  }

  /// Read from the middle on, nothing is said that the rest of the records does not tell.
  @Test(
    "never says another number where the journal's beginning is gone",
    arguments: 1...20 as ClosedRange<UInt64>)
  func cut(seed: UInt64) throws {
    var made = MadeJournal(seed: seed)
    let records = try made.records()
    var whole = Statement(isFromBeginning: true)
    for record in records { try whole.apply(record) }
    for start in stride(from: 1, to: records.count, by: 7) {
      var part = Statement(isFromBeginning: false)
      for record in records[start...] { try part.apply(record) }
      for day in part.days where day.isWhole {
        let same = try #require(whole.days.first { $0.begins == day.begins })
        for totals in day.symbols {
          guard let gross = totals.gross else { continue }
          #expect(
            gross == same.symbols.first { $0.symbol == totals.symbol }?.gross, "seed \(seed) from \(start)")
        }
      }
      for trade in part.trades {
        let same = try #require(whole.trades.first { $0.trade.number == trade.trade.number })
        #expect(trade.gross == same.gross && trade.ending == same.ending, "seed \(seed) from \(start)")
      }
    }
  }
}
