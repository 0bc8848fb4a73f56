import Chronology
import ExactDecimal
import KrakenFutures
import Testing
import Trading

/// Commands and answers that several suites use. The answers are our own, in the shapes that the venue documents.
enum Samples {
  static let owner = ClientOrderID.Owner(environment: 1, scope: 0, instance: 7)

  static func id(_ role: ClientOrderID.Role, intent: UInt64 = 9) throws -> ClientOrderID {
    let owner = try #require(owner)
    return try #require(ClientOrderID(owner: owner, role: role, intent: intent))
  }

  static func symbol(_ text: String = "PF_XBTUSD") throws -> Symbol { try #require(Symbol(text)) }

  static func decimal(_ text: String) throws -> ExactDecimal { try #require(ExactDecimal(text)) }

  static let processBefore = Timestamp(clamping: 1_795_428_005_000)

  static func entry(_ price: EntryOrder.Price = .market, _ position: PositionSide = .long) throws
    -> VenueCommand
  {
    .enter(
      EntryOrder(
        id: try id(.entry), symbol: try symbol(), position: position, size: try decimal("0.01"), price: price,
        processBefore: processBefore))
  }

  static func stop() throws -> VenueCommand {
    .protect(
      ProtectiveOrder(
        id: try id(.stopLoss), symbol: try symbol(), role: .stopLoss, position: .long,
        size: try decimal("0.01"), triggerPrice: ExactDecimal(69_000), signal: .mark))
  }

  static func exit() throws -> VenueCommand {
    .exit(
      ExitOrder(
        id: try id(.exit), symbol: try symbol(), position: .long, size: try decimal("0.01"), price: .market))
  }

  static func amendment() throws -> VenueCommand {
    .amend(
      OrderAmendment(
        order: .client(try id(.stopLoss)), symbol: try symbol(), totalSize: try decimal("0.02"),
        triggerPrice: ExactDecimal(69_100)))
  }

  static func cancel() throws -> VenueCommand { .cancel(.client(try id(.stopLoss)), try symbol()) }

  static let venueOrderID = "7c1dd9ae-51f0-4b09-9d6f-3a4f3f0e8a11"

  /// One answer to `sendorder`, `editorder` or `cancelorder`.
  static func answer(
    _ status: String, in member: String = "sendStatus", clientID: String? = nil, events: String = "",
    orderID: String = venueOrderID
  ) -> WireAnswer {
    let client = clientID.map { #""cliOrdId":"\#($0)","# } ?? ""
    return WireAnswer(
      status: 200,
      text: #"{"result":"success","\#(member)":{"order_id":"\#(orderID)",\#(client)"status":"\#(status)","#
        + #""receivedTime":"2026-11-23T10:00:00.100Z","orderEvents":[\#(events)]},"#
        + #""serverTime":"2026-11-23T10:00:00.101Z"}"#)
  }

  static func placed(_ clientID: String) -> WireAnswer {
    answer(
      "placed", clientID: clientID,
      events: #"{"type":"PLACE","reducedQuantity":null,"orderTrigger":{"uid":"\#(venueOrderID)","clientId":"#
        + #""\#(clientID)","type":"ioc","symbol":"pf_xbtusd","side":"sell","quantity":0.01,"limitPrice":null,"#
        + #""triggerPrice":69000,"triggerSide":"trigger_below","triggerSignal":"mark_price","reduceOnly":true}}"#
    )
  }

  static func execution(_ price: String, _ amount: String, orderID: String = venueOrderID) -> String {
    #"{"type":"EXECUTION","executionId":"e","price":\#(price),"amount":\#(amount),"orderPriorExecution":"#
      + #"{"orderId":"\#(orderID)","type":"ioc","side":"buy","quantity":0.01,"filled":0},"#
      + #""orderPriorEdit":null,"takerReducedQuantity":null}"#
  }

  static func rejection(_ reason: String) -> String {
    #"{"type":"REJECT","uid":"\#(venueOrderID)","reason":"\#(reason)","order":{}}"#
  }

  static let openOrders = WireAnswer(
    status: 200,
    text: """
      {"result":"success","openOrders":[
      {"order_id":"a","cliOrdId":"eng-2","symbol":"PF_XBTUSD","side":"buy","orderType":"lmt","limitPrice":70000,
       "unfilledSize":0.01,"filledSize":0,"receivedTime":"2026-11-23T09:00:00.000Z",
       "lastUpdateTime":"2026-11-23T09:00:01.500Z","status":"untouched","reduceOnly":false},
      {"order_id":"b","symbol":"pf_xbtusd","side":"sell","orderType":"stop","stopPrice":"6.9e4",
       "triggerSignal":"spot","unfilledSize":1e-2,"filledSize":0.0,"status":"untouched","reduceOnly":true,
       "somethingNew":{"a":[1]}}
      ],"serverTime":"2026-11-23T10:00:00.101Z"}
      """)

  static let openPositions = WireAnswer(
    status: 200,
    text: """
      {"result":"success","openPositions":[{"side":"long","symbol":"PF_XBTUSD","price":70950.5,
      "fillTime":"2026-11-23T09:58:01.100Z","size":0.02,"unrealizedFunding":-0.004,"pnlCurrency":"USD",
      "maxFixedLeverage":5},{"side":"short","symbol":"PF_ETHUSD","price":3000,"size":1.5}],
      "serverTime":"2026-11-23T10:00:00.101Z"}
      """)

  static let fills = WireAnswer(
    status: 200,
    text: """
      {"result":"success","fills":[
      {"fill_id":"3","order_id":"o","cliOrdId":"c","symbol":"PF_XBTUSD","side":"sell","size":0.01,"price":68998,
       "fillTime":"2026-11-23T10:01:02.003Z","fillType":"taker"},
      {"fill_id":"2","order_id":"o","symbol":"PF_XBTUSD","side":"sell","size":"0.02","price":"68999",
       "fillTime":"2026-11-23T10:01:02.003Z","fillType":"unwindBankrupt","realized_pnl":1},
      {"fill_id":"1","order_id":"p","symbol":"pf_xbtusd","side":"buy","size":0.03,"price":69010,
       "fillTime":"2026-11-23T10:00:00Z","fillType":"maker"}],"serverTime":"2026-11-23T10:02:00.000Z"}
      """)

  static let statuses = WireAnswer(
    status: 200,
    text: """
      {"result":"success","orders":[
      {"order":{"type":"TRIGGER_ORDER","orderId":"v-1","cliOrdId":"OUR-ID",
       "symbol":"PF_XBTUSD","side":"sell","quantity":0.01,"filled":0,"limitPrice":null,"reduceOnly":true,
       "priceTriggerOptions":{"triggerPrice":69000,"triggerSide":"TRIGGER_BELOW","triggerSignal":"MARK_PRICE"}},
       "status":"TRIGGER_PLACED","updateReason":null,"error":null},
      {"order":{"type":"ORDER","orderId":"v-2"},"status":"FULLY_EXECUTED","updateReason":"FULL_FILL"},
      {"order":{"type":"ORDER","orderId":"v-3"},"status":"TRIGGER_ACTIVATION_FAILURE","error":"INSUFFICIENT_MARGIN"},
      {"order":{"type":"ORDER","orderId":"v-4"},"status":"HALF_DONE"},
      {"order":{"type":"ORDER","orderId":"v-5"},"status":null},
      {"order":{"type":"TRIGGER_ORDER","orderId":"v-6"},"status":"TRIGGER_PLACED"},
      {"order":{"type":"ORDER","orderId":"v-6"},"status":"ENTERED_BOOK"},
      {"order":null,"status":"REJECTED"}],"serverTime":"2026-11-23T10:02:00.000Z"}
      """)

  static let accounts = WireAnswer(
    status: 200,
    text: """
      {"result":"success","accounts":{"cash":{"type":"cashAccount","balances":{"usd":12.5,"xbt":0}},
      "flex":{"type":"multiCollateralMarginAccount","currencies":{},"availableMargin":988,
      "marginEquity":1001.1234567890123456789}},"serverTime":"2026-11-23T10:02:00.000Z"}
      """)

  static let instruments = WireAnswer(
    status: 200,
    text: """
      {"result":"success","instruments":[
      {"symbol":"PF_PEPEUSD","type":"flexible_futures","tickSize":1e-10,"contractSize":1,"tradeable":true,
       "impactMidSize":875000000.0,"maxPositionSize":1.0E12,"marginLevels":[
       {"numNonContractUnits":0.0,"initialMargin":0.02,"maintenanceMargin":0.01},
       {"numNonContractUnits":2000000.0,"initialMargin":0.04,"maintenanceMargin":0.02}],
       "retailMarginLevels":[{"numNonContractUnits":0,"initialMargin":0.5,"maintenanceMargin":0.25}],
       "contractValueTradePrecision":-3,"postOnly":false,"makerProtectionMillis":20,"mtf":true},
      {"symbol":"FF_XBTUSD_261225","type":"flexible_futures","tickSize":0.5,"contractSize":1,"tradeable":true,
       "contractValueTradePrecision":4,"postOnly":true},
      {"symbol":"PI_XBTUSD","type":"futures_inverse","tickSize":0.5,"contractSize":1,"tradeable":true,
       "isExpired":true,"marginLevels":[{"contracts":0,"initialMargin":0.02,"maintenanceMargin":0.01}],
       "contractValueTradePrecision":0,"postOnly":false},
      {"symbol":"in_xbtusd","type":"spot index","tradeable":false}],"serverTime":"2026-11-23T10:02:00.000Z"}
      """)

  static let ticker = WireAnswer(
    status: 200,
    text: """
      {"result":"success","ticker":{"tag":"perpetual","pair":"XBT:USD","symbol":"PF_XBTUSD","markPrice":71234.6,
      "bid":71234,"bidSize":0.8,"ask":71235,"askSize":1.2,"last":71235,"lastTime":"2026-11-23T10:00:00.123456Z",
      "suspended":false,"fundingRate":0.35,"indexPrice":1.2345678901234567e-05,"postOnly":false,"change24h":1.04},
      "serverTime":"2026-11-23T10:02:00.000Z"}
      """)
}

extension WireAnswer {
  init(status: Int, text: String) { self.init(status: status, body: Array(text.utf8)) }

  var text: String { String(decoding: body, as: UTF8.self) }
}
