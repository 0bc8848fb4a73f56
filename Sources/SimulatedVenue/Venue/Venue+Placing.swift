import Chronology

extension Venue {
  /// Takes an order in: refused with a status, matched, or left to rest.
  mutating func place(_ ticket: OrderTicket, account: Int, orderID: String, received: Timestamp)
    -> OrderAnswer
  {
    guard let place = market(named: ticket.symbol) else {
      return OrderAnswer(status: .notFound, received: received)
    }
    var order = makeOrder(ticket, id: orderID, account: account, market: place, received: received)
    faults.distort(&order, symbol: markets[place].instrument.symbol)
    var answer = OrderAnswer(
      status: .placed, orderID: order.id, clientOrderID: order.clientOrderID, received: received)
    if let refusal = refusal(of: order, ticket: ticket) { return reject(order, refusal, answer) }
    if let id = order.clientOrderID { accounts[account].usedClientOrderIDs.insert(id) }
    guard order.trigger == nil else {
      orders[order.id] = order
      revision += 1
      answer.events = [.place(order, reduced: nil)]
      record(.triggerPlaced, order)
      settle(place)
      return answer
    }
    return enter(order, answer)
  }

  /// What a held order is told at once: the same checks, nothing done yet.
  func preliminaryAnswer(_ ticket: OrderTicket, account: Int, orderID: String) -> OrderAnswer {
    guard let place = market(named: ticket.symbol) else {
      return OrderAnswer(status: .notFound, received: now)
    }
    let order = makeOrder(ticket, id: orderID, account: account, market: place, received: now)
    var answer = OrderAnswer(
      status: .placed, orderID: orderID, clientOrderID: ticket.clientOrderID, received: now)
    if let refusal = refusal(of: order, ticket: ticket) {
      answer.status = refusal.status
      answer.events = [.reject(order, refusal.reason)]
    } else {
      answer.events = [.place(order, reduced: nil)]
    }
    return answer
  }

  /// Matches a plain order and lets the rest rest.
  private mutating func enter(_ submitted: Order, _ answer: OrderAnswer) -> OrderAnswer {
    var (order, answer) = (submitted, answer)
    let (account, place) = (order.account, order.market)
    var reduced: Fixed?
    if order.mustReduce {
      let open = accounts[account].size(in: place).magnitude
      if order.remaining > open {
        guard personality.oversizedReduceOnlyOrder == .capped else {
          return reject(order, Refusal(.wouldNotReducePosition, .wouldNotReducePosition), answer)
        }
        reduced = order.remaining - open
        order.quantity = open
      }
    }
    let matches = matches(for: order)
    if let refusal = matchRefusal(of: order, matches) { return reject(order, refusal, answer) }
    record(.placed, order)
    answer.events = execute(&order, matches, reduced: reduced)
    if order.remaining.isZero {
      finish(order, .fullyExecuted, .fullFill)
      answer.status = personality.statusOfFilledOrder == .placed ? .placed : .filled
    } else if order.type.isImmediate {
      finish(order, .cancelled, .iocWouldNotExecute)
      if personality.statusOfFilledOrder == .filled { answer.status = .partiallyFilled }
    } else {
      orders[order.id] = order
      answer.events.append(.place(order, reduced: reduced))
    }
    revision += 1
    settle(place)
    return answer
  }

  private func makeOrder(
    _ ticket: OrderTicket, id: String, account: Int, market place: Int, received: Timestamp
  ) -> Order {
    let market = markets[place]
    var trigger: Trigger?
    if ticket.type.isTrigger {
      let signal = ticket.triggerSignal ?? TriggerSignal(personality.defaultSignal)
      let side: TriggerSide = (ticket.side == .sell) == (ticket.type != .takeProfit) ? .below : .above
      var price = ticket.stopPrice ?? .zero
      if let trailing = ticket.trailing {
        price = trailing.price(behind: market.price(of: signal), side: side, tick: market.instrument.tickSize)
      }
      trigger = Trigger(
        price: price, side: side, signal: signal, limitOffset: ticket.limitOffset, trailing: ticket.trailing)
    }
    var order = Order(
      id: id, clientOrderID: ticket.clientOrderID, account: account, market: place, type: ticket.type,
      side: ticket.side, quantity: ticket.size, limitPrice: ticket.type == .market ? nil : ticket.limitPrice,
      trigger: trigger, reduceOnly: ticket.reduceOnly, received: received, updated: now)
    if order.type == .market {
      order.limitPrice = protectionPrice(for: order)
      order.type = .immediateOrCancel
    }
    return order
  }

  /// One per cent beyond the best opposite price, on the grid.
  func protectionPrice(for order: Order) -> Fixed {
    let market = markets[order.market]
    let tick = market.instrument.tickSize
    return order.side == .buy
      ? (market.ask * Fixed(101, scale: 2)).rounded(.up, to: tick)
      : max((market.bid * Fixed(99, scale: 2)).rounded(.down, to: tick), tick)
  }

  mutating func reject(_ order: Order, _ refusal: Refusal, _ answer: OrderAnswer) -> OrderAnswer {
    record(.rejected(refusal.reason), order)
    var answer = answer
    answer.status = refusal.status
    answer.events = [.reject(order, refusal.reason)]
    return answer
  }
}

/// Why a command is not done: the status of the answer and the reason in its event.
struct Refusal {
  let status: CommandStatus
  let reason: RejectReason

  init(_ status: CommandStatus, _ reason: RejectReason) { (self.status, self.reason) = (status, reason) }
}

extension TriggerSignal {
  init(_ word: VenuePersonality.SignalDefault) {
    switch word {
    case .last: self = .last
    case .mark: self = .mark
    case .index: self = .index
    }
  }
}

extension TrailingDistance {
  /// The trigger price that belongs to a price of the signal.
  func price(behind signal: Fixed, side: TriggerSide, tick: Fixed) -> Fixed {
    let distance =
      unit == .percent ? signal * maximumDeviation.divided(by: 100) : maximumDeviation
    return side == .below
      ? max((signal - distance).rounded(.up, to: tick), tick)
      : (signal + distance).rounded(.down, to: tick)
  }
}

extension Venue {
  /// An order that Maker Protection still keeps from the market.
  func heldOrder(_ reference: OrderReference, account: Int) -> Order? {
    guard let held = held.first(where: { $0.account == account && $0.isNamed(reference) }),
      let ticket = held.ticket, let place = market(named: ticket.symbol)
    else { return nil }
    return makeOrder(ticket, id: held.orderID, account: account, market: place, received: held.received)
  }
}
