import Chronology

extension Venue {
  /// For how long `orders/status` knows an order that is gone, in milliseconds.
  static let memory: Int64 = 5_000

  func find(_ reference: OrderReference, account: Int) -> Order? {
    switch reference {
    case .id(let id):
      guard let order = orders[id], order.account == account else { return nil }
      return order
    case .client(let id): return orders.values.first { $0.account == account && $0.clientOrderID == id }
    }
  }

  mutating func cancel(_ reference: OrderReference, processBefore: Timestamp?, account: Int) -> OrderAnswer {
    var answer = OrderAnswer(status: .notFound, received: now)
    switch reference {
    case .id(let id): answer.orderID = id
    case .client(let id): answer.clientOrderID = id
    }
    if let processBefore, processBefore < now {
      answer.status = .wouldProcessAfterSpecifiedTime
      return answer
    }
    if let order = find(reference, account: account) {
      orders[order.id] = nil
      revision += 1
      finish(order, .cancelled, .cancelledByUser)
      (answer.status, answer.orderID, answer.clientOrderID) = (.cancelled, order.id, order.clientOrderID)
      answer.events = [.cancel(order)]
      return answer
    }
    if let place = held.firstIndex(where: { $0.account == account && $0.isNamed(reference) }) {
      held[place].isCancelled = true
      answer.status = .cancelled
      (answer.orderID, answer.clientOrderID) = (held[place].orderID, held[place].ticket?.clientOrderID)
      return answer
    }
    let isFilled = accounts[account].finished.contains {
      $0.status == .fullyExecuted && reference.names($0.order)
        && now.milliseconds(since: $0.time) <= Venue.memory
    }
    if isFilled { answer.status = .filled }
    return answer
  }

  /// - Parameter place: nil for all markets.
  mutating func removeOrders(of account: Int, market place: Int?, reason: UpdateReason) -> [Order] {
    let removed = orders.values.filter { order in
      order.account == account && (place.map { $0 == order.market } ?? true)
    }
    for order in removed {
      orders[order.id] = nil
      finish(order, .cancelled, reason)
    }
    for index in held.indices
    where held[index].account == account
      && held[index].ticket.map({ ticket in
        place.map { $0 == market(named: ticket.symbol) } ?? true
      }) ?? false
    {
      held[index].isCancelled = true
    }
    revision += 1
    return removed
  }

  /// An order is gone: `orders/status` remembers it for a while, history for good.
  mutating func finish(
    _ order: Order, _ status: FinalStatus, _ reason: UpdateReason, error: RejectReason? = nil
  ) {
    var ended = order
    ended.updated = now
    let now = now
    accounts[order.account].finished.removeAll { now.milliseconds(since: $0.time) > Venue.memory }
    accounts[order.account].finished.append(
      FinishedOrder(order: ended, status: status, reason: reason, error: error, time: now))
    switch status {
    case .fullyExecuted: record(.updated(old: order, reason: reason), ended)
    case .cancelled:
      record(ended.trigger == nil ? .cancelled(reason) : .triggerCancelled(reason), ended)
    case .rejected, .triggerActivationFailure:
      record(.rejected(error ?? .activationFailed), ended)
    }
  }

  mutating func record(_ kind: HistoryEvent.Kind, _ order: Order) {
    accounts[order.account].history.append(
      HistoryEvent(id: random.uuid(), time: now, kind: kind, order: order))
  }
}

extension HeldCommand {
  func isNamed(_ reference: OrderReference) -> Bool {
    guard let ticket else { return false }
    switch reference {
    case .id(let id): return orderID == id
    case .client(let id): return ticket.clientOrderID == id
    }
  }
}

extension OrderReference {
  func names(_ order: Order) -> Bool {
    switch self {
    case .id(let id): order.id == id || order.firedFrom == id
    case .client(let id): order.clientOrderID == id
    }
  }
}
