import Chronology
import StrictJSON
import Testing

@testable import SimulatedVenue

@Suite("A faulty answer") struct WireFaultTests {
  private static let market = "orderType=mkt&symbol=PF_XBTUSD&side=buy&size=0.1"

  private func fills(_ scene: WireScene) -> Int { scene.kraken.venue.accounts[0].fills.count }

  struct Case: Sendable, CustomTestStringConvertible {
    let body: String
    /// Whether the order is done all the same.
    let isDone: Bool
    let status: Int
    let delivery: WireReply.Delivery
    var delay: Int64 = 0
    var testDescription: String { body }
  }

  static let cases: [Case] = [
    Case(body: "fault: lose-reply", isDone: true, status: 200, delivery: .lost),
    Case(body: "{fault: delay, by: 3s}", isDone: true, status: 200, delivery: .whole, delay: 3_000),
    Case(body: "fault: disconnect", isDone: false, status: 200, delivery: .lost),
    Case(body: "fault: refuse", isDone: false, status: 503, delivery: .whole),
    Case(body: "{fault: refuse, status: 500}", isDone: false, status: 500, delivery: .whole),
    Case(body: "{fault: fail-after, status: 504}", isDone: true, status: 504, delivery: .whole),
    Case(body: "fault: limit", isDone: false, status: 429, delivery: .whole),
    Case(body: "fault: error-list", isDone: false, status: 500, delivery: .whole),
    Case(body: "{fault: truncate, bytes: 7}", isDone: true, status: 200, delivery: .truncated(bytes: 7)),
    Case(body: "{fault: reset, bytes: 9}", isDone: true, status: 200, delivery: .reset(bytes: 9)),
    Case(body: "{fault: replace, text: '[]'}", isDone: true, status: 200, delivery: .whole),
    Case(body: "{fault: omit, text: sendStatus}", isDone: true, status: 200, delivery: .whole),
  ]

  @Test("comes once, after the order was done or without it", arguments: cases)
  func once(_ item: Case) throws {
    var scene = WireScene()
    #expect(try scene.control("faults", item.body).status == 200)
    let reply = try scene.ask("POST", "sendorder", Self.market)
    #expect(reply.status == item.status)
    #expect(reply.delivery == item.delivery)
    #expect(reply.delayMilliseconds == item.delay)
    #expect((fills(scene) == 1) == item.isDone)
    let next = try scene.ask("POST", "sendorder", Self.market)
    #expect(try next.json().at("sendStatus.status") == "placed")
    #expect(next.delivery == .whole)
  }

  @Test("may be another body, or one without a member")
  func bodies() throws {
    var scene = WireScene()
    try scene.control("faults", "{fault: replace, endpoint: accounts, text: 'not json'}")
    #expect(try scene.ask("GET", "accounts").text == "not json")
    try scene.control("faults", "{fault: omit, endpoint: openpositions, text: openPositions}")
    #expect(try scene.json("GET", "openpositions").keys == ["result", "serverTime"])
    try scene.control("faults", "{fault: error-list}")
    #expect(try scene.json("GET", "accounts").at("errors.0.message") == "INSUFFICIENT_MARGIN")
  }

  @Test("comes late because the venue saw the request late")
  func late() throws {
    var scene = WireScene()
    try scene.control("faults", "{fault: accept-late, by: 3s, endpoint: sendorder}")
    let form =
      Self.market + "&processBefore=\(scene.now.advanced(byMilliseconds: 2_000))".replacing(":", with: "%3A")
    #expect(scene.start(scene.request("POST", "sendorder", form)).isEmpty)
    #expect(fills(scene) == 0)
    // It is held once more by Maker Protection.
    let outputs = scene.pass(3_000) + scene.pass(20)
    #expect(outputs.count == 1)
    #expect(try outputs.first?.reply.json().at("sendStatus.status") == "wouldProcessAfterSpecifiedTime")
    try scene.control("faults", "{fault: accept-late, by: 3s, endpoint: sendorder}")
    #expect(scene.start(scene.request("POST", "sendorder", Self.market)).isEmpty)
    _ = scene.pass(3_100)
    #expect(fills(scene) == 1)
  }

