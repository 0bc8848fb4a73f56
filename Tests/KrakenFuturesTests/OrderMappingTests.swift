import Chronology
import Cryptography
import ExactDecimal
import GateScene
import KrakenFutures
import Testing
import Trading

@Suite("The order mapping") struct OrderMappingTests {
  private static let venueID = "59302619-41d2-4f0b-941f-7e7914760ad3"
  private static let names: [String: [String]] = [
    "enter.market": ["orderType", "symbol", "side", "size", "cliOrdId", "processBefore"],
    "enter.limit": ["orderType", "symbol", "side", "size", "limitPrice", "cliOrdId", "processBefore"],
    "enter.post-only": ["orderType", "symbol", "side", "size", "limitPrice", "cliOrdId", "processBefore"],
    "enter.immediate-or-cancel": [
      "orderType", "symbol", "side", "size", "limitPrice", "cliOrdId", "processBefore",
    ],
    "protect.stop-loss": [
      "orderType", "symbol", "side", "size", "stopPrice", "triggerSignal", "reduceOnly", "cliOrdId",
    ],
    "protect.take-profit": [
      "orderType", "symbol", "side", "size", "stopPrice", "triggerSignal", "reduceOnly", "cliOrdId",
    ],
    "exit.market": ["orderType", "symbol", "side", "size", "reduceOnly", "cliOrdId"],
    "exit.immediate-or-cancel": [
      "orderType", "symbol", "side", "size", "limitPrice", "reduceOnly", "cliOrdId",
    ],
    "amend.size": ["reference", "size", "qtyMode"], "amend.trigger-price": ["reference", "stopPrice"],
    "amend.size-and-trigger-price": ["reference", "size", "qtyMode", "stopPrice"],
    "cancel": ["reference"],
    "numbers.plain-notation": [
      "orderType", "symbol", "side", "size", "stopPrice", "triggerSignal", "reduceOnly", "cliOrdId",
    ],
  ]

  /// What each intent has to say, word for word.
  private static let words: [(prefix: String, name: String, value: String)] = [
    ("enter.market", "orderType", "mkt"), ("enter.limit", "orderType", "lmt"),
    ("enter.post-only", "orderType", "post"), ("enter.immediate-or-cancel", "orderType", "ioc"),
    ("protect.stop-loss", "orderType", "stp"), ("protect.take-profit", "orderType", "take_profit"),
    ("protect.", "reduceOnly", "true"), ("exit.", "reduceOnly", "true"), ("exit.market", "orderType", "mkt"),
    ("exit.immediate-or-cancel", "orderType", "ioc"), ("amend.size", "qtyMode", "ABSOLUTE"),
    ("enter.", "processBefore", "2026-11-23T10:00:00.123Z"), ("numbers.", "size", "1234000"),
    ("numbers.", "stopPrice", "0.0000123456"), ("numbers.", "symbol", "PF_AAPLxUSD"),
  ]

  private static func family(of intent: String) -> String {
    names.keys.filter { intent == $0 || intent.hasPrefix("\($0).") }.max { $0.count < $1.count } ?? ""
  }

  @Test("sends exactly the parameters of each intent, no more, no fewer, in one order")
  func contract() throws {
    for row in OrderMapping.rows {
      let expected = try #require(Self.names[Self.family(of: row.intent)], "\(row.intent)")
      let reference =
        row.intent.hasSuffix("by-client-id")
        ? "cliOrdId" : row.intent.hasPrefix("cancel") ? "order_id" : "orderId"
      let names = row.request.parameters.map(\.name)
      #expect(names == expected.map { $0 == "reference" ? reference : $0 }, "\(row.intent)")
      #expect(Set(names).isDisjoint(with: row.absent) && Set(names).count == names.count)
      for (prefix, name, value) in Self.words where row.intent.hasPrefix(prefix) {
        #expect(row.request.parameters.first { $0.name == name }?.value == value, "\(row.intent)")
      }
    }
  }

