import Chronology

extension Venue {
  /// A trigger's condition holds: it leaves the open orders and becomes a plain order.
  mutating func fire(_ trigger: Order) {
    var order = trigger
    orders[order.id] = nil
    revision += 1
    order.firedAt = now
    order.updated = now
    record(.triggerActivated, order)
    if let delay = markets[order.market].instrument.makerProtection,
      personality.makerProtectionOnTriggers == .held
    {
      hold(
        HeldCommand(
          content: .activation(order), account: order.account, token: nil,
          release: now.advanced(byMilliseconds: delay.count), received: now, orderID: order.id))
      return
    }
    activate(order)
  }

  /// What a fired trigger does in the market.
  mutating func activate(_ fired: Order) {
    var order = fired
    let resting = fired
    if let reason = order.distortions.activationFailure {
      finish(order, .triggerActivationFailure, .stopOrderTriggered, error: reason)
      return
    }
    if order.mustReduce, !cutToPosition(&order) { return }
    let trigger = order.trigger
    order.trigger = nil
    if personality.identityOnFiring == .changed {
      order.firedFrom = order.id
      order.id = random.uuid()
    }
    if order.limitPrice == nil { order.limitPrice = limitPrice(of: order, trigger?.limitOffset) }
    order.type = resting.limitPrice == nil && trigger?.limitOffset == nil ? .immediateOrCancel : .limit
    if let refusal = refusalOfMoney(order) {
      finish(resting, .triggerActivationFailure, .notEnoughMargin, error: refusal.reason)
      return
    }
    let matches = matches(for: order)
    if matches.meetsOwnOrder {
      finish(resting, .triggerActivationFailure, .wouldExecuteSelf, error: .wouldExecuteSelf)
      return
    }
    record(.placed, order)
    _ = execute(&order, matches, reduced: nil)
    revision += 1
    if order.remaining.isZero {
      finish(order, .fullyExecuted, .fullFill)
    } else if order.type == .limit {
      orders[order.id] = order
    } else {
      finish(order, .cancelled, .iocWouldNotExecute)
    }
  }

  /// - Returns: false when nothing is left to reduce, and the order has ended.
  private mutating func cutToPosition(_ order: inout Order) -> Bool {
    let size = accounts[order.account].size(in: order.market)
    guard !size.isZero, size.isNegative == (order.side == .buy) else {
      if personality.reduceOnlyTriggerFiredWhileFlat == .activationFailure {
        finish(order, .triggerActivationFailure, .stopOrderTriggered, error: .wouldNotReducePosition)
      } else {
        finish(order, .cancelled, .wouldNotReducePosition)
      }
      return false
    }
    guard order.remaining > size.magnitude else { return true }
    guard personality.oversizedReduceOnlyTrigger == .capped else {
      finish(order, .triggerActivationFailure, .stopOrderTriggered, error: .wouldNotReducePosition)
      return false
    }
    order.quantity = order.filled + size.magnitude
    return true
  }

  /// The limit of a fired order that was given none.
  private func limitPrice(of order: Order, _ offset: LimitOffset?) -> Fixed? {
    guard let offset else {
      return personality.firedStopBand == .onePercent ? protectionPrice(for: order) : nil
    }
    let market = markets[order.market]
    let distance =
      offset.unit == .percent ? market.last * offset.value.divided(by: 100) : offset.value
    let price = order.side == .buy ? market.last + distance : market.last - distance
    return max(price.rounded(.nearest, to: market.instrument.tickSize), market.instrument.tickSize)
  }

  /// Moves the prices of trailing stops after their signal.
  mutating func follow(_ place: Int) {
    let market = markets[place]
    for order in orders.values where order.market == place {
      guard var trigger = order.trigger, let trailing = trigger.trailing else { continue }
      let price = trailing.price(
        behind: market.price(of: trigger.signal), side: trigger.side, tick: market.instrument.tickSize)
      guard trigger.side == .below ? price > trigger.price : price < trigger.price else { continue }
      trigger.price = price
      orders[order.id]?.trigger = trigger
      orders[order.id]?.updated = now
    }
  }
}
