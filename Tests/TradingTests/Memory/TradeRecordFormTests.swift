import Chronology
import ExactDecimal
import GateScene
import StrictJSON
import Testing
import Trading

@Suite("A record's line in the journal") struct TradeRecordFormTests {
  private static func line(_ content: String) -> String {
    #"{"at":"2026-11-26T13:33:20.123Z",\#(content)}"#
  }

  @Test("is this for every kind, and read back as the record")
  func golden() throws {
    let symbol = try #require(Golden.symbol)
    for (content, expected) in Golden.records(symbol) {
      let record = TradeRecord(at: Golden.at, expected)
      #expect(String(decoding: record.encoded(), as: UTF8.self) == Self.line(content))
      #expect(try TradeRecord(encoded: Array(Self.line(content).utf8)) == record)
    }
  }

  private static let refusals: [(String, RecordError.Code, String)] = [
    (#"{"at":"2026-11-26T13:33:20.123Z","#, .notJSON, "$"),
    ("[]", .wrongKind, "$"),
    ("{}", .missingMember, "$.at"),
    (#"{"at":1,"closed":{"symbol":"PF_XBTUSD"}}"#, .wrongKind, "$.at"),
    (#"{"at":"yesterday","closed":{"symbol":"PF_XBTUSD"}}"#, .malformed, "$.at"),
    (#"{"at":"2026-11-26T13:33:20Z","closed":{"symbol":"PF_XBTUSD"}}"#, .notCanonical, "$.at"),
    (#"{"at":"2026-11-26T13:33:20.123Z"}"#, .missingMember, "$"),
    (line(#""closed":{"symbol":"PF_XBTUSD"},"named":{}"#), .unknownMember, "$"),
    (line(#""exploded":{"symbol":"PF_XBTUSD"}"#), .unknownWord, "$.exploded"),
    (line(#""closed":"PF_XBTUSD""#), .wrongKind, "$.closed"),
    (line(#""closed":{}"#), .missingMember, "$.closed.symbol"),
    (line(#""closed":{"symbol":"PF XBT"}"#), .malformed, "$.closed.symbol"),
    (line(#""closed":{"symbol":"PF_XBTUSD","why":null}"#), .unknownMember, "$.closed.why"),
    (
      line(#""adjusted":{"symbol":"PF_XBTUSD","stop-loss":"1.0","take-profit":null}"#), .notCanonical,
      "$.adjusted.stop-loss"
    ),
    (
      line(#""adjusted":{"symbol":"PF_XBTUSD","stop-loss":"-0","take-profit":null}"#), .notCanonical,
      "$.adjusted.stop-loss"
    ),
    (
      line(#""adjusted":{"symbol":"PF_XBTUSD","stop-loss":"1e3","take-profit":null}"#), .malformed,
      "$.adjusted.stop-loss"
    ),
    (
      line(#""adjusted":{"symbol":"PF_XBTUSD","stop-loss":1,"take-profit":null}"#), .wrongKind,
      "$.adjusted.stop-loss"
    ),
    (line(#""adjusted":{"symbol":"PF_XBTUSD","stop-loss":"1"}"#), .missingMember, "$.adjusted.take-profit"),
    (line(#""adjusted":{"stop-loss":"1","symbol":"PF_XBTUSD","take-profit":null}"#), .notCanonical, "$"),
    (line(#""closed": {"symbol":"PF_XBTUSD"}"#), .notCanonical, "$"),
    (line(#""closed":{"symbol":"\u0050F_XBTUSD"}"#), .notCanonical, "$"),
    (line(#""ended":{"id":"o-1","end":"gone"}"#), .malformed, "$.ended.id"),
    (
      line(#""ended":{"id":"54524445-3101-8000-8000-09000000000A","end":"gone"}"#), .notCanonical,
      "$.ended.id"
    ),
    (
      line(#""ended":{"id":"54524445-3101-8000-8000-090000000007","end":"lost"}"#), .unknownWord,
      "$.ended.end"
    ),
    (line(#""ordered":{"hedge":{}}"#), .unknownWord, "$.ordered.hedge"),
    (line(#""ordered":{}"#), .missingMember, "$.ordered"),
    (line(#""answered":{"intent":"i","answer":"perhaps"}"#), .unknownWord, "$.answered.answer"),
    (line(#""answered":{"intent":"i","answer":"entered"}"#), .missingMember, "$.answered.size"),
    (
      line(#""day-began":{"begins":"2026-11-26T00:00:00.000Z","baseline-usd":null,"marks":[{}]}"#),
      .missingMember, "$.day-began.marks[0].symbol"
    ),
  ]

  @Test("is refused with a code and a place when it says more, less or something else", arguments: refusals)
  func refuses(line: String, code: RecordError.Code, path: String) throws {
    let error = #expect(throws: RecordError.self) { try TradeRecord(encoded: Array(line.utf8)) }
    #expect(error?.code == code)
    #expect(error?.path == path)
  }

  @Test("holds no trade number that an order's id could not carry")
  func numbers() throws {
    let symbol = try #require(Golden.symbol)
    var trade = Golden.trade(symbol)
    trade.number = 1 << 40
    let line = TradeRecord(at: Golden.at, .opened(trade)).encoded()
    let error = #expect(throws: RecordError.self) { try TradeRecord(encoded: line) }
    #expect(error?.code == .outOfRange)
  }

  @Test("reads back as the same record, whatever the record is")
  func roundTrip() throws {
    var random = RandomRecords(seed: 1)
    for _ in 0..<5_000 {
      let record = random.record()
      let bytes = record.encoded()
      #expect(!bytes.contains(0x0A))
      let read = try TradeRecord(encoded: bytes)
      #expect(read == record)
      #expect(read.encoded() == bytes)
    }
  }

  @Test("with one byte changed is refused, or says what it now says in exactly these bytes")
  func flippedBytes() throws {
    var random = RandomRecords(seed: 2)
    for _ in 0..<150 {
      let bytes = random.record().encoded()
      for place in bytes.indices {
        var changed = bytes
        changed[place] ^= UInt8(1 << random.number(8))
        guard let read = try? TradeRecord(encoded: changed) else { continue }
        #expect(read.encoded() == changed)
      }
    }
  }
}
