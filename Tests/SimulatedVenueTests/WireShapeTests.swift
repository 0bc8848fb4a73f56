import StrictJSON
import Testing

@testable import SimulatedVenue

@Suite("An answer") struct WireShapeTests {
  static let stop =
    "orderType=stp&symbol=PF_XBTUSD&side=sell&size=0.01&stopPrice=69000&triggerSignal=mark&reduceOnly=true"
    + "&cliOrdId=eng-0001"

  @Test("to a stop-market order has the trigger's shape, and stop where stp was sent")
  func stopOrder() throws {
    var scene = WireScene()
    let answer = try scene.json("POST", "sendorder", Self.stop)
    #expect(answer.keys == ["result", "sendStatus", "serverTime"])
    let status = try #require(answer.at("sendStatus"))
    #expect(status.keys == ["order_id", "cliOrdId", "status", "receivedTime", "orderEvents"])
    #expect(status.at("status") == "placed")
    let trigger = try #require(status.at("orderEvents.0.orderTrigger"))
    #expect(
      trigger.keys == [
        "uid", "clientId", "type", "symbol", "side", "quantity", "limitPrice", "triggerPrice", "triggerSide",
        "triggerSignal", "reduceOnly", "timestamp", "lastUpdateTimestamp", "startTime",
      ])
    #expect(trigger.at("type") == "ioc")
    #expect(trigger.at("triggerSide") == "trigger_below")
    #expect(trigger.at("triggerSignal") == "mark_price")
    #expect(trigger.at("limitPrice") == .null)
    #expect(trigger.at("triggerPrice") == .number("69000"))
    let row = try #require(try scene.json("GET", "openorders").at("openOrders.0"))
    #expect(
      row.keys == [
        "order_id", "cliOrdId", "symbol", "side", "orderType", "stopPrice", "triggerSignal", "unfilledSize",
        "filledSize", "receivedTime", "lastUpdateTime", "status", "reduceOnly",
      ], "and no limitPrice at all")
    #expect(row.at("orderType") == "stop")
    #expect(row.at("status") == "untouched")
    let known = try #require(
      try scene.json("POST", "orders/status", "cliOrdIds=eng-0001&cliOrdIds=nobody").at("orders"))
    #expect(known.at("0.status") == "TRIGGER_PLACED")
    #expect(known.at("0.order.type") == "TRIGGER_ORDER")
    #expect(known.at("0.order.priceTriggerOptions.triggerSide") == "TRIGGER_BELOW")
    #expect(known.at("1.status") == .null)
  }

  @Test("is success also for an order that is refused")
  func refused() throws {
    var scene = WireScene()
    let answer = try scene.json("POST", "sendorder", "orderType=mkt&symbol=PF_XBTUSD&side=buy&size=250")
    #expect(answer.at("result") == "success")
    #expect(answer.at("sendStatus.status") == "insufficientAvailableFunds")
    #expect(answer.at("sendStatus.orderEvents.0.type") == "REJECT")
    #expect(answer.at("sendStatus.orderEvents.0.reason") == "INSUFFICIENT_MARGIN")
  }

  struct Mistake: Sendable, CustomTestStringConvertible {
    let form: String
    let status: Int
    let error: String
    var testDescription: String { form }
  }

  static let mistakes: [Mistake] = [
    Mistake(form: "", status: 200, error: "requiredArgumentMissing"),
    Mistake(form: "orderType=stop&symbol=PF_XBTUSD&side=buy&size=1", status: 400, error: "errors"),
    Mistake(form: "orderType=trailing_stop&symbol=PF_XBTUSD&side=buy&size=1", status: 400, error: "errors"),
    Mistake(form: "orderType=mkt&side=buy&size=1", status: 200, error: "requiredArgumentMissing"),
    Mistake(form: "orderType=mkt&symbol=PF_XBTUSD&size=1", status: 200, error: "requiredArgumentMissing"),
    Mistake(form: "orderType=mkt&symbol=PF_XBTUSD&side=buy", status: 200, error: "requiredArgumentMissing"),
    Mistake(
      form: "orderType=lmt&symbol=PF_XBTUSD&side=buy&size=1", status: 200, error: "requiredArgumentMissing"),
    Mistake(
      form: "orderType=stp&symbol=PF_XBTUSD&side=buy&size=1", status: 200, error: "requiredArgumentMissing"),
    Mistake(
      form: "orderType=mkt&symbol=PF_NOSUCHUSD&side=buy&size=1", status: 200, error: "invalidArgument: symbol"
    ),
    Mistake(
      form: "orderType=mkt&symbol=PF_XBTUSD&side=long&size=1", status: 200, error: "invalidArgument: side"),
    Mistake(
      form: "orderType=mkt&symbol=PF_XBTUSD&side=buy&size=one", status: 200, error: "invalidArgument: size"),
    Mistake(
      form: "orderType=stp&symbol=PF_XBTUSD&side=buy&size=1&stopPrice=1&triggerSignal=bid", status: 200,
      error: "invalidArgument: triggerSignal"),
    Mistake(
      form: "orderType=mkt&symbol=PF_XBTUSD&side=buy&size=1&reduceOnly=yes", status: 200,
      error: "invalidArgument: reduceOnly"),
    Mistake(
      form: "orderType=mkt&symbol=PF_XBTUSD&side=buy&size=1&processBefore=tomorrow", status: 200,
      error: "invalidArgument: processBefore"),
  ]

  @Test("to a request that cannot be understood has one of several shapes", arguments: mistakes)
  func malformed(_ mistake: Mistake) throws {
    var scene = WireScene()
    let reply = try scene.ask("POST", "sendorder", mistake.form)
    #expect(reply.status == mistake.status)
    let json = try reply.json()
    #expect(json.at("result") == "error")
    if mistake.error == "errors" {
      #expect(json.at("errors.0.code") == .number("11"))
      #expect(json.at("errors.0.message") == "invalid order type")
    } else {
      #expect(json.at("error") == .string(mistake.error))
    }
  }

  @Test("outside the API is 404, and to a chart's bad resolution plain text")
  func others() throws {
    var scene = WireScene()
    for path in ["/", "/derivatives/api/v3/historicalfundingrates?symbol=PF_XBTUSD", "/derivatives/api/v3/"] {
      let reply = try scene.get(path)
      #expect(reply.status == 404)
      #expect(try reply.json().at("status") == "NOT_FOUND")
    }
    let chart = try scene.get("/api/charts/v1/trade/PF_XBTUSD/7m")
    #expect(chart.status == 400)
    #expect(chart.contentType.hasPrefix("text/plain"))
    #expect(try scene.get("/derivatives/api/v4/historicalfundingrates?symbol=PF_XBTUSD").status == 200)
  }

  @Test("to the 51st order in a second is apiLimitExceeded, and time gives points back")
  func budget() throws {
    for status in [429, 200] {
      var personality = VenuePersonality()
      personality.overBudgetStatus = status == 200 ? .ok : .tooManyRequests
      var scene = WireScene(personality)
      for _ in 0..<50 { #expect(try scene.ask("POST", "cancelorder", "order_id=x").status == 200) }
      let reply = try scene.ask("POST", "cancelorder", "order_id=x")
      #expect(reply.status == status)
      #expect(try reply.json().at("error") == "apiLimitExceeded")
      #expect(try scene.get("/derivatives/api/v3/tickers").status == 200, "public endpoints are free")
      _ = scene.pass(200)
      #expect(try scene.ask("POST", "cancelorder", "order_id=x").text.contains("notFound"))
    }
  }

  @Test("spells what is disputed as the personality says")
  func spelling() throws {
    var personality = VenuePersonality()
    personality.clientOrderIDSpelling = .underscored
    personality.stopWordShown = .stp
    personality.signalWordShown = .index
    personality.symbolCaseShown = .lower
    personality.signalWordsAccepted = .indexOnly
    var scene = WireScene(personality)
    let form = Self.stop.replacing("mark", with: "index")
    #expect(try scene.json("POST", "sendorder", form).at("sendStatus.cli_ord_id") == "eng-0001")
    let row = try #require(try scene.json("GET", "openorders").at("openOrders.0"))
    #expect(row.at("orderType") == "stp")
    #expect(row.at("triggerSignal") == "index")
    #expect(row.at("symbol") == "pf_xbtusd")
    let old = Self.stop.replacing("mark", with: "spot")
    #expect(try scene.json("POST", "sendorder", old).at("error") == "invalidArgument: triggerSignal")
  }

  @Test("has no member for a fee where the personality leaves fees out, not even null")
  func noFees() throws {
    var scene = WireScene(VenuePersonality())
    _ = try scene.json("POST", "sendorder", "orderType=mkt&symbol=PF_XBTUSD&side=buy&size=0.1")
    let fill = try #require(try scene.json("GET", "fills").at("fills.0"))
    #expect(!fill.keys.contains("fee_paid") && !fill.keys.contains("fee_currency"))
  }

  @Test("about money, ids and history follows the personality too")
  func moreSpelling() throws {
    var personality = VenuePersonality()
    personality.collateralField = .collateralValue
    personality.clientOrderIDInFills = .absent
    personality.feeInFills = .present
    personality.executionKey = .upperCase
    personality.unknownOrderStatus = .leftOut
    personality.fillOrKill = .refused
    personality.trailingStop = .accepted
    var scene = WireScene(personality)
    _ = try scene.json("POST", "sendorder", "orderType=mkt&symbol=PF_XBTUSD&side=buy&size=0.1&cliOrdId=a")
    let dollars = try #require(try scene.json("GET", "accounts").at("accounts.flex.currencies.USD"))
    #expect(dollars.keys.contains("collateralValue") && !dollars.keys.contains("collateral"))
    let fill = try #require(try scene.json("GET", "fills").at("fills.0"))
    #expect(fill.at("cliOrdId") == nil)
    #expect(fill.at("fee_paid") != nil)
    #expect(try scene.json("GET", "executions", history: true).at("elements.0.event")?.keys == ["Execution"])
    #expect(try scene.json("POST", "orders/status", "orderIds=nobody").at("orders") == [])
    let fok = "orderType=fok&symbol=PF_XBTUSD&side=buy&size=0.1&limitPrice=70010"
    #expect(try scene.ask("POST", "sendorder", fok).status == 400)
    let trailing =
      "orderType=trailing_stop&symbol=PF_XBTUSD&side=sell&size=0.1&trailingStopMaxDeviation=2"
      + "&trailingStopDeviationUnit=PERCENT"
    #expect(try scene.json("POST", "sendorder", trailing).at("sendStatus.status") == "placed")
    #expect(try scene.json("GET", "openorders").at("openOrders.0.orderType") == "trailing_stop")
  }

  @Test("to a batch with raw braces or a stop without limit follows the personality")
  func batches() throws {
    let item =
      "{\"batchOrder\":[{\"order\":\"send\",\"order_tag\":\"1\",\"orderType\":\"stp\",\"symbol\":"
      + "\"PF_XBTUSD\",\"side\":\"sell\",\"size\":1,\"stopPrice\":69000}]}"
    var scene = WireScene()
    #expect(try scene.json("POST", "batchorder", "json=\(item)").at("batchStatus.0.status") == "placed")
    var personality = VenuePersonality()
    personality.unescapedBatch = .refused
    personality.stopWithoutLimitInBatch = .refused
    scene = WireScene(personality)
    #expect(try scene.ask("POST", "batchorder", "json=\(item)").status == 400)
    let escaped = item.utf8.map { byte in
      (0x30...0x39 ~= byte || 0x41...0x5A ~= byte || 0x61...0x7A ~= byte)
        ? String(UnicodeScalar(byte)) : "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16)
    }.joined()
    #expect(
      try scene.json("POST", "batchorder", "json=\(escaped)").at("batchStatus.0.status")
        == "requiredArgumentMissing")
    #expect(try scene.json("POST", "batchorder", "json=nonsense").at("error") == "Json Parse Error")
  }

  @Test("about fills holds the newest hundred, before an instant if one is named")
  func fills() throws {
    var scene = WireScene()
    for _ in 0..<4 {
      _ = try scene.json("POST", "sendorder", "orderType=mkt&symbol=PF_XBTUSD&side=buy&size=0.001")
    }
    let fills = try #require(try scene.json("GET", "fills").at("fills")?.arrayValue)
    #expect(fills.count == 4)
    let time = try #require(fills[1].at("fillTime")?.stringValue)
    let before = try #require(
      try scene.json("GET", "fills", "lastFillTime=\(time.replacing(":", with: "%3A"))").at("fills")?
        .arrayValue)
    #expect(before == Array(fills[2...]))
  }

  @Test("of the dead-man's switch tells its time, or 0")
  func deadMan() throws {
    var scene = WireScene()
    let on = try scene.json("POST", "cancelallordersafter", "timeout=60").at("status")
    #expect(on?.at("triggerTime")?.stringValue?.hasSuffix("Z") == true)
    #expect(try scene.json("POST", "cancelallordersafter", "timeout=0").at("status.triggerTime") == "0")
    #expect(try scene.json("POST", "cancelallordersafter").at("error") == "requiredArgumentMissing")
  }

  @Test("about history pages through with a token, in either order")
  func pages() throws {
    var scene = WireScene()
    for price in 0..<7 {
      _ = try scene.json(
        "POST", "sendorder",
        "orderType=post&symbol=PF_XBTUSD&side=buy&size=0.001&limitPrice=\(60_000 + price)")
    }
    for sort in ["asc", "desc"] {
      var prices: [String] = []
      var token = ""
      for _ in 0..<5 {
        let page = try scene.json("GET", "orders", "count=3&sort=\(sort)\(token)", history: true)
        prices += (page.at("elements")?.arrayValue ?? []).compactMap {
          $0.at("event.OrderPlaced.order.limitPrice")?.stringValue
        }
        guard let next = page.at("continuationToken")?.stringValue else { break }
        token = "&continuation_token=\(next)"
      }
      let expected = (60_000...60_006).map(String.init)
      #expect(prices == (sort == "asc" ? expected : expected.reversed()))
    }
    #expect(try scene.ask("GET", "orders", "count=0", history: true).status == 400)
    #expect(try scene.ask("GET", "orders", "continuation_token=zzz", history: true).status == 400)
    #expect(try scene.ask("GET", "accountlogcsv", history: true).contentType == "text/csv")
  }
}
