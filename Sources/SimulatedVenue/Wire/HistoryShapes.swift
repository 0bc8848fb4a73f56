import Chronology
import StrictJSON

/// How `/api/history` writes events: numbers as texts, times in milliseconds.
struct HistoryShapes {
  let venue: Venue
  let account: Int

  private var accountUID: String { venue.accounts[account].id }

  private func symbol(_ market: Int) -> JSON { .string(venue.markets[market].instrument.symbol) }

  func element(_ event: HistoryEvent) -> JSON {
    .members([
      ("uid", .string(event.id)), ("timestamp", .integer(event.time.unixMilliseconds)),
      ("event", body(event)),
    ])
  }

  private func body(_ event: HistoryEvent) -> JSON {
    switch event.kind {
    case .placed:
      return wrap(
        "OrderPlaced",
        [
          ("order", order(event.order)), ("reason", "new_user_order"), ("reducedQuantity", ""),
          ("algoId", ""),
        ])
    case .updated(let old, let reason):
      return wrap(
        "OrderUpdated",
        [
          ("newOrder", order(event.order)), ("oldOrder", order(old)), ("reason", word(reason)),
          ("reducedQuantity", ""), ("algoId", ""),
        ])
    case .cancelled(let reason):
      return wrap(
        "OrderCancelled", [("order", order(event.order)), ("reason", word(reason)), ("algoId", "")])
    case .rejected(let reason):
      return wrap(
        "OrderRejected",
        [("order", order(event.order)), ("orderError", .string(reason.rawValue)), ("algoId", "")])
    case .triggerPlaced:
      return wrap("OrderTriggerPlaced", [("order", trigger(event.order)), ("reason", "new_user_order")])
    case .triggerUpdated(let old):
      return wrap(
        "OrderTriggerUpdated",
        [
          ("oldOrderTrigger", trigger(old)), ("newOrderTrigger", trigger(event.order)),
          ("reason", "edited_by_user"),
        ])
    case .triggerActivated: return wrap("OrderTriggerActivated", [("order", trigger(event.order))])
    case .triggerCancelled(let reason):
      return wrap("OrderTriggerCancelled", [("order", trigger(event.order)), ("reason", word(reason))])
    case .execution(let fill): return execution(fill, event.order)
    }
  }

  private func wrap(_ key: String, _ members: [(String, JSON?)]) -> JSON {
    .members([(key, .members(members))])
  }

  private func word(_ reason: UpdateReason) -> JSON { .string(reason.rawValue.lowercased()) }

  /// `quantity` is what is left.
  private func order(_ order: Order) -> JSON {
    .members([
      ("uid", .string(order.id)), ("accountUid", .string(accountUID)), ("tradeable", symbol(order.market)),
      ("direction", .string(order.side == .buy ? "Buy" : "Sell")), ("quantity", order.remaining.jsonText),
      ("filled", order.filled.jsonText), ("timestamp", .integer(order.received.unixMilliseconds)),
      ("limitPrice", order.limitPrice?.jsonText ?? ""), ("orderType", .string(order.historyType)),
      ("clientId", .string(order.clientOrderID ?? "")), ("reduceOnly", .bool(order.reduceOnly)),
      ("lastUpdateTimestamp", .integer(order.updated.unixMilliseconds)),
    ])
  }

  private func trigger(_ order: Order) -> JSON {
    .members([
      ("uid", .string(order.id)), ("accountUid", .string(accountUID)), ("accountId", 1),
      ("clientId", .string(order.clientOrderID ?? "")), ("tradeable", symbol(order.market)),
      ("direction", .string(order.side == .buy ? "Buy" : "Sell")), ("quantity", order.quantity.jsonText),
      ("limitPrice", order.limitPrice?.jsonText ?? ""),
      ("orderType", .string(order.limitPrice == nil ? "IoC" : "Limit")),
      ("reduceOnly", .bool(order.reduceOnly)),
      ("timestamp", .integer(order.received.unixMilliseconds)),
      ("lastUpdateTimestamp", .integer(order.updated.unixMilliseconds)),
      (
        "triggerOptions",
        order.trigger.map { trigger in
          .members([
            ("triggerPrice", trigger.price.jsonText),
            ("triggerSide", trigger.side == .above ? "Above" : "Below"),
            ("triggerSignal", .string(trigger.signal.historyWord)), ("trailingStopOptions", .null),
            ("limitPriceOffset", .null),
          ])
        }
      ),
    ])
  }

