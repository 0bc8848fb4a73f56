import ExactDecimal
import KrakenFutures
import Trading

/// The order that everybody sends: a stop-loss of 0.01 PF_XBTUSD at 69,000 by the last price, reduce-only, as a market
/// order, with a client's id. One place for our own form of it, for what the canned venue answers and for the peers.
struct StopOrder {
  /// Of no account.
  static let key = "rRzQ5wYvWq9D3Jm1k2o8Xc7u6T4s0BzAAbCdEfGhIjKlMnOpQrStUvWx"
  static let secret =
    "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8gISIjJCUmJygpKissLS4vMDEyMzQ1Njc4OTo7PD0+Pw=="

  let command: VenueCommand
  let request: WireRequest
  let signer: RequestSigner
  let clientID: String

  init() throws {
    guard let owner = ClientOrderID.Owner(environment: 0, scope: 0, instance: 1),
      let id = ClientOrderID(owner: owner, role: .stopLoss, intent: 1), let symbol = Symbol("PF_XBTUSD"),
      let size = ExactDecimal("0.01")
    else { throw Launch.Failure(description: "there is no stop order to measure with") }
    clientID = id.description
    command = .protect(
      ProtectiveOrder(
        id: id, symbol: symbol, role: .stopLoss, position: .long, size: size,
        triggerPrice: ExactDecimal(69_000), signal: .last))
    request = try WireRequest.command(command)
    signer = try RequestSigner(key: Self.key, secret: Self.secret)
  }

  /// All headers of the signed request, in their order.
  func headers() throws -> [(name: String, value: String)] {
    guard let signature = signer.headers(for: request), let type = request.contentType else {
      throw Launch.Failure(description: "the stop order is not signed")
    }
    return [("Content-Type", type)] + signature.pairs
  }

  /// What the venue answers to it, as it is documented and as the simulated venue answers.
  var answer: String {
    let id = "59302619-41d2-4f0b-941f-7e7914760ad3"
    return #"{"result":"success","sendStatus":{"order_id":"\#(id)","status":"placed","#
      + #""receivedTime":"2026-11-23T10:00:00.123Z","cliOrdId":"\#(clientID)","orderEvents":[{"type":"PLACE","#
      + #""reducedQuantity":null,"orderTrigger":{"uid":"\#(id)","clientId":"\#(clientID)","type":"ioc","#
      + #""symbol":"pf_xbtusd","side":"sell","quantity":0.01,"limitPrice":null,"triggerPrice":69000,"#
      + #""triggerSide":"trigger_below","triggerSignal":"last_price","reduceOnly":true,"#
      + #""timestamp":"2026-11-23T10:00:00.123Z","lastUpdateTimestamp":"2026-11-23T10:00:00.123Z","#
      + #""startTime":null}}]},"serverTime":"2026-11-23T10:00:00.124Z"}"#
  }

  /// What a peer's script needs to send the same.
  var environment: [String: String] {
    ["KRAKEN_KEY": Self.key, "KRAKEN_SECRET": Self.secret, "CLIENT_ORDER_ID": clientID]
  }
}
