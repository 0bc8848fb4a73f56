import Chronology

extension Venue {
  /// One match of one order: position, profit, fee, records.
  mutating func fill(_ order: inout Order, _ amount: Fixed, at price: Fixed, _ kind: Fill.Kind) -> Execution {
    let instrument = markets[order.market].instrument
    let execution = Execution(id: random.uuid(), price: price, amount: amount)
    let prior = order
    order.filled += amount
    order.updated = now
    let profit = change(
      account: order.account, market: order.market, by: order.side.sign * amount, at: price)
    let rate = kind == .maker ? configuration.makerFee : configuration.takerFee
    let fee = (instrument.value(of: amount, at: price) * rate).truncated(places: 10)
    let currency = instrument.settlementCurrency
    accounts[order.account].book(
      profit, currency, .trade, market: order.market, execution: execution.id, at: now)
    accounts[order.account].book(
      -fee, currency, .fee, market: order.market, execution: execution.id, at: now)
    let fill = Fill(
      id: execution.id, orderID: order.id, clientOrderID: order.clientOrderID, market: order.market,
      side: order.side, size: amount, price: price, fee: fee, kind: kind, time: now)
    accounts[order.account].fills.append(fill)
    record(.execution(fill), prior)
    if order.remaining.isPositive { record(.updated(old: prior, reason: .partialFill), order) }
    if accounts[order.account].size(in: order.market).isZero { releaseSiblings(of: order) }
    return execution
  }

  /// - Returns: the realised profit.
  private mutating func change(account: Int, market place: Int, by change: Fixed, at price: Fixed) -> Fixed {
    let instrument = markets[place].instrument
    guard let index = accounts[account].positions.firstIndex(where: { $0.market == place }) else {
      var position = Position(market: place, size: .zero, cost: .zero, opened: now, fundedUntil: now)
      let profit = position.apply(change, at: price, instrument, now)
      accounts[account].positions.append(position)
      return profit
    }
    bookFunding(account: account, position: index)
    let profit = accounts[account].positions[index].apply(change, at: price, instrument, now)
    if accounts[account].positions[index].size.isZero { accounts[account].positions.remove(at: index) }
    return profit
  }

  /// Under a personality that cancels siblings, what was to reduce a position goes with it.
  private mutating func releaseSiblings(of order: Order) {
    guard personality.siblingAfterFill == .cancelled else { return }
    let siblings = orders.values.filter {
      $0.account == order.account && $0.market == order.market && $0.mustReduce && $0.id != order.id
    }
    for sibling in siblings {
      orders[sibling.id] = nil
      finish(sibling, .cancelled, .wouldNotReducePosition)
    }
  }

  // MARK: Funding

  /// Accrued since the last booking: what a long pays when the rate is above zero, a short gets.
  func unbookedFunding(of position: Position) -> Fixed {
    let elapsed = now.milliseconds(since: position.fundedUntil)
    guard elapsed > 0 else { return .zero }
    let hourly = -(position.size * markets[position.market].fundingRate)
    return hourly.scaled(by: Fixed(Int(elapsed)), over: 3_600_000).truncated(places: 10)
  }

  mutating func settleFunding() {
    for account in accounts.indices {
      for index in accounts[account].positions.indices { bookFunding(account: account, position: index) }
    }
  }

  private mutating func bookFunding(account: Int, position index: Int) {
    let position = accounts[account].positions[index]
    let currency = markets[position.market].instrument.settlementCurrency
    accounts[account].book(
      unbookedFunding(of: position), currency, .funding, market: position.market, at: now)
    accounts[account].positions[index].fundedUntil = now
  }

  // MARK: Liquidation

  /// Closes an account's positions in the currency of a market at mark prices once its equity no longer covers the
  /// maintenance margin.
  mutating func liquidate(in place: Int) {
    let currency = markets[place].instrument.settlementCurrency
    for account in accounts.indices where accounts[account].position(in: place) != nil {
      guard isUnderwater(account, currency) else { continue }
      _ = removeOrders(of: account, market: nil, reason: .liquidation)
      for position in accounts[account].positions
      where markets[position.market].instrument.settlementCurrency == currency {
        var order = Order(
          id: random.uuid(), clientOrderID: nil, account: account, market: position.market,
          type: .immediateOrCancel, side: position.size.isNegative ? .buy : .sell,
          quantity: position.size.magnitude, limitPrice: nil, trigger: nil, reduceOnly: true, received: now,
          updated: now)
        _ = fill(&order, order.quantity, at: markets[position.market].mark, .liquidation)
        finish(order, .fullyExecuted, .liquidation)
      }
      revision += 1
    }
  }
}