  private func execution(_ fill: Fill, _ taker: Order) -> JSON {
    let market = venue.markets[fill.market]
    let data = JSON.members([("fee", fill.fee.jsonText), ("positionSize", "0")])
    let isMaker = fill.kind == .maker
    let inner: [(String, JSON?)] = [
      ("uid", .string(fill.id)), ("takerOrder", isMaker ? nil : order(taker)),
      ("makerOrder", isMaker ? order(taker) : nil), ("takerOrderData", isMaker ? nil : data),
      ("makerOrderData", isMaker ? data : nil), ("timestamp", .integer(fill.time.unixMilliseconds)),
      ("quantity", fill.size.jsonText), ("price", fill.price.jsonText), ("markPrice", market.mark.jsonText),
      ("limitFilled", .bool(isMaker)),
      ("usdValue", (market.instrument.kind == .linear ? fill.size * fill.price : fill.size).jsonText),
    ]
    return .members([
      (
        venue.personality.executionKey.rawValue,
        .members([("execution", .members(inner)), ("takerReducedQuantity", "")])
      )
    ])
  }

  // MARK: Account log

  /// One row for each booking; profit and fee of one execution share a row.
  func log() -> [JSON] {
    var rows: [JSON] = []
    var entries = venue.accounts[account].ledger[...]
    while let first = entries.first {
      let group =
        first.executionID == nil
        ? entries.prefix(1)
        : entries.prefix { $0.executionID == first.executionID && $0.currency == first.currency }
      rows.append(row(Array(group), first))
      entries = entries.dropFirst(group.count)
    }
    return rows
  }

  private func row(_ group: [LedgerEntry], _ first: LedgerEntry) -> JSON {
    let last = group.last ?? first
    func amount(_ kind: LedgerEntry.Kind) -> Fixed? { group.first { $0.kind == kind }?.amount }
    let isTrade = first.executionID != nil
    let market = first.market.map { venue.markets[$0] }
    let fee: Fixed? = isTrade ? -(amount(.fee) ?? .zero) : nil
    let profit: Fixed? = isTrade ? amount(.trade) ?? .zero : nil
    let kind = isTrade ? LedgerEntry.Kind.trade : first.kind
    let margin = first.currency == .usd ? "flex" : "f-\(first.currency.rawValue):usd"
    var row: [(String, JSON?)] = [
      ("asset", .string(first.currency.rawValue)),
      ("contract", .text(market?.instrument.symbol.lowercased())),
      ("booking_uid", .string(first.executionID ?? "\(accountUID)-\(first.sequence)")),
      ("collateral", .null), ("date", .time(first.time)), ("execution", .text(first.executionID)),
      ("fee", .fixed(fee)), ("funding_rate", .null), ("id", .integer(first.sequence)),
    ]
    row += [
      ("info", .string(kind.rawValue)), ("margin_account", .string(margin)),
      ("mark_price", .fixed(market?.mark)), ("new_average_entry_price", .null),
      ("new_balance", last.balance.json), ("old_average_entry_price", .null),
      ("old_balance", (first.balance - first.amount).json), ("realized_funding", .fixed(amount(.funding))),
      ("realized_pnl", .fixed(profit)), ("trade_price", .null), ("conversion_spread_percentage", .null),
    ]
    return .members(row)
  }
}

extension TriggerSignal {
  fileprivate var historyWord: String {
    switch self {
    case .last: "LastPrice"
    case .mark: "MarkPrice"
    case .index: "SpotPrice"
    }
  }
}

extension Order {
  fileprivate var historyType: String {
    switch type {
    case .limit: "Limit"
    case .post: "Post"
    case .immediateOrCancel: "IoC"
    case .fillOrKill: "FoK"
    case .market: "Market"
    case .stop, .takeProfit, .trailingStop: limitPrice == nil ? "IoC" : "Limit"
    }
  }
}
