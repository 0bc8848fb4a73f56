import Chronology
import DocumentSchema

/// `prices`: sets some or all prices of a contract and says whether they move on.
enum PriceAction {
  static let schema: Schema<[SimulatorAction]> = .object("prices") { fields in
    let symbol = fields.required("symbol", .contract, "the contract")
    let price = fields.optional(
      "price", .decimal("a price"), "all prices at once: mark, index and bid here, ask one tick above")
    let last = fields.optional("last", .decimal("a price"), "the last price")
    let mark = fields.optional("mark", .decimal("a price"), "the mark price")
    let index = fields.optional("index", .decimal("a price"), "the index price")
    let bid = fields.optional("bid", .decimal("a price"), "the best bid")
    let ask = fields.optional("ask", .decimal("a price"), "the best ask")
    let path = fields.optional(
      "path",
      .word(
        "a price path",
        [
          ("held", PricePath.held), ("flicker", .flicker), ("walk", .walk(stepPerMillion: 60)),
          ("wild", .walk(stepPerMillion: 600)),
        ]), default: .text("held"),
      "what prices do from here on: held, flicker (last moves between bid and ask), walk, wild")
    guard let symbol, let path else { return nil }
    var actions: [SimulatorAction] = [.control(.setPath(symbol: symbol, path))]
    if let price { actions.append(.control(.moveTo(symbol: symbol, price))) }
    let setting = PriceSetting(last: last, mark: mark, index: index, bid: bid, ask: ask)
    if setting != PriceSetting() { actions.append(.control(.setPrices(symbol: symbol, setting))) }
    return actions
  }
}

/// `ramp`: moves all prices of a contract evenly to a target.
enum RampAction {
  static let schema: Schema<[SimulatorAction]> = .object("a ramp") { fields in
    let symbol = fields.required("symbol", .contract, "the contract")
    let target = fields.required("to", .decimal("a price"), "where prices are held at the end")
    let length = fields.required(
      "over", .duration(Milliseconds(1)...Milliseconds.hours(24)), "how long it takes, such as 5s")
    guard let symbol, let target, let length else { return nil }
    return [.control(.ramp(symbol: symbol, to: target, milliseconds: length.count))]
  }
}

/// `market`: whether and how contracts trade.
enum MarketAction {
  static let schema: Schema<[SimulatorAction]> = .object("a market's state") { fields in
    let symbol = fields.optional("symbol", .contract, "the contract; all when left out")
    let tradeable = fields.optional("tradeable", .boolean, default: .text("true"), "the instrument's flag")
    let suspended = fields.optional("suspended", .boolean, default: .text("false"), "the ticker's flag")
    let postOnly = fields.optional(
      "post-only", .boolean, default: .text("false"), "orders rest and are cancelled, nothing matches")
    let levelSize = fields.optional("level-size", .decimal("a size"), "size of the best level of the book")
    let funding = fields.optional(
      "funding-rate", .decimal("a rate", isSigned: true),
      "absolute, for one unit of size and hour, in the settlement currency")
    guard let tradeable, let suspended, let postOnly else { return nil }
    var state = MarketState()
    (state.isTradeable, state.isSuspended, state.isPostOnly) = (tradeable, suspended, postOnly)
    var actions: [SimulatorAction] = [.control(.setState(symbol: symbol, state))]
    guard let symbol else { return actions }
    if let levelSize { actions.append(.control(.setLevelSize(symbol: symbol, levelSize))) }
    if let funding { actions.append(.control(.setFundingRate(symbol: symbol, funding))) }
    return actions
  }
}

/// `transfer` and `funding`: money that comes and goes.
enum MoneyAction {
  static let transfer: Schema<[SimulatorAction]> = .object("a transfer") { fields in
    let account = fields.optional("account", .integer(0...99), default: .text("0"), "the account's number")
    let currency = fields.optional(
      "currency", Schema<Currency>.enumeration("a currency"), default: .text("usd"), "usd, xbt or eth")
    let amount = fields.required("amount", .decimal("an amount", isSigned: true), "below zero takes away")
    guard let account, let currency, let amount else { return nil }
    return [.control(.transfer(account: account, currency, amount))]
  }

  static let funding: Schema<[SimulatorAction]> = .object("a funding payment") { fields in
    let account = fields.optional("account", .integer(0...99), default: .text("0"), "the account's number")
    let symbol = fields.required("symbol", .contract, "the contract")
    let amount = fields.required(
      "amount", .decimal("an amount", isSigned: true),
      "in the settlement currency; below zero the account pays")
    guard let account, let symbol, let amount else { return nil }
    return [.control(.fund(account: account, symbol: symbol, amount))]
  }

  /// `cancel`: takes orders out as an administrator would.
  static let cancel: Schema<[SimulatorAction]> = .object("a cancellation") { fields in
    let account = fields.optional("account", .integer(0...99), default: .text("0"), "the account's number")
    let symbol = fields.optional("symbol", .contract, "the contract; all when left out")
    guard let account else { return nil }
    return [.control(.cancelOrders(account: account, symbol: symbol))]
  }
}
