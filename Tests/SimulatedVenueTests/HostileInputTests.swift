import StrictJSON
import Testing

@testable import SimulatedVenue

@Suite("Hostile input") struct HostileInputTests {
  static let endpoints: [(method: String, name: String)] = [
    ("POST", "sendorder"), ("POST", "editorder"), ("POST", "cancelorder"), ("POST", "cancelallorders"),
    ("POST", "cancelallordersafter"), ("POST", "batchorder"), ("POST", "orders/status"),
    ("GET", "openorders"),
    ("GET", "fills"), ("PUT", "leveragepreferences"), ("GET", "accounts"),
  ]

  static let values: [String] = [
    "", "0", "-0", "-1", "1e400", "1e-400", "NaN", "Infinity", "0x1", "99999999999999999999999999999",
    "0.0000000000000000000000001", "%00", "%", "%zz", "%ff%fe", "+", "null", "true", "[]", "{}", "%22", "'",
    "\\",
    String(repeating: "9", count: 500), String(repeating: "a", count: 2_000), "1&size=2", "=", "&&&&", "é",
    "%F0%9F%92%A9", "2026-11-23T10:00:00Z", "9999-12-31T23:59:59.999Z", "PF_XBTUSD", "..%2f..%2f",
    String(repeating: "%5B", count: 2_000),
  ]

  static let keys = [
    "orderType", "symbol", "side", "size", "limitPrice", "stopPrice", "triggerSignal", "reduceOnly",
    "cliOrdId",
    "processBefore", "order_id", "orderId", "timeout", "json", "orderIds", "lastFillTime", "maxLeverage",
    "limitPriceOffsetValue", "limitPriceOffsetUnit", "trailingStopMaxDeviation", "qtyMode",
  ]

  @Test(
    "in any parameter of any endpoint gets an answer that is JSON or plain text", arguments: endpoints.indices
  )
  func parameters(place: Int) throws {
    let (method, name) = Self.endpoints[place]
    var personality = VenuePersonality()
    personality.trailingStop = .accepted
    let base = [
      ("orderType", "lmt"), ("symbol", "PF_XBTUSD"), ("side", "buy"), ("size", "1"), ("limitPrice", "69000"),
      ("timeout", "0"),
    ]
    for key in Self.keys {
      var scene = WireScene(personality)
      for (number, value) in Self.values.enumerated() {
        // A budget is no part of this test.
        if number % 10 == 0 { scene = WireScene(personality) }
        let form = (base.filter { $0.0 != key } + [(key, value)]).map { "\($0)=\($1)" }.joined(separator: "&")
        let reply = try scene.ask(method, name, form)
        #expect([200, 400, 429].contains(reply.status), "\(key)=\(value.prefix(40)): \(reply.text)")
        #expect(throws: Never.self) { try reply.json() }
      }
    }
  }

  @Test("of orders with extreme numbers leaves the books in order")
  func extremes() throws {
    let numbers = ["0.0001", "1200", "1199.9999", "1000000000000", "999999999999999", "0.000000000001"]
    var scene = WireScene(dollars: 900_000_000_000_000)
    for type in ["mkt", "lmt", "ioc", "fok", "post", "stp", "take_profit"] {
      for size in numbers {
        for price in numbers + ["70001", "7000000", "7120000", "7120001"] {
          let form =
            "orderType=\(type)&symbol=PF_XBTUSD&side=buy&size=\(size)&limitPrice=\(price)&stopPrice=\(price)"
          let reply = try scene.ask("POST", "sendorder", form)
          #expect(reply.status == 200 || reply.status == 429)
          if reply.status == 429 { _ = scene.pass(10_000) }
        }
      }
    }
    let account = scene.kraken.venue.accounts[0]
    #expect(account.ledger.reduce(Fixed.zero) { $0 + $1.amount } == account.balance(.usd))
  }

  @Test(
    "in a batch is answered",
    arguments: [
      "", "{", "[]", "{}", "null", "{\"batchOrder\":{}}", "{\"batchOrder\":[1]}", "{\"batchOrder\":[{}]}",
      "{\"batchOrder\":[{\"order\":\"send\"}]}",
      "{\"batchOrder\":[{\"order\":\"nonsense\",\"order_tag\":\"1\"}]}",
      "{\"batchOrder\":[{\"order\":\"send\",\"order_tag\":{},\"orderType\":[],\"symbol\":1}]}",
      "{\"batchOrder\":[{\"order\":\"cancel\",\"order_id\":null}]}",
      "{\"batchOrder\":[" + String(repeating: "[", count: 1_000),
      "{\"batchOrder\":[" + Array(repeating: "{}", count: 501).joined(separator: ",") + "]}",
    ])
  func batches(json: String) throws {
    var scene = WireScene()
    let escaped = json.utf8.map { "%" + ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    let reply = try scene.ask("POST", "batchorder", "json=\(escaped)")
    #expect([200, 400].contains(reply.status))
    #expect(throws: Never.self) { try reply.json() }
  }

  @Test("in charts and history is answered")
  func charts() throws {
    var scene = WireScene()
    for value in Self.values where !value.contains(" ") {
      for target in [
        "/api/charts/v1/trade/PF_XBTUSD/1m?from=\(value)", "/api/charts/v1/\(value)/PF_XBTUSD/1m",
        "/api/charts/v1/trade/\(value)/1m",
        "/api/charts/v1/trade/PF_XBTUSD/1m?from=0&to=\(value)&count=\(value)",
        "/derivatives/api/v3/tickers/\(value)", "/derivatives/api/v3/orderbook?symbol=\(value)",
        "/derivatives/api/v3/history?symbol=PF_XBTUSD&lastTime=\(value)",
        "/api/history/v3/market/PF_XBTUSD/executions?count=\(value)&since=\(value)&before=\(value)",
        "/\(value)", "/simulator/\(value)",
      ] {
        #expect([200, 400, 404].contains(try scene.get(target).status), "\(target.prefix(80))")
      }
    }
  }

  @Test("in control requests is refused or done")
  func controls() throws {
    for name in [
      "prices", "ramp", "market", "transfer", "funding", "cancel", "faults", "personality", "scenario",
    ] {
      for body in Self.values + ["{symbol: PF_XBTUSD, price: 7120000}", "{account: 99, amount: 1}", "- - -"] {
        var scene = WireScene()
        #expect([200, 400].contains(try scene.control(name, body).status), "\(name) \(body.prefix(40))")
        _ = scene.pass(2_000)
        #expect(try scene.ask("GET", "accounts").status != 500)
      }
    }
  }
}
