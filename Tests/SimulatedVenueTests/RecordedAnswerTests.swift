import DurableFiles
import GateScene
import StrictJSON
import Testing

@testable import SimulatedVenue

/// Answers of the real venue as other clients recorded them, from a folder beside the package that is no part of it.
@Suite("A recorded answer") struct RecordedAnswerTests {
  static let folder = "\(BuiltPrograms.package)/../shared/fixtures/kraken-futures"

  static let isThere = (try? DurableFiles.status("\(folder)/http_futures_tickers.json")) != nil

  static let absent: Comment = "the recorded answers are not beside the package"

  struct Pair: Sendable, CustomTestStringConvertible {
    let file: String
    let target: String
    /// The object whose keys are compared, in the recorded answer.
    let path: String
    /// The same in ours.
    let ours: String
    /// Keys that old recordings have, or that only some rows have.
    let optional: Set<String>
    var testDescription: String { file }
  }

  static let pairs: [Pair] = [
    Pair(
      file: "http_futures_tickers.json", target: "/derivatives/api/v3/tickers", path: "tickers.0",
      ours: "tickers.0", optional: []),
    Pair(
      file: "http_futures_instruments.json", target: "/derivatives/api/v3/instruments", path: "instruments.0",
      ours: "instruments.2", optional: []),
    Pair(
      file: "http_futures_instruments.json", target: "/derivatives/api/v3/instruments", path: "instruments.1",
      ours: "instruments.1", optional: []),
    Pair(
      file: "http_futures_instruments.json", target: "/derivatives/api/v3/instruments",
      path: "instruments.1.marginLevels.0", ours: "instruments.1.marginLevels.0", optional: []),
    Pair(
      file: "http_futures_orderbook.json", target: "/derivatives/api/v3/orderbook?symbol=PF_XBTUSD",
      path: "orderBook", ours: "orderBook", optional: []),
    Pair(
      file: "http_futures_candles_trade.json", target: "/api/charts/v1/trade/PF_XBTUSD/1h", path: "candles.0",
      ours: "candles.0", optional: []),
  ]

  private func recorded(_ file: String) throws -> JSON {
    try JSON.parse(try DurableFiles.read("\(Self.folder)/\(file)", limit: 1 << 20))
  }

  @Test(
    "has no key, and no kind of value, that ours lacks", .enabled(if: isThere, absent), arguments: pairs)
  func keys(_ pair: Pair) throws {
    var scene = WireScene()
    let theirs = try #require(try recorded(pair.file).at(pair.path))
    let answer = try scene.get(pair.target).json()
    let ours = try #require(answer.at(pair.ours))
    for member in theirs.members ?? [] where !pair.optional.contains(member.key) {
      guard let value = ours[member.key] else {
        Issue.record("\(member.key) is missing")
        continue
      }
      #expect(value.kindName == member.value.kindName || value == .null, "\(member.key)")
    }
  }

  @Test("of a position is a row of ours", .enabled(if: isThere, absent))
  func position() throws {
    var scene = WireScene()
    _ = try scene.json("POST", "sendorder", "orderType=mkt&symbol=PF_XBTUSD&side=buy&size=0.01")
    let theirs = try #require(try recorded("http_futures_open_positions.json").at("openPositions.0"))
    let ours = try #require(try scene.json("GET", "openpositions").at("openPositions.0"))
    #expect(Set(theirs.keys).isSubset(of: ours.keys))
  }

  @Test("to an order has no key that none of our personalities writes", .enabled(if: isThere, absent))
  func order() throws {
    var personality = VenuePersonality()
    personality.clientOrderIDSpelling = .underscored
    var scene = WireScene(personality)
    let answer = try scene.json("POST", "sendorder", WireShapeTests.stop)
    let theirs = try #require(try recorded("http_send_order_futures.json").at("sendStatus"))
    #expect(Set(theirs.keys).isSubset(of: answer.at("sendStatus")?.keys ?? []))
    let trigger = try #require(
      try recorded("http_send_order_futures_unknown_trigger.json").at("sendStatus.orderEvents.0.orderTrigger")
    )
    let ours = try #require(answer.at("sendStatus.orderEvents.0.orderTrigger"))
    #expect(Set(trigger.keys).isSubset(of: ours.keys))
  }
}
