import Chronology
import DurableFiles
import ExactDecimal
import GateScene
import Glibc
import KrakenFutures
import Testing
import Trading

/// Answers that other clients recorded. They are not part of the package.
enum RecordedAnswers {
  /// The folder that `KRAKEN_FUTURES_FIXTURES` names, else one beside the package's; nil where there is none.
  static let folder: String? = {
    let variable = unsafe getenv("KRAKEN_FUTURES_FIXTURES").map { unsafe String(cString: $0) }
    let folder = variable ?? "\(BuiltPrograms.package)/../shared/fixtures/kraken-futures"
    return (try? DurableFiles.statusIfPresent(folder)).flatMap { $0 } == nil ? nil : folder
  }()

  static let comment: Comment =
    "no recorded answers: KRAKEN_FUTURES_FIXTURES names their folder, else ../shared/fixtures/kraken-futures is read"

  static func answer(_ name: String) throws -> WireAnswer {
    let folder = try #require(folder)
    return WireAnswer(status: 200, body: try DurableFiles.read("\(folder)/\(name).json", limit: 8 << 20))
  }
}

@Suite("Recorded answers are read", .enabled(if: RecordedAnswers.folder != nil, RecordedAnswers.comment))
struct RecordedAnswerTests {
  @Test("instruments, with an exponent for a tick and a negative precision")
  func instruments() throws {
    let reading = try RecordedAnswers.answer("http_futures_instruments").instruments()
    #expect(reading.isComplete && reading.serverTime == nil)
    #expect(
      reading.value.map(\.symbol.spelling) == ["PI_XBTUSD", "PF_ETHUSD", "PF_PEPEUSD", "PF_AAPLxUSD"])
    #expect(
      reading.value.map(\.tickSize.description) == ["0.5", "0.1", "0.0000000001", "0.01"])
    #expect(reading.value.map(\.sizeStep.description) == ["1", "0.001", "1000", "0.01"])
    #expect(
      reading.value.map(\.kind) == [
        .other("futures_inverse"), .linearPerpetual, .linearPerpetual, .linearPerpetual,
      ])
    #expect(reading.value.allSatisfy { $0.isTradeable && !$0.isPostOnly && $0.marginLevels.count == 2 })
    #expect(reading.value[2].maximumPositionSize?.description == "1000000000000")
  }

  @Test("open positions") func positions() throws {
    let reading = try RecordedAnswers.answer("http_futures_open_positions").openPositions()
    #expect(reading.isComplete && reading.value.map(\.side) == [.short, .long])
    #expect(reading.value.map { $0.price?.description } == ["27523.749993345933", "1750.25"])
    #expect(reading.serverTime?.description == "2023-04-07T16:12:15.410Z")
  }

  @Test("tickers, with times to the microsecond") func tickers() throws {
    let reading = try RecordedAnswers.answer("http_futures_tickers").tickers()
    #expect(reading.isComplete && reading.value.map(\.symbol.spelling) == ["PI_XBTUSD", "PF_ETHUSD"])
    #expect(reading.value[0].mark?.description == "91506.6009839176" && !reading.value[0].isSuspended)
  }

  @Test("an order book, the best levels first") func book() throws {
    let reading = try RecordedAnswers.answer("http_futures_orderbook").orderBook()
    #expect(reading.isComplete && reading.value.bids.count == 3 && reading.value.asks.count == 3)
    #expect(
      reading.value.bids[0].price.description == "105900" && reading.value.asks[0].size.description == "0.3")
  }

  @Test("candles of trades and of the mark", arguments: ["trade", "mark"]) func candles(kind: String) throws {
    let reading = try RecordedAnswers.answer("http_futures_candles_\(kind)").candles()
    #expect(reading.isComplete && reading.value.candles.count == 3 && !reading.value.hasMore)
    #expect(reading.value.candles[0].opensAt.description == "2024-11-16T00:00:00.000Z")
  }

  @Test("an order that was placed, named 'cli_ord_id'") func placed() throws {
    let answer = try RecordedAnswers.answer("http_send_order_futures")
    let order = try answer.sentOrder()
    #expect(order.status == "placed" && order.clientID == "test-order-001" && order.events == [])
    // It is about an order that is not ours.
    #expect(answer.outcome(of: try Samples.stop()).unknownReason == "wire.other-subject")
  }

  @Test("a trigger whose words are all 'unknown'") func unknown() throws {
    let answer = try RecordedAnswers.answer("http_send_order_futures_unknown_trigger")
    #expect(try answer.sentOrder().events == [.placed(venueOrderID: "abc", clientID: nil, isTrigger: true)])
    #expect(
      answer.outcome(of: try Samples.stop()) == .accepted(.init(venueOrderID: nil, word: "placed")))
  }

  @Test("and none of them is taken for an answer to something else") func confusion() throws {
    let names = [
      "http_futures_instruments", "http_futures_open_positions", "http_futures_tickers",
      "http_futures_orderbook",
      "http_futures_candles_trade",
    ]
    for name in names {
      let answer = try RecordedAnswers.answer(name)
      #expect(throws: WireError.self) { try answer.openOrders() }
      #expect(throws: WireError.self) { try answer.fills() }
      #expect(answer.outcome(of: try Samples.stop()).unknownReason != nil)
    }
  }
}
