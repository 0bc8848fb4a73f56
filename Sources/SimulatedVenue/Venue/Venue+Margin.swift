extension Venue {
  /// The largest position that an order could lead to, with everything open on its side filled.
  func worstSize(with order: Order) -> Fixed {
    let open = orders.values.reduce(Fixed.zero) { sum, other in
      other.account == order.account && other.market == order.market && other.side == order.side
        && other.trigger == nil && !other.reduceOnly && other.id != order.id ? sum + other.remaining : sum
    }
    return accounts[order.account].size(in: order.market) + order.side.sign * (open + order.remaining)
  }

  /// Whether what is free covers what the order would bind beyond what is bound already.
  func hasMargin(for order: Order, worst: Fixed) -> Bool {
    let market = markets[order.market]
    let currency = market.instrument.settlementCurrency
    let account = accounts[order.account]
    let bound = initialMargin(of: account.size(in: order.market), in: order.market, account: order.account)
    let needed = initialMargin(of: worst, in: order.market, account: order.account)
    guard needed > bound else { return true }
    return needed - bound <= summary(of: order.account, currency).available
  }

  /// Initial margin, in the settlement currency, of a position at the mark price.
  func initialMargin(of size: Fixed, in place: Int, account: Int) -> Fixed {
    let market = markets[place]
    var rate = market.instrument.level(of: size, at: market.mark).initial
    if let leverage = accounts[account].leverage.first(where: { $0.market == place })?.maximum,
      leverage.isPositive
    {
      rate = max(rate, Fixed.one.divided(by: leverage))
    }
    return (market.instrument.value(of: size, at: market.mark) * rate).magnitude
  }

  /// What an account has in one currency, at mark prices.
  public func summary(of account: Int, _ currency: Currency) -> AccountSummary {
    let held = accounts[account]
    var summary = AccountSummary(balance: held.balance(currency))
    for position in held.positions {
      let market = markets[position.market]
      guard market.instrument.settlementCurrency == currency else { continue }
      summary.profit += position.profit(at: market.mark, market.instrument)
      summary.funding += unbookedFunding(of: position)
      summary.initialMargin += initialMargin(of: position.size, in: position.market, account: account)
      let value = market.instrument.value(of: position.size, at: market.mark)
      let rate = market.instrument.level(of: position.size, at: market.mark).maintenance
      summary.maintenanceMargin += (value * rate).magnitude
    }
    summary.initialMarginWithOrders = summary.initialMargin + marginOfOrders(account: account, currency)
    return summary
  }

  /// Whether an account's equity in one currency no longer covers its maintenance margin. What ``summary(of:_:)`` would
  /// say, without what it says besides: this is asked at every change of a price.
  func isUnderwater(_ account: Int, _ currency: Currency) -> Bool {
    var equity = accounts[account].balance(currency)
    var margin = Fixed.zero
    for position in accounts[account].positions {
      let market = markets[position.market]
      guard market.instrument.settlementCurrency == currency else { continue }
      let value = market.instrument.value(of: position.size, at: market.mark)
      equity += market.instrument.kind == .linear ? value - position.cost : position.cost - value
      equity += unbookedFunding(of: position)
      margin += (value * market.instrument.level(of: position.size, at: market.mark).maintenance).magnitude
    }
    return equity < margin
  }

  private func marginOfOrders(account: Int, _ currency: Currency) -> Fixed {
    var margin = Fixed.zero
    for order in orders.values
    where order.account == account && order.trigger == nil && !order.reduceOnly {
      guard markets[order.market].instrument.settlementCurrency == currency else { continue }
      margin += initialMargin(of: order.remaining, in: order.market, account: account)
    }
    return margin
  }
}

/// Money of one account in one currency.
public struct AccountSummary: Sendable, Hashable {
  public internal(set) var balance: Fixed
  /// Of open positions, at mark prices.
  public internal(set) var profit = Fixed.zero
  /// Accrued and not booked yet.
  public internal(set) var funding = Fixed.zero
  public internal(set) var initialMargin = Fixed.zero
  public internal(set) var initialMarginWithOrders = Fixed.zero
  public internal(set) var maintenanceMargin = Fixed.zero

  init(balance: Fixed) { self.balance = balance }

  public var equity: Fixed { balance + profit + funding }
  public var available: Fixed { equity - initialMarginWithOrders }
}
