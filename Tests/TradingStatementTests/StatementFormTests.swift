import Chronology
import ExactDecimal
import GateScene
import StrictJSON
import Testing
import Trading

@testable import TradingStatement

@Suite("A statement's forms") struct StatementFormTests {
  private static let noon = Timestamp(clamping: 1_795_694_400_000)
  private let symbol: Symbol
  private let owner: ClientOrderID.Owner

  init() throws {
    symbol = try #require(Symbol("PF_XBTUSD"))
    owner = try #require(ClientOrderID.Owner(environment: 0, scope: 0, instance: 1))
  }

  private func id(_ role: ClientOrderID.Role, _ number: UInt64) throws -> ClientOrderID {
    try #require(ClientOrderID(owner: owner, role: role, intent: number))
  }

  private func number(_ text: String) throws -> ExactDecimal { try #require(ExactDecimal(text)) }

  /// A long trade that its stop closes a little below its price, one that is open, and one that never filled.
  private func records() throws -> [TradeRecord] {
    func at(_ seconds: Int64, _ content: TradeRecord.Content) -> TradeRecord {
      TradeRecord(at: Self.noon.advanced(byMilliseconds: seconds * 1_000), content)
    }
    func trade(_ number: UInt64, _ intent: String, _ side: PositionSide, _ stop: String) throws -> Trade {
      Trade(
        number: number, intent: intent, symbol: symbol, side: side, size: try self.number("0.02"),
        stop: try self.number(stop), takeProfit: nil, signal: .last, entryEndsAt: nil)
    }
    func fill(
      _ name: String, _ role: ClientOrderID.Role, _ trade: UInt64, _ side: OrderSide, _ size: String,
      _ price: String
    ) throws -> TradeRecord.Content {
      .filled(
        OwnFill(
          id: name, order: try id(role, trade), symbol: symbol, side: side, size: try number(size),
          price: try number(price)))
    }
    let day = TradingDay(
      begins: Timestamp(clamping: 1_795_651_200_000), baselineUSD: ExactDecimal(10_000), marks: [])
    let stop = ProtectiveOrder(
      id: try id(.stopLoss, 1), symbol: symbol, role: .stopLoss, position: .long, size: try number("0.02"),
      triggerPrice: try number("69000"), signal: .last)
    return [
      at(0, .dayBegan(day)), at(1, .opened(try trade(1, "a, \"b\"", .long, "69000"))),
      at(2, try fill("f1", .entry, 1, .buy, "0.01", "70000")),
      at(2, try fill("f2", .entry, 1, .buy, "0.01", "70001")), at(2, .ordered(.protective(stop))),
      at(4, .answered("a, \"b\"", .protected)),
      at(62, try fill("f3", .stopLoss, 1, .sell, "0.02", "68990.5")),
      at(63, .answered("a, \"b\"", .closed(profitUSD: try number("-21.59")))), at(63, .closed(symbol)),
      at(70, .opened(try trade(2, "never", .short, "71000"))), at(80, .closed(symbol)),
      at(90, .opened(try trade(3, "open", .short, "71000"))),
      at(91, try fill("f4", .entry, 3, .sell, "0.02", "69000")),
    ]
  }

  private func answer(
    isFromBeginning: Bool = true, from first: Timestamp? = nil, sizes: [Symbol: ExactDecimal]? = nil,
    dropping count: Int = 0
  ) throws -> StatementAnswer {
    var statement = Statement(isFromBeginning: isFromBeginning)
    for record in try records().dropFirst(count) { try statement.apply(record) }
    return StatementAnswer(
      statement, from: first, to: nil, contractSizes: sizes ?? [symbol: ExactDecimal(1)],
      environment: "simulator",
      assumedFee: try number("0.0005"))
  }

  @Test("are these") func golden() throws {
    #expect(GoldenFile.difference(try answer().jsonLines, from: "statement.jsonl") == nil)
    #expect(GoldenFile.difference(try answer().csv, from: "statement.csv") == nil)
  }

  @Test("say the same, read by another program") func peers() throws {
    let python = try #require(PythonPeer.plain)
    let result = PythonPeer.run(
      python,
      """
      import csv, io, json, sys
      lines, table = sys.stdin.read().split(chr(1))
      records = [json.loads(line) for line in lines.splitlines()]
      text = lambda value: "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)
      rows = list(csv.reader(io.StringIO(table, newline=""), strict=True))
      assert rows[0] == list(records[0]), rows[0]
      assert rows[1:] == [[text(value) for value in record.values()] for record in records]
      assert rows[1][rows[0].index("intent")] == 'a, "b"', rows[1]
      print(len(rows))
      """, input: "\(try answer().jsonLines)\u{1}\(try answer().csv)")
    #expect(result.output == "5\n", "\(result.errors)")
  }

  @Test("say what a stop slipped by, and how long it took") func stop() throws {
    let line = try #require(try answer().jsonLines.split(separator: "\n").first)
    let trade = try JSON.parse(Array(line.utf8))
    #expect(trade["ended_by"]?.stringValue == "stop-loss")
    #expect(trade["stop_price"]?.stringValue == "69000" && trade["stop_slippage"]?.stringValue == "9.5")
    #expect(trade["stop_slippage_usd"]?.stringValue == "0.19")
    #expect(trade["entry_average"]?.stringValue == "70000.5")
    #expect(trade["gross_usd"]?.stringValue == "-20.2")
    #expect(trade["exposed_ms"]?.integerValue == 60_000 && trade["first_uncovered_ms"]?.integerValue == 2_000)
    #expect(trade["fees_usd"]?.isNull == true && trade["uncovered_ms"]?.isNull == true)
  }

  @Test("say nothing in USD of an instrument that nobody knows") func unknown() throws {
    for line in try answer(sizes: [:]).jsonLines.split(separator: "\n") {
      let record = try JSON.parse(Array(line.utf8))
      #expect(record["gross_usd"]?.isNull == true && record["turnover_usd"]?.isNull == true)
    }
  }

  @Test("are empty where a day was asked for that no record is of") func empty() throws {
    #expect(try !answer().isEmpty)
    let next = Self.noon.advanced(byMilliseconds: 86_400_000)
    #expect(try answer(from: next).isEmpty && answer(from: next).jsonLines.isEmpty)
  }

  @Test("call a day whole only when its beginning and its end are there") func whole() throws {
    func day(_ answer: StatementAnswer) throws -> JSON? {
      try answer.jsonLines.split(separator: "\n").map { try JSON.parse(Array($0.utf8)) }
        .first { $0["statement"]?.stringValue == "day" }
    }
    // It goes on.
    #expect(try day(answer())?["whole"]?.boolValue == false)
    #expect(
      try day(answer())?["gross_usd"]?.isNull == true, "a position is open, and no price is in the records")
    let cut = try day(answer(isFromBeginning: false, dropping: 3))
    #expect(cut?["whole"]?.boolValue == false && cut?["gross_usd"]?.isNull == true)
  }
}
