import Chronology
import ExactDecimal
import GateScene
import StrictJSON
import Testing
import Trading

@Suite("The memory's snapshot") struct TradingMemoryFormTests {
  private static func memory(_ records: [TradeRecord]) throws -> TradingMemory {
    var memory = TradingMemory()
    for record in records { try memory.apply(record) }
    return memory
  }

  private static func told() throws -> TradingMemory {
    let symbol = try #require(Golden.symbol)
    let contents = Golden.records(symbol).map(\.content).filter { $0 != .closed(symbol) }
    return try memory(contents.map { TradeRecord(at: Golden.at, $0) })
  }

  @Test("of nothing is this")
  func empty() throws {
    #expect(
      TradingMemory().json.text()
        == #"{"memory":"v1","last-record-at":null,"next-number":1,"entries-sent":0,"recent-entries":[],"#
        + #""day":null,"books":[],"answers":[],"fill-ids":[]}"#)
    #expect(try TradingMemory(TradingMemory().json) == TradingMemory())
  }

  @Test("of an open position is this")
  func open() throws {
    let symbol = try #require(Golden.symbol)
    let price = Golden.decimal("65000")
    let order = EntryOrder(
      id: Golden.entryID, symbol: symbol, position: .long, size: Golden.decimal("0.02"), price: .market,
      processBefore: Golden.at)
    let fill = OwnFill(
      id: "f-1", order: Golden.entryID, symbol: symbol, side: .buy, size: Golden.decimal("0.01"), price: price
    )
    let memory = try Self.memory(
      [
        .opened(Golden.trade(symbol)), .ordered(.entry(order)), .named(Golden.entryID, "v-1"), .filled(fill),
        .ended(Golden.entryID, .gone), .answered("i-7", .accepted),
      ].map { TradeRecord(at: Golden.at, $0) })
    let expected =
      #"{"memory":"v1","last-record-at":"2026-11-26T13:33:20.123Z","next-number":8,"entries-sent":1,"#
      + #""recent-entries":["2026-11-26T13:33:20.123Z"],"day":null,"books":[{"symbol":"PF_XBTUSD","#
      + #""net":"0.01","trade":{"number":7,"intent":"i-7","symbol":"PF_XBTUSD","side":"long","size":"0.01","#
      + #""stop-loss":"64000","take-profit":null,"signal":"last","entry-ends-at":"2026-11-26T13:33:50.000Z"},"#
      + #""orders":[{"order":{"entry":{"id":"54524445-3101-8000-8000-090000000007","symbol":"PF_XBTUSD","#
      + #""position":"long","size":"0.02","price":"market","process-before":"2026-11-26T13:33:20.123Z"}},"#
      + #""venue-ids":["v-1"],"filled":"0.01","value":"650","end":"gone"}],"quarantine":null,"cash":"-650","#
      + #""turnover":"650","day-cash":"-650","day-turnover":"650","day-start-net":"0"}],"#
      + #""answers":[{"intent":"i-7","answer":"accepted"}],"fill-ids":["f-1"]}"#
    #expect(memory.json.text() == expected)
    #expect(try TradingMemory(try JSON.parse(Array(expected.utf8))) == memory)
  }

