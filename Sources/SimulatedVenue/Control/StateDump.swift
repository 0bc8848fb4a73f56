import Chronology
import StrictJSON

/// The state as JSON, for tests and for the person who looks on. Numbers are texts: exact.
extension SimulatedKraken {
  func stateDump() -> JSON {
    let shapes = OrderShapes(venue: venue)
    return .members([
      ("time", .time(venue.now)),
      ("markets", .array(venue.markets.map(Self.market))),
      ("accounts", .array(venue.accounts.indices.map(account))),
      (
        "orders",
        .array(
          venue.orders.values.map { order in
            .members([
              ("account", .integer(order.account)), ("row", shapes.row(order)),
              ("reduceOnlyInTruth", .bool(order.mustReduce)),
              ("triggerPriceInTruth", (order.trigger?.price.jsonText) ?? .null),
            ])
          })
      ), ("held", .integer(venue.held.count)), ("revision", .integer(venue.revision)),
    ])
  }

  private static func market(_ market: Market) -> JSON {
    .members([
      ("symbol", .string(market.instrument.symbol)), ("last", market.last.jsonText),
      ("mark", market.mark.jsonText), ("index", market.index.jsonText), ("bid", market.bid.jsonText),
      ("ask", market.ask.jsonText), ("tradeable", .bool(market.state.isTradeable)),
      ("suspended", .bool(market.state.isSuspended)), ("postOnly", .bool(market.state.isPostOnly)),
      ("path", .string(market.path.word)), ("fundingRate", market.fundingRate.jsonText),
    ])
  }

  private func account(_ place: Int) -> JSON {
    let account = venue.accounts[place]
    return .members([
      ("id", .string(account.id)),
      (
        "balances",
        .members(Currency.allCases.map { ($0.rawValue, account.balance($0).jsonText) })
      ), ("equity", venue.summary(of: place, .usd).equity.jsonText),
      (
        "positions",
        .array(
          account.positions.map { position in
            .members([
              ("symbol", .string(venue.markets[position.market].instrument.symbol)),
              ("size", position.size.jsonText), ("cost", position.cost.jsonText),
            ])
          })
      ), ("fills", .integer(account.fills.count)), ("ledger", .array(account.ledger.suffix(200).map(ledger))),
      ("deadMan", account.deadMan.map { .time($0) } ?? .null), ("budgetLeft", .integer(account.budget.left)),
      ("finished", .array(account.finished.map(finished))),
    ])
  }

  private func ledger(_ entry: LedgerEntry) -> JSON {
    .members([
      ("time", .time(entry.time)), ("kind", .string(entry.kind.rawValue)),
      ("currency", .string(entry.currency.rawValue)), ("amount", entry.amount.jsonText),
      ("balance", entry.balance.jsonText),
      ("symbol", entry.market.map { .string(venue.markets[$0].instrument.symbol) } ?? .null),
    ])
  }

  private func finished(_ ended: FinishedOrder) -> JSON {
    .members([
      ("order_id", .string(ended.order.id)), ("cliOrdId", .text(ended.order.clientOrderID)),
      ("status", .string(ended.status.rawValue)), ("reason", .string(ended.reason.rawValue)),
      ("error", .text(ended.error?.rawValue)), ("time", .time(ended.time)),
    ])
  }

  func personalityDump() -> JSON {
    .members(
      PersonalitySwitch.all.map { question in
        (
          question.name,
          .members([
            ("word", .string(question.word(in: venue.personality))),
            ("words", .array(question.words.map { .string($0) })), ("subject", .string(question.subject)),
            ("source", .string(question.source)),
          ])
        )
      })
  }

  func faultDump() -> JSON {
    .members([
      (
        "requests",
        .array(
          faults.armed.map { armed in
            .members([
              ("fault", .string("\(armed.fault)")), ("endpoint", .text(armed.endpoint)),
              ("nth", .integer(armed.from)), ("always", .bool(armed.always)), ("seen", .integer(armed.seen)),
            ])
          })
      ),
      (
        "orders",
        .array(
          venue.faults.armed.map { armed in
            .members([
              ("fault", .string("\(armed.fault)")), ("nth", .integer(armed.from)),
              ("always", .bool(armed.always)), ("seen", .integer(armed.seen)),
            ])
          })
      ),
    ])
  }
}

extension PricePath {
  var word: String {
    switch self {
    case .walk: "walk"
    case .held: "held"
    case .flicker: "flicker"
    case .ramp: "ramp"
    }
  }
}
