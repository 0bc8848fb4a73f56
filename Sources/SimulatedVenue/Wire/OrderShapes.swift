import Chronology
import StrictJSON

/// How the venue writes orders. There are four shapes: in events, as a trigger in events, as a row of `openorders`, and
/// in `orders/status`; they name the same things differently.
struct OrderShapes {
  let venue: Venue

  private var personality: VenuePersonality { venue.personality }

  private func symbol(_ order: Order) -> JSON {
    let symbol = venue.markets[order.market].instrument.symbol
    return .string(personality.symbolCaseShown == .upper ? symbol : symbol.lowercased())
  }

  // MARK: In events

  func event(_ order: Order) -> JSON {
    let shown = order.disguised
    return .members([
      ("orderId", .string(order.id)), ("cliOrdId", .text(order.clientOrderID)),
      ("type", .string(shown.type.rawValue)), ("symbol", symbol(order)),
      ("side", .string(shown.side.rawValue)), ("quantity", shown.quantity.json),
      ("filled", order.filled.json), ("limitPrice", .fixed(shown.limitPrice)),
      ("reduceOnly", .bool(shown.reduceOnly)), ("timestamp", .time(order.received)),
      ("lastUpdateTimestamp", .time(order.updated)),
    ])
  }

  func eventTrigger(_ order: Order) -> JSON {
    let shown = order.disguised
    let isMarket = shown.limitPrice == nil && shown.trigger?.limitOffset == nil
    return .members([
      ("uid", .string(order.id)), ("clientId", .text(order.clientOrderID)),
      ("type", isMarket ? "ioc" : "lmt"), ("symbol", symbol(order)),
      ("side", .string(shown.side.rawValue)), ("quantity", shown.quantity.json),
      ("limitPrice", .fixed(shown.limitPrice)), ("triggerPrice", .fixed(shown.trigger?.price)),
      ("triggerSide", .string("trigger_\(shown.trigger?.side.rawValue ?? "below")")),
      ("triggerSignal", .string(Self.signalPrice(shown.trigger?.signal ?? .last))),
      ("reduceOnly", .bool(shown.reduceOnly)), ("timestamp", .time(order.received)),
      ("lastUpdateTimestamp", .time(order.updated)), ("startTime", .null),
    ])
  }

  private static func signalPrice(_ signal: TriggerSignal) -> String {
    switch signal {
    case .last: "last_price"
    case .mark: "mark_price"
    case .index: "spot_price"
    }
  }

  /// Either of the two, with its key.
  private func either(_ order: Order) -> (String, JSON?) {
    order.trigger == nil ? ("order", event(order)) : ("orderTrigger", eventTrigger(order))
  }

  func event(_ event: OrderEvent) -> JSON {
    switch event {
    case .place(let order, let reduced):
      return .members([("type", "PLACE"), either(order), ("reducedQuantity", .fixed(reduced))])
    case .execution(let execution, let prior, let reduced):
      return .members([
        ("type", "EXECUTION"), ("executionId", .string(execution.id)), ("price", execution.price.json),
        ("amount", execution.amount.json), ("orderPriorEdit", .null),
        ("orderPriorExecution", self.event(prior)), ("takerReducedQuantity", .fixed(reduced)),
      ])
    case .cancel(let order):
      return .members([("type", "CANCEL"), ("uid", .string(order.id)), ("order", self.event(order))])
    case .reject(let order, let reason):
      return .members([
        ("type", "REJECT"), ("uid", .string(order.id)), ("reason", .string(reason.rawValue)), either(order),
      ])
    case .edit(let old, let new):
      func shape(_ order: Order) -> JSON { order.trigger == nil ? self.event(order) : eventTrigger(order) }
      return .members([
        ("type", "EDIT"), ("old", shape(old)), ("new", shape(new)), ("reducedQuantity", .null),
      ])
    }
  }

  // MARK: Rows of openorders

  func row(_ order: Order) -> JSON {
    let shown = order.disguised
    return .members([
      ("order_id", .string(order.id)), ("cliOrdId", order.clientOrderID.map { .string($0) }),
      ("symbol", symbol(order)), ("side", .string(shown.side.rawValue)),
      ("orderType", .string(rowType(shown))), ("limitPrice", shown.limitPrice?.json),
      ("stopPrice", shown.trigger?.price.json),
      ("triggerSignal", (shown.trigger?.signal).map { .string(rowSignal($0)) }),
      ("unfilledSize", (shown.quantity - order.filled).json), ("filledSize", order.filled.json),
      ("receivedTime", .time(order.received)), ("lastUpdateTime", .time(order.updated)),
      ("status", order.filled.isZero ? "untouched" : "partiallyFilled"),
      ("reduceOnly", .bool(shown.reduceOnly)),
    ])
  }

  private func rowType(_ order: Order) -> String {
    guard order.trigger != nil else { return "lmt" }
    return order.type == .stop ? personality.stopWordShown.rawValue : order.type.rawValue
  }

  private func rowSignal(_ signal: TriggerSignal) -> String {
    signal == .index ? personality.signalWordShown.rawValue : signal.rawValue
  }

  // MARK: orders/status

  func status(_ order: Order, _ status: String, reason: String?, error: String?) -> JSON {
    let shown = order.disguised
    let trigger = shown.trigger
    let order: [(String, JSON?)] = [
      ("type", trigger == nil && order.firedAt == nil ? "ORDER" : "TRIGGER_ORDER"),
      ("orderId", .string(order.id)), ("cliOrdId", .text(order.clientOrderID)), ("symbol", symbol(order)),
      ("side", .string(shown.side.rawValue)), ("quantity", shown.quantity.json),
      ("filled", order.filled.json), ("limitPrice", .fixed(shown.limitPrice)),
      ("reduceOnly", .bool(shown.reduceOnly)), ("timestamp", .time(order.received)),
      ("lastUpdateTimestamp", .time(order.updated)),
      (
        "priceTriggerOptions",
        trigger.map { trigger in
          .members([
            ("triggerPrice", trigger.price.json),
            ("triggerSide", .string("TRIGGER_\(trigger.side.rawValue.uppercased())")),
            ("triggerSignal", .string(Self.signalPrice(trigger.signal).uppercased())),
          ])
        }
      ),
      ("triggerTime", order.firedAt.map { .time($0) }),
    ]
    return .members([
      ("order", .members(order)), ("status", .string(status)), ("updateReason", .text(reason)),
      ("error", .text(error)),
    ])
  }
}

extension Order {
  /// As a faulty venue shows it.
  var disguised: Order {
    let disguise = distortions.disguise
    var shown = self
    if let type = disguise.type { shown.type = type }
    if let size = disguise.size { shown.quantity = size }
    if let reduceOnly = disguise.reduceOnly { shown.reduceOnly = reduceOnly }
    if let limit = disguise.limitPrice { shown.limitPrice = limit }
    if let side = disguise.side { shown.side = side }
    guard let trigger else { return shown }
    shown.trigger = Trigger(
      price: disguise.stopPrice ?? trigger.price, side: trigger.side,
      signal: disguise.signal ?? trigger.signal,
      limitOffset: trigger.limitOffset, trailing: trigger.trailing)
    return shown
  }
}
