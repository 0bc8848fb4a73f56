import Chronology
import StrictJSON

extension Endpoint {
  private static let root = "/derivatives/api/v3/"

  static let accountEndpoints: [Endpoint] = [
    Endpoint("accounts", ["GET"], root + "accounts", .signed, cost: { _ in 2 }) { kraken, call in
      .success(
        [("accounts", AccountShapes(venue: kraken.venue, account: call.account ?? 0).accounts())], kraken)
    },
    Endpoint("openpositions", ["GET"], root + "openpositions", .signed, cost: { _ in 2 }) { kraken, call in
      let account = call.account ?? 0
      let shapes = AccountShapes(venue: kraken.venue, account: account)
      let positions =
        kraken.past(call)?.positions(of: account) ?? kraken.venue.accounts[account].positions
      return .success([("openPositions", .array(positions.map(shapes.position)))], kraken)
    },
    Endpoint("openorders", ["GET"], root + "openorders", .signed, cost: { _ in 2 }) { kraken, call in
      let account = call.account ?? 0
      let shapes = OrderShapes(venue: kraken.venue)
      let orders =
        kraken.past(call)?.orders(of: account)
        ?? kraken.venue.orders.values.filter { $0.account == account }
      let rows = orders.filter { !$0.distortions.disguise.isHidden }.reversed().map(shapes.row)
      return .success([("openOrders", .array(rows))], kraken)
    },
    Endpoint(
      "fills", ["GET"], root + "fills", .signed, cost: { $0["lastFillTime"] == nil ? 2 : 25 }
    ) { (kraken, call) throws(WireRefusal) in
      var before: Timestamp?
      if let text = call.value("lastFillTime") {
        guard let time = Timestamp(rfc3339: text) else { throw .invalid("lastFillTime") }
        before = time
      }
      let shapes = AccountShapes(venue: kraken.venue, account: call.account ?? 0)
      return .success([("fills", shapes.fills(before: before))], kraken)
    },
    Endpoint("leveragepreferences", ["GET"], root + "leveragepreferences", .signed, cost: { _ in 2 }) {
      kraken, call in
      let preferences = kraken.venue.accounts[call.account ?? 0].leverage.map { preference in
        JSON.members([
          ("symbol", .string(kraken.venue.markets[preference.market].instrument.symbol)),
          ("maxLeverage", preference.maximum.json),
        ])
      }
      return .success([("leveragePreferences", .array(preferences))], kraken)
    },
    Endpoint("leveragepreferences", ["PUT"], root + "leveragepreferences", .signed, cost: { _ in 10 }) {
      (kraken, call) throws(WireRefusal) in
      guard let symbol = call.value("symbol") else { throw .missing("symbol") }
      _ = try kraken.market(symbol, error: "symbol")
      var leverage: Fixed?
      if let text = call.value("maxLeverage") {
        guard let number = Fixed(text), number >= 1, number <= 100 else { throw .invalid("maxLeverage") }
        leverage = number
      }
      return .command(.prefer(leverage: leverage, symbol: symbol)) { _, venue in .success([], at: venue.now) }
    },
    Endpoint("unwindqueue", ["GET"], root + "unwindqueue", .signed, cost: { _ in 200 }) { kraken, _ in
      .success([("queue", .array([]))], kraken)
    },
    Endpoint("subaccounts", ["GET"], root + "subaccounts", .signed, cost: { _ in 2 }) { kraken, call in
      .success(
        [
          ("masterAccountUid", .string(kraken.venue.accounts[call.account ?? 0].id)),
          ("subaccounts", .array([])),
        ], kraken)
    },
    Endpoint("self-trade-strategy", ["GET"], root + "self-trade-strategy", .signed, cost: { _ in 2 }) {
      kraken, _ in .success([("strategy", "REJECT_TAKER")], kraken)
    },
  ]
}