  @Test("tells what orders and positions were")
  func stale() throws {
    var scene = WireScene()
    _ = try scene.json("POST", "sendorder", WireShapeTests.stop)
    _ = scene.pass(5_000)
    _ = try scene.json("POST", "cancelorder", "cliOrdId=eng-0001")
    _ = try scene.json("POST", "sendorder", Self.market)
    _ = scene.pass(1_000)
    #expect(try scene.json("GET", "openorders").at("openOrders") == [])
    try scene.control("faults", "{fault: stale, by: 3s, always: true}")
    #expect(try scene.json("GET", "openorders").at("openOrders.0.cliOrdId") == "eng-0001")
    #expect(try scene.json("GET", "openpositions").at("openPositions") == [])
    _ = scene.pass(5_000)
    #expect(try scene.json("GET", "openorders").at("openOrders") == [])
    #expect(try scene.json("GET", "openpositions").at("openPositions.0.side") == "long")
  }

  @Test("is counted by endpoint, and disarmed")
  func counted() throws {
    var scene = WireScene()
    try scene.control("faults", "{fault: refuse, endpoint: openorders, nth: 2, always: true}")
    #expect(try scene.ask("GET", "openorders").status == 200)
    #expect(try scene.ask("GET", "accounts").status == 200)
    #expect(try scene.ask("GET", "openorders").status == 503)
    #expect(try scene.ask("GET", "openorders").status == 503)
    #expect(try scene.control("faults", "", method: "GET").json().at("requests.0.seen") == .number("3"))
    try scene.control("faults", "", method: "DELETE")
    #expect(try scene.ask("GET", "openorders").status == 200)
  }

  @Test("by chance is the same by the same seed")
  func chance() throws {
    func statuses() throws -> [Int] {
      var scene = WireScene()
      try scene.control("faults", "{fault: refuse, always: true, percent: 30}")
      return try (0..<40).map { _ in try scene.ask("GET", "openorders").status }
    }
    let first = try statuses()
    #expect(try statuses() == first)
    #expect((4...20).contains(first.count { $0 == 503 }))
  }

  struct Disguise: Sendable, CustomTestStringConvertible {
    let shown: String
    let row: String
    let value: JSON
    /// The key in the event, when it is told there too.
    let event: String?
    var testDescription: String { shown }
  }

  static let disguises: [Disguise] = [
    Disguise(shown: "signal: last", row: "triggerSignal", value: "last", event: nil),
    Disguise(shown: "stop-price: 68000", row: "stopPrice", value: 68_000, event: "triggerPrice"),
    Disguise(shown: "size: 0.02", row: "unfilledSize", value: .number("0.02"), event: "quantity"),
    Disguise(shown: "type: take_profit", row: "orderType", value: "take_profit", event: nil),
    Disguise(shown: "side: buy", row: "side", value: "buy", event: "side"),
    Disguise(shown: "reduce-only: false", row: "reduceOnly", value: false, event: "reduceOnly"),
    Disguise(shown: "limit-price: 68900", row: "limitPrice", value: 68_900, event: "limitPrice"),
  ]

  @Test("shows another order than rests", arguments: disguises)
  func disguise(_ item: Disguise) throws {
    var scene = WireScene()
    try scene.control("faults", "{fault: disguise, order-type: stp, shown: {\(item.shown)}}")
    let answer = try scene.json("POST", "sendorder", WireShapeTests.stop)
    if let event = item.event {
      #expect(answer.at("sendStatus.orderEvents.0.orderTrigger.\(event)") == item.value)
    }
    #expect(try scene.json("GET", "openorders").at("openOrders.0.\(item.row)") == item.value)
    let truth = try #require(scene.kraken.venue.orders.values.first)
    #expect(truth.trigger?.signal == .mark && truth.trigger?.price == 69_000)
    #expect(truth.side == .sell && truth.quantity == Fixed(1, scale: 2) && truth.limitPrice == nil)
  }

  @Test("hides an order")
  func hidden() throws {
    var scene = WireScene()
    try scene.control("faults", "{fault: disguise, shown: {hidden: true}}")
    _ = try scene.json("POST", "sendorder", WireShapeTests.stop)
    #expect(try scene.json("GET", "openorders").at("openOrders") == [])
    #expect(try scene.control("state", "", method: "GET").json().at("orders.0.row.cliOrdId") == "eng-0001")
  }
}
