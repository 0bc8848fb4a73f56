import Chronology
import ExactDecimal
import StrictJSON
public import Trading

extension WireAnswer {
  /// The answer to `openorders`: every open order, triggers included.
  public func openOrders() throws(WireError) -> VenueReading<[VenueOrder]> {
    let (object, serverTime) = try successful()
    var ids: Set<String> = []
    let (rows, unreadable) = try object.rows("openOrders") { (row) throws(WireError) -> VenueOrder? in
      let order = try VenueOrder(row)
      guard ids.insert(order.venueOrderID).inserted else {
        throw WireError(
          .duplicate, at: "order_id", expected: "each order once", found: VenueWord.shown(order.venueOrderID))
      }
      return order
    }
    return VenueReading(value: rows, serverTime: serverTime, unreadable: unreadable)
  }

  /// The answer to `orders/status`, one status for each order asked for, in that order. An order that the answer does
  /// not hold, or holds without a usable status, is `notKnown`: that is no evidence that it does not exist.
  public func orderStatuses(of asked: [OrderReference]) throws(WireError) -> VenueReading<[VenueOrderStatus]>
  {
    let (object, serverTime) = try successful()
    let (rows, unreadable) = try object.rows("orders") { (row) throws(WireError) -> StatusRow? in
      try StatusRow(row)
    }
    let statuses = asked.map { reference in
      let found = rows.filter { $0.isOf(reference) }
      guard let row = found.first else {
        return VenueOrderStatus(order: reference, venueOrderID: reference.venueOrderID, state: .notKnown)
      }
      // A trigger and the order that it became can both be told of; only when they agree is there one answer.
      let isOne = found.allSatisfy { $0.state == row.state }
      return VenueOrderStatus(
        order: reference, venueOrderID: row.venueOrderID ?? reference.venueOrderID,
        state: isOne ? row.state : .other("several"), reason: row.reason)
    }
    return VenueReading(value: statuses, serverTime: serverTime, unreadable: unreadable)
  }
}

/// A row of `orders/status`.
private struct StatusRow {
  let venueOrderID: String?
  let clientID: String?
  let state: VenueOrderStatus.State
  let reason: String?

  init(_ row: WireObject) throws(WireError) {
    let order = try row.optionalObject("order")
    venueOrderID = try order?.optionalText("orderId", or: "uid")
    clientID = try order?.optionalText("cliOrdId", or: "clientId")
    state = VenueOrderStatus.State(word: try row.optionalText("status"))
    reason = try row.optionalText("updateReason", or: "error").map(VenueWord.shown)
  }

  func isOf(_ reference: OrderReference) -> Bool {
    switch reference {
    case .venue(let id): venueOrderID == id
    case .client(let id): clientID.flatMap { ClientOrderID($0) } == id
    }
  }
}

extension VenueOrderStatus.State {
  fileprivate init(word: String?) {
    switch word {
    case nil: self = .notKnown
    case "TRIGGER_PLACED": self = .triggerResting
    case "ENTERED_BOOK": self = .inBook
    case "FULLY_EXECUTED": self = .executed
    case "CANCELLED": self = .cancelled
    case "REJECTED": self = .rejected
    case "TRIGGER_ACTIVATION_FAILURE": self = .activationFailed
    case let word?: self = .other(VenueWord.shown(word))
    }
  }
}

extension VenueOrder {
  /// A trigger that does not say how much of it is open covers nothing: it is read, so that it can be cancelled, with a
  /// size of zero. Recorded answers have such rows (nautilus_trader, `http_futures_open_orders.json`).
  init(_ row: WireObject) throws(WireError) {
    let family = Family(word: try row.optionalText("orderType"))
    let isSizeMissing = family.isTrigger && row["unfilledSize"] == nil
    self.init(
      venueOrderID: try row.text("order_id"), clientID: try row.optionalText("cliOrdId", or: "cli_ord_id"),
      symbol: try row.symbol("symbol"), side: try row.orderSide(),
      family: family, unfilledSize: isSizeMissing ? .zero : try row.size("unfilledSize"),
      filledSize: try row.size("filledSize"), limitPrice: try row.optionalNumber("limitPrice"),
      triggerPrice: try row.optionalNumber("stopPrice"),
      signal: try row.optionalText("triggerSignal").map(Signal.init(word:)),
      isReduceOnly: try row.optionalFlag("reduceOnly"),
      status: VenueWord.shown(try row.optionalText("status") ?? ""),
      lastUpdate: try row.optionalTime("lastUpdateTime"))
  }
}

extension VenueOrder.Family {
  fileprivate var isTrigger: Bool {
    switch self {
    case .stop, .takeProfit, .trailingStop: true
    case .limit, .other: false
    }
  }

  /// `stp` is sent and `stop` is read.
  init(word: String?) {
    switch word {
    case "lmt", "post": self = .limit
    case "stop", "stp": self = .stop
    case "take_profit": self = .takeProfit
    case "trailing_stop": self = .trailingStop
    default: self = .other(VenueWord.shown(word ?? "none"))
    }
  }
}

extension VenueOrder.Signal {
  /// The venue has three spellings of each signal, and `spot` for the index.
  init(word: String) {
    switch word {
    case "last", "last_price", "LAST_PRICE", "LastPrice": self = .known(.last)
    case "mark", "mark_price", "MARK_PRICE", "MarkPrice": self = .known(.mark)
    case "index", "index_price", "INDEX_PRICE", "IndexPrice", "spot", "spot_price", "SPOT_PRICE", "SpotPrice":
      self = .known(.index)
    default: self = .other(VenueWord.shown(word))
    }
  }
}

extension WireObject {
  /// Both words; the venue's `unknown` is none of them.
  func orderSide() throws(WireError) -> OrderSide {
    let word = try text("side")
    guard let side = OrderSide(rawValue: word) else {
      throw WireError(.word, at: "side", expected: "buy or sell", found: VenueWord.shown(word))
    }
    return side
  }

  /// Zero or above.
  func size(_ key: String) throws(WireError) -> ExactDecimal {
    let size = try number(key)
    guard size.signum >= 0 else {
      throw WireError(.number, at: key, expected: "zero or above", found: size.description)
    }
    return size
  }
}