  @Test("names a side for each position, and a signal for each trigger")
  func sides() {
    for row in OrderMapping.rows {
      let values = Dictionary(uniqueKeysWithValues: row.request.parameters.map { ($0.name, $0.value) })
      let parts = row.intent.split(separator: ".").map(String.init)
      if let position = PositionSide.allCases.first(where: { parts.contains($0.rawValue) }) {
        let isEntry = parts[0] == "enter"
        #expect(values["side"] == (isEntry ? position.entrySide : position.exitSide).rawValue)
      }
      if parts[0] == "protect" { #expect(values["triggerSignal"] == parts[3]) }
    }
  }

  @Test("has a row for every intent there is, each once, and only entries are held back")
  func completeness() {
    let intents = OrderMapping.rows.map(\.intent)
    #expect(Set(intents).count == intents.count)
    let counts = Dictionary(grouping: intents) { $0.prefix { $0 != "." } }.mapValues(\.count)
    #expect(counts == ["enter": 8, "protect": 12, "exit": 4, "amend": 6, "cancel": 2, "numbers": 1])
    for row in OrderMapping.rows {
      #expect(row.request.method == .post && row.request.isSigned && row.request.cost == 10)
      #expect(row.request.contentType == "application/x-www-form-urlencoded" && row.request.query.isEmpty)
      #expect(row.request.target == row.request.path)
      #expect(row.request.body == Array(row.request.encodedParameters.utf8))
      #expect(row.request.isProtective == !row.intent.hasPrefix("enter."))
      #expect(!row.absent.isEmpty)
    }
  }

  @Test("is the golden one, byte for byte, and so is its digest")
  func golden() {
    let text = String(decoding: OrderMapping.canonicalBytes, as: UTF8.self)
    #expect(GoldenFile.difference(text, from: "order-mapping.txt", beside: #filePath) == nil)
    #expect(OrderMapping.sha256 == SHA256.digest(of: OrderMapping.canonicalBytes))
    #expect(OrderMapping.canonicalBytes.allSatisfy { $0 < 0x80 })
  }

  @Test("is the one that the page beside the sources shows")
  func page() {
    let page = "../../../Sources/KrakenFutures/ORDER-MAPPING.md"
    #expect(GoldenFile.difference(OrderMapping.markdown, from: page, beside: #filePath) == nil)
  }

  @Test("refuses here what no venue could take, before anything is sent")
  func local() throws {
    let symbol = try Samples.symbol()
    let id = try Samples.id(.stopLoss)
    func stop(_ size: String, _ price: String) throws -> VenueCommand {
      .protect(
        ProtectiveOrder(
          id: id, symbol: symbol, role: .stopLoss, position: .long, size: try Samples.decimal(size),
          triggerPrice: try Samples.decimal(price), signal: .last))
    }
    let refused: [(VenueCommand, String)] = [
      (try stop("0", "1"), "size-not-above-zero"), (try stop("-1", "1"), "size-not-above-zero"),
      (try stop("1", "0"), "trigger-price-not-above-zero"),
      (try Samples.entry(.limit(.zero)), "limit-price-not-above-zero"),
      (.cancel(.venue(""), symbol), "order-id-empty"),
      (.amend(OrderAmendment(order: .client(id), symbol: symbol)), "amendment-changes-nothing"),
      (
        .amend(OrderAmendment(order: .client(id), symbol: symbol, totalSize: .zero)), "size-not-above-zero"
      ),
    ]
    for (command, word) in refused {
      #expect(throws: VenueRefusal(word, .local)) { try WireRequest.command(command) }
    }
  }

  @Test("escapes what an id of somebody else's holds")
  func foreignID() throws {
    let request = try WireRequest.command(.cancel(.venue("a&order_id=b c"), try Samples.symbol()))
    #expect(request.encodedParameters == "order_id=a%26order_id%3Db%20c")
  }
}

@Suite("A read") struct ReadRequestTests {
  @Test("has the path, parameters, price and signature of its endpoint")
  func table() throws {
    let symbol = try Samples.symbol()
    let id = try Samples.id(.stopLoss)
    let time = Samples.processBefore
    let base = "/derivatives/api/v3"
    let rows: [(WireRequest, String, String, Bool, Int)] = [
      (.openPositions, "GET \(base)/openpositions", "", true, 2),
      (.openOrders, "GET \(base)/openorders", "", true, 2), (.accounts, "GET \(base)/accounts", "", true, 2),
      (.accountIdentity, "GET /api/history/v3/executions?count=1", "", true, 1),
      (.fills, "GET \(base)/fills", "", true, 2),
      (.fills(before: time), "GET \(base)/fills?lastFillTime=2026-11-23T10%3A00%3A05.000Z", "", true, 25),
      (
        .orderStatus(of: [.client(id), .venue("v/1")]), "POST \(base)/orders/status",
        "cliOrdIds=\(id)&orderIds=v%2F1", true, 1
      ),
      (.deadMansSwitchOff, "POST \(base)/cancelallordersafter", "timeout=0", true, 25),
      (.instruments, "GET \(base)/instruments", "", false, 0),
      (.notifications, "GET \(base)/notifications", "", false, 0),
      (.tickers, "GET \(base)/tickers", "", false, 0),
      (.ticker(symbol), "GET \(base)/tickers/PF_XBTUSD", "", false, 0),
      (.ticker(try Samples.symbol("A/B")), "GET \(base)/tickers/A%2FB", "", false, 0),
      (.instrumentStatus(symbol), "GET \(base)/instruments/PF_XBTUSD/status", "", false, 0),
      (
        .candles(symbol, of: .last, resolution: .minute), "GET /api/charts/v1/trade/PF_XBTUSD/1m", "", false,
        0
      ),
      (
        .candles(symbol, of: .index, resolution: .fourHours, from: time, to: time),
        "GET /api/charts/v1/spot/PF_XBTUSD/4h?from=1795428005&to=1795428005", "", false, 0
      ),
      (
        .candles(symbol, of: .mark, resolution: .day, to: time),
        "GET /api/charts/v1/mark/PF_XBTUSD/1d?to=1795428005", "", false, 0
      ),
    ]
    for (request, line, body, isSigned, cost) in rows {
      #expect("\(request.method.rawValue) \(request.target)" == line)
      #expect(request.body == Array(body.utf8), "\(line)")
      #expect(request.isSigned == isSigned && request.cost == cost, "\(line)")
      #expect((request.contentType == nil) == (request.method == .get), "\(line)")
    }
    #expect(!WireRequest.openOrders.isProtective && WireRequest.openOrders.protective().isProtective)
  }

  @Test("and what the venue can do are said as values")
  func capabilities() {
    let capabilities = KrakenFutures.capabilities
    #expect(capabilities.endsAt?.at.description == "2027-03-01T00:00:00.000Z")
    #expect(capabilities.endsAt?.source.contains("docs.kraken.com") == true)
    #expect(capabilities.rateBudget.points == 500 && capabilities.rateBudget.window == .seconds(10))
    #expect(capabilities.triggerSignals == Set(TriggerSignal.allCases))
    #expect(capabilities.longestClientID >= 36 && !capabilities.pushesFacts && capabilities.dropsLateCommands)
    #expect(KrakenFutures.adapterName == "kraken-futures-rest-v3")
  }
}
