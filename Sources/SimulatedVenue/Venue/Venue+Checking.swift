import Chronology

extension Venue {
  static let largestNotional = Fixed(20_000_000)
  static let smallestNotional = Fixed(1, scale: 2)
  static let openOrdersPerAccount = 500

  /// What speaks against an order before it is matched.
  func refusal(of order: Order, ticket: OrderTicket) -> Refusal? {
    if let before = ticket.processBefore, before < now {
      return Refusal(.wouldProcessAfterSpecifiedTime, .processAfter)
    }
    return refusalOfIdentity(order) ?? refusalOfMarket(order) ?? refusalOfNumbers(order)
      ?? refusalOfReducing(order) ?? refusalOfTrigger(order) ?? refusalOfMoney(order)
  }

  private func refusalOfIdentity(_ order: Order) -> Refusal? {
    if orders.values.count(where: { $0.account == order.account }) >= Venue.openOrdersPerAccount {
      return Refusal(.tooManyOrders, .orderLimit)
    }
    guard let id = order.clientOrderID else { return nil }
    if id.isEmpty { return Refusal(.clientOrderIdInvalid, .clientOrderIDTooLong) }
    if id.utf8.count > 100 { return Refusal(.clientOrderIdTooBig, .clientOrderIDTooLong) }
    let isUsed =
      personality.clientOrderIDReuse == .never
      ? accounts[order.account].usedClientOrderIDs.contains(id)
      : orders.values.contains { $0.account == order.account && $0.clientOrderID == id }
    return isUsed ? Refusal(.clientOrderIdAlreadyExist, .clientOrderIDInUse) : nil
  }

  private func refusalOfMarket(_ order: Order) -> Refusal? {
    let state = markets[order.market].state
    if state.isSuspended { return Refusal(.marketSuspended, .marketSuspended) }
    if !state.isTradeable { return Refusal(.marketInactive, .marketInactive) }
    if let end = markets[order.market].instrument.lastTradingTime, end <= now {
      return Refusal(.marketInactive, .marketInactive)
    }
    guard state.isPostOnly, order.trigger == nil, order.type != .post else { return nil }
    let crosses = order.limitPrice.map { price in
      order.side == .buy ? price >= markets[order.market].ask : price <= markets[order.market].bid
    }
    return order.type.isImmediate || crosses ?? true ? Refusal(.marketIsPostOnly, .marketIsPostOnly) : nil
  }

  func refusalOfNumbers(_ order: Order) -> Refusal? {
    let market = markets[order.market]
    let instrument = market.instrument
    guard order.quantity.isPositive, order.quantity.isMultiple(of: instrument.sizeStep) else {
      return Refusal(.invalidSize, .invalidQuantity)
    }
    for price in [order.limitPrice, order.trigger?.trailing == nil ? order.trigger?.price : nil] {
      guard let price else { continue }
      guard price.isPositive, price <= instrument.highestPrice, price.isMultiple(of: instrument.tickSize)
      else { return Refusal(.invalidPrice, .invalidPrice) }
    }
    if order.trigger?.limitOffset != nil, order.limitPrice != nil {
      return Refusal(.invalidPrice, .limitPriceTwice)
    }
    let dollars = instrument.kind == .linear ? order.quantity * market.mark : order.quantity
    if dollars > Venue.largestNotional { return Refusal(.invalidSize, .invalidQuantity) }
    if dollars < Venue.smallestNotional { return Refusal(.tooManySmallOrders, .smallOrder) }
    return nil
  }

  private func refusalOfReducing(_ order: Order) -> Refusal? {
    guard order.mustReduce else { return nil }
    let refusal = Refusal(.wouldNotReducePosition, .wouldNotReducePosition)
    let size = accounts[order.account].size(in: order.market)
    let reduces = !size.isZero && size.isNegative == (order.side == .buy)
    guard order.trigger != nil else { return reduces ? nil : refusal }
    if !reduces { return personality.reduceOnlyTriggerWhileFlat == .accepted ? nil : refusal }
    guard personality.overlappingReduceOnlyStops == .refused else { return nil }
    let others = orders.values.filter {
      $0.account == order.account && $0.market == order.market && $0.trigger != nil && $0.reduceOnly
        && $0.type == order.type && $0.side == order.side
    }
    let sum = others.reduce(order.quantity) { $0 + $1.remaining }
    return !others.isEmpty && sum > size.magnitude ? refusal : nil
  }

  private func refusalOfTrigger(_ order: Order) -> Refusal? {
    guard let trigger = order.trigger, personality.crossedTrigger == .refused else { return nil }
    return trigger.isMet(at: markets[order.market].price(of: trigger.signal))
      ? Refusal(.invalidPrice, .invalidPrice) : nil
  }

  func refusalOfMoney(_ order: Order) -> Refusal? {
    guard !order.mustReduce else { return nil }
    let worst = worstSize(with: order)
    if worst.magnitude > markets[order.market].instrument.maximumPosition {
      return Refusal(.maxPositionViolation, .maximumPosition)
    }
    return hasMargin(for: order, worst: worst)
      ? nil : Refusal(.insufficientAvailableFunds, .insufficientMargin)
  }

  /// What only the matches show.
  func matchRefusal(of order: Order, _ matches: Matches) -> Refusal? {
    if matches.meetsOwnOrder { return Refusal(.selfFill, .wouldExecuteSelf) }
    switch order.type {
    case .post where !matches.list.isEmpty: return Refusal(.postWouldExecute, .postWouldExecute)
    case .fillOrKill where matches.total < order.remaining:
      return Refusal(.iocWouldNotExecute, .iocWouldNotExecute)
    case .immediateOrCancel where matches.list.isEmpty, .market where matches.list.isEmpty:
      return Refusal(.iocWouldNotExecute, .iocWouldNotExecute)
    default: break
    }
    let mark = markets[order.market].mark
    let collar = mark.divided(by: 5)
    if let last = matches.list.last?.price, (last - mark).magnitude > collar {
      return Refusal(.outsidePriceCollar, .priceCollar)
    }
    return nil
  }
}
