import Trading

/// The venue's answer to `openorders` with many orders: stops, take-profits and limits, as they are documented.
struct OpenOrdersAnswer {
  let count: Int
  let text: String

  init(_ count: Int) throws {
    self.count = count
    let rows = try (0..<count).map { try Self.row($0) }
    text =
      #"{"result":"success","openOrders":["# + rows.joined(separator: ",")
      + #"],"serverTime":"2026-11-23T10:00:00.124Z"}"#
  }

  private static func row(_ number: Int) throws -> String {
    guard let owner = ClientOrderID.Owner(environment: 0, scope: 0, instance: 1),
      let id = ClientOrderID(owner: owner, role: .stopLoss, intent: UInt64(number))
    else { throw Launch.Failure(description: "there are not so many client ids") }
    let digits = String(number, radix: 16)
    let venueID = "59302619-41d2-4f0b-941f-" + String(repeating: "0", count: 12 - digits.count) + digits
    let price = 60_000 + number
    let kind =
      switch number % 3 {
      case 0: #""orderType":"stop","stopPrice":\#(price),"triggerSignal":"last""#
      case 1: #""orderType":"take_profit","stopPrice":\#(price).5,"triggerSignal":"mark""#
      default: #""orderType":"lmt","limitPrice":\#(price).5"#
      }
    let time = "2026-11-23T09:\(10 + number % 50):\(10 + number % 49).\(100 + number % 900)Z"
    return #"{"order_id":"\#(venueID)","cliOrdId":"\#(id)","symbol":"PF_XBTUSD","side":"sell",\#(kind),"#
      + #""unfilledSize":0.\#(1 + number % 9),"filledSize":0,"receivedTime":"\#(time)","status":"untouched","#
      + #""reduceOnly":true,"lastUpdateTime":"\#(time)"}"#
  }
}
