import Chronology
import ExactDecimal
public import Trading

/// What is commanded: the one place where an intent becomes parameters. ``OrderMapping`` writes it out as a table.
///
/// Parameters go out in one fixed order: what, where, which way, how much, at which price, under which condition, and
/// last what makes the request this one. The signature covers the bytes, so the order is part of them; fixed, equal
/// intents are equal bytes, a transcript can be compared line by line, and the table's digest says all. Nothing is left
/// to the venue's default except what every intent leaves out.
extension WireRequest {
  /// - Throws: a refusal of class `local` for a command that no venue could take; nothing is to be sent then.
  public static func command(_ command: VenueCommand) throws(VenueRefusal) -> WireRequest {
    switch command {
    case .enter(let order): try entry(order)
    case .protect(let order): try protection(order)
    case .exit(let order): try exit(order)
    case .amend(let amendment): try self.amendment(amendment)
    case .cancel(let order, _): try cancellation(order)
    }
  }

  /// Without `reduceOnly`, as the venue's default is false; with `processBefore`, so that a late entry is dropped.
  private static func entry(_ order: EntryOrder) throws(VenueRefusal) -> WireRequest {
    let (type, limit): (String, ExactDecimal?) =
      switch order.price {
      case .market: ("mkt", nil)
      case .limit(let price): ("lmt", price)
      case .postOnly(let price): ("post", price)
      case .immediateOrCancel(let price): ("ioc", price)
      }
    var form = try start(type, order.symbol, order.position.entrySide, order.size)
    if let limit { form.append(WireParameter("limitPrice", try positive(limit, "limit-price"))) }
    form.append(WireParameter("cliOrdId", order.id.description))
    form.append(WireParameter("processBefore", order.processBefore.description))
    return send("sendorder", form, isProtective: false)
  }

  /// A stop-market: a `limitPrice` would make it an order that may not trade. The signal is always named, as the venue's
  /// default is not documented; no `processBefore`, as a late stop is still a stop.
  private static func protection(_ order: ProtectiveOrder) throws(VenueRefusal) -> WireRequest {
    let type =
      switch order.role {
      case .stopLoss: "stp"
      case .takeProfit: "take_profit"
      }
    var form = try start(type, order.symbol, order.position.exitSide, order.size)
    form.append(WireParameter("stopPrice", try positive(order.triggerPrice, "trigger-price")))
    form.append(WireParameter("triggerSignal", order.signal.rawValue))
    form.append(WireParameter("reduceOnly", "true"))
    form.append(WireParameter("cliOrdId", order.id.description))
    return send("sendorder", form)
  }

  private static func exit(_ order: ExitOrder) throws(VenueRefusal) -> WireRequest {
    let (type, limit): (String, ExactDecimal?) =
      switch order.price {
      case .market: ("mkt", nil)
      case .immediateOrCancel(let price): ("ioc", price)
      }
    var form = try start(type, order.symbol, order.position.exitSide, order.size)
    if let limit { form.append(WireParameter("limitPrice", try positive(limit, "limit-price"))) }
    form.append(WireParameter("reduceOnly", "true"))
    form.append(WireParameter("cliOrdId", order.id.description))
    return send("sendorder", form)
  }

  /// The venue counts `size` in the open part unless `qtyMode` says that it is the total.
  private static func amendment(_ amendment: OrderAmendment) throws(VenueRefusal) -> WireRequest {
    var form = [try reference(amendment.order, venueName: "orderId")]
    if let size = amendment.totalSize {
      form.append(WireParameter("size", try positive(size, "size")))
      form.append(WireParameter("qtyMode", "ABSOLUTE"))
    }
    if let price = amendment.triggerPrice {
      form.append(WireParameter("stopPrice", try positive(price, "trigger-price")))
    }
    guard form.count > 1 else { throw VenueRefusal("amendment-changes-nothing", .local) }
    return send("editorder", form)
  }

  /// The venue names an order `order_id` here and `orderId` in an amendment.
  private static func cancellation(_ order: OrderReference) throws(VenueRefusal) -> WireRequest {
    send("cancelorder", [try reference(order, venueName: "order_id")])
  }

  private static func start(
    _ type: String, _ symbol: Symbol, _ side: OrderSide, _ size: ExactDecimal
  ) throws(VenueRefusal) -> [WireParameter] {
    [
      WireParameter("orderType", type), WireParameter("symbol", symbol.spelling),
      WireParameter("side", side.rawValue), WireParameter("size", try positive(size, "size")),
    ]
  }

  private static func reference(
    _ order: OrderReference, venueName: String
  ) throws(VenueRefusal) -> WireParameter {
    switch order {
    case .client(let id): return WireParameter("cliOrdId", id.description)
    case .venue(let id):
      guard !id.isEmpty else { throw VenueRefusal("order-id-empty", .local) }
      return WireParameter(venueName, id)
    }
  }

  /// Plain decimal notation; exponents are read from the venue and never written.
  private static func positive(_ number: ExactDecimal, _ name: String) throws(VenueRefusal) -> String {
    guard number.signum > 0 else { throw VenueRefusal("\(name)-not-above-zero", .local) }
    return number.description
  }

  private static func send(
    _ endpoint: String, _ form: [WireParameter], isProtective: Bool = true
  ) -> WireRequest {
    WireRequest(
      .post, path: KrakenFutures.tradingPath + endpoint, parameters: form, isSigned: true,
      cost: KrakenFutures.Cost.send, isProtective: isProtective)
  }
}