  @Test("has a member for everything that is remembered")
  func complete() throws {
    let memory = try Self.told()
    // What other fields make is not written.
    let made = ["id", "knownFills", "liveEntryPlace", "openCount", "openEntrySize"]
    func fields(_ value: Any) -> Int {
      Mirror(reflecting: value).children.count { $0.label.map { !made.contains($0) } ?? true }
    }
    let book = try #require(memory.books.first)
    let order = try #require(book.orders.first)
    // A field that was added and is not written would be lost at the next start.
    #expect(memory.json.members?.count == fields(memory) + 1)
    #expect(memory.json["books"]?.arrayValue?.first?.members?.count == fields(book))
    #expect(
      memory.json["books"]?.arrayValue?.first?["orders"]?.arrayValue?.first?.members?.count == fields(order))
    let trade = try #require(book.trade)
    #expect(memory.json["books"]?.arrayValue?.first?["trade"]?.members?.count == fields(trade))
  }

  @Test("reads back as the same memory, whatever was recorded")
  func roundTrip() throws {
    var random = RandomRecords(seed: 3)
    for _ in 0..<200 {
      var memory = TradingMemory()
      for _ in 0..<random.number(60) { try? memory.apply(random.record()) }
      let json = memory.json
      let read = try TradingMemory(try JSON.parse(json.encoded()))
      #expect(read == memory)
      #expect(read.json == json)
    }
  }

  @Test("goes on from where it was taken as the journal does")
  func goesOn() throws {
    var random = RandomRecords(seed: 4)
    for _ in 0..<100 {
      let records = (0..<80).map { _ in random.record() }
      let cut = random.number(80)
      var (whole, before) = (TradingMemory(), TradingMemory())
      for record in records { try? whole.apply(record) }
      for record in records[..<cut] { try? before.apply(record) }
      var after = try TradingMemory(before.json)
      for record in records[cut...] { try? after.apply(record) }
      #expect(after == whole)
    }
  }

  /// The snapshot of every golden record, with one text in it replaced.
  private static let damages: [(of: String, by: String, code: RecordError.Code, path: String)] = [
    (#""memory":"v1""#, #""memory":"v2""#, .unknownWord, "$.memory"),
    (#""next-number":8"#, #""next-number":0"#, .outOfRange, "$.next-number"),
    (#""next-number":8"#, #""next-number":"8""#, .wrongKind, "$.next-number"),
    (#""entries-sent":1"#, #""entries-sent":-1"#, .outOfRange, "$.entries-sent"),
    (#""fill-ids":["f-1"]"#, #""fill-ids":["f-1","f-1"]"#, .repeated, "$.fill-ids[1]"),
    (#""fill-ids":["f-1"]"#, #""fill-ids":[1]"#, .wrongKind, "$.fill-ids[0]"),
    (#","fill-ids":["f-1"]"#, "", .missingMember, "$.fill-ids"),
    (#""fill-ids":["f-1"]"#, #""fill-ids":["f-1"],"more":1"#, .unknownMember, "$.more"),
    (#""cash":"#, #""dash":"#, .missingMember, "$.books[0].cash"),
    (#""baseline-usd":"100000""#, #""baseline-usd":"100000.0""#, .notCanonical, "$.day.baseline-usd"),
    (#""answers":["#, #""answers":[{"intent":"i-7","answer":"done"},"#, .repeated, "$.answers[1]"),
  ]

  @Test("is refused with a code and a place when it is not what is written", arguments: damages)
  func refuses(of: String, by: String, code: RecordError.Code, path: String) throws {
    let text = try Self.told().json.text()
    let parts = text.split(separator: of, maxSplits: 1, omittingEmptySubsequences: false)
    try #require(parts.count == 2, "\(of) is not in \(text)")
    let damaged = parts.joined(separator: by)
    let error = #expect(throws: RecordError.self) { try TradingMemory(try JSON.parse(Array(damaged.utf8))) }
    #expect(error?.code == code)
    #expect(error?.path == path)
  }

  @Test("is refused when its symbols are not in their order, which would be a symbol with two books")
  func order() throws {
    let symbol = try #require(Golden.symbol)
    let memory = try Self.memory([TradeRecord(at: Golden.at, .closed(symbol))])
    let text = memory.json.text()
    let book = try #require(memory.json["books"]?.arrayValue?.first)
    let twice = text.split(separator: book.text(), omittingEmptySubsequences: false)
      .joined(separator: book.text() + "," + book.text())
    let error = #expect(throws: RecordError.self) { try TradingMemory(try JSON.parse(Array(twice.utf8))) }
    #expect(error?.path == "$.books[1]")
  }
}
