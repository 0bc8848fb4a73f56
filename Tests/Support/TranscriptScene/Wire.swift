import CertificationEvidence
public import KrakenFutures
public import Trading

/// Requests and answers as Kraken Futures has them, written by hand from its documentation.
public enum Wire {
  public static func read(_ request: WireRequest, _ members: String) -> TranscriptScene.Content {
    .exchange(
      RecordedRequest(method: request.method.rawValue, target: request.target, body: ""), status: 200,
      body: #"{"result":"success",\#(members),"serverTime":"SERVERTIME"}"#)
  }

  public static func positions(_ rows: String = "") -> TranscriptScene.Content {
    read(.openPositions, #""openPositions":[\#(rows)]"#)
  }

  public static func orders(_ rows: [String]) -> TranscriptScene.Content {
    read(.openOrders, #""openOrders":[\#(rows.joined(separator: ","))]"#)
  }

  public static func fills(_ rows: [String]) -> TranscriptScene.Content {
    read(.fills, #""fills":[\#(rows.joined(separator: ","))]"#)
  }

  public static func ticker(last: Int, mark: Int, index: Int) -> TranscriptScene.Content {
    read(
      .ticker(TranscriptScene.symbol),
      #""ticker":{"symbol":"PF_XBTUSD","last":\#(last),"markPrice":\#(mark),"indexPrice":\#(index),"bid":\#(last),"ask":\#(last + 1),"suspended":false,"postOnly":false}"#
    )
  }

  static let instruments = read(
    .instruments,
    #""instruments":[{"symbol":"PF_XBTUSD","type":"flexible_futures","tickSize":1,"contractSize":1,"contractValueTradePrecision":4,"tradeable":true,"postOnly":false,"marginLevels":[{"numNonContractUnits":0,"initialMargin":0.01,"maintenanceMargin":0.005}]}]"#
  )

  static func position(_ side: PositionSide, _ size: String = "0.0001") -> String {
    #"{"side":"\#(side.rawValue)","symbol":"PF_XBTUSD","price":70000,"fillTime":"2026-11-23T10:00:00.000Z","size":\#(size)}"#
  }

  /// A resting trigger order; `id` is the venue's.
  static func trigger(_ order: ProtectiveOrder, id: String) -> String {
    let type = order.role == .stopLoss ? "stop" : "take_profit"
    return
      #"{"order_id":"\#(id)","cliOrdId":"\#(order.id)","symbol":"PF_XBTUSD","side":"\#(order.position.exitSide.rawValue)","orderType":"\#(type)","stopPrice":\#(order.triggerPrice),"triggerSignal":"\#(order.signal.rawValue)","unfilledSize":\#(order.size),"filledSize":0,"receivedTime":"2026-11-23T10:00:00.000Z","lastUpdateTime":"2026-11-23T10:00:00.000Z","status":"untouched","reduceOnly":true}"#
  }

  public static func fill(
    _ id: String, order: String, client: String?, _ side: OrderSide, _ price: String, at time: String,
    size: String = "0.0001"
  ) -> String {
    let clientMember = client.map { #""cliOrdId":"\#($0)","# } ?? ""
    return
      #"{"fill_id":"\#(id)","order_id":"\#(order)",\#(clientMember)"symbol":"PF_XBTUSD","side":"\#(side.rawValue)","size":\#(size),"price":\#(price),"fillTime":"\#(time)","fillType":"taker"}"#
  }

  public static func command(_ command: VenueCommand, _ status: String) -> TranscriptScene.Content {
    let request = KrakenTranscriptAdapter().request(for: command)
    return .exchange(
      request ?? RecordedRequest(method: "POST", target: "/none", body: ""), status: 200,
      body: #"{"result":"success",\#(status),"serverTime":"SERVERTIME"}"#)
  }

  static func placed(_ id: String, _ client: ClientOrderID, events: String = "") -> String {
    #""sendStatus":{"order_id":"\#(id)","cliOrdId":"\#(client)","status":"placed","receivedTime":"2026-11-23T10:00:00.000Z","orderEvents":[\#(events)]}"#
  }

  static func cancelled(_ id: String) -> String {
    #""cancelStatus":{"status":"cancelled","order_id":"\#(id)","receivedTime":"2026-11-23T10:00:00.000Z","orderEvents":[]}"#
  }
}
