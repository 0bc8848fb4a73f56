import ExactDecimal
import StrictJSON
import Trading

extension RecordedRequest {
  /// As evidence states what was sent: method, target, and the form as it went out.
  var json: JSON {
    ["method": .string(method), "target": .string(target), "body": .string(body)]
  }
}

extension VenueOrder {
  /// As evidence states what was shown, in the language of orders.
  var json: JSON {
    [
      "orderId": .string(venueOrderID), "clientId": clientID.map(JSON.string) ?? .null,
      "symbol": .string(symbol.spelling), "side": .string(side.rawValue), "type": .string("\(family)"),
      "unfilledSize": .string(unfilledSize.description), "filledSize": .string(filledSize.description),
      "limitPrice": limitPrice.map { .string($0.description) } ?? .null,
      "triggerPrice": triggerPrice.map { .string($0.description) } ?? .null,
      "triggerSignal": signal.map { .string("\($0)") } ?? .null,
      "reduceOnly": isReduceOnly.map(JSON.bool) ?? .null, "status": .string(status),
    ]
  }
}
