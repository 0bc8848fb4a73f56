import Chronology

extension Venue {
  mutating func edit(_ edit: OrderEdit, account: Int) -> OrderAnswer {
    var answer = OrderAnswer(status: .orderForEditNotFound, received: now)
    switch edit.order {
    case .id(let id): answer.orderID = id
    case .client(let id): answer.clientOrderID = id
    }
    if let before = edit.processBefore, before < now {
      answer.status = .wouldProcessAfterSpecifiedTime
      return answer
    }
    guard let old = find(edit.order, account: account) else { return answer }
    (answer.orderID, answer.clientOrderID) = (old.id, old.clientOrderID)
    var new = old
    if let refusal = apply(edit, to: &new) {
      answer.status = refusal.status
      return answer
    }
    if let refusal = refusalOfNumbers(new) ?? refusalOfMoney(new) { return reject(new, refusal, answer) }
    let found = new.trigger == nil ? matches(for: new) : Matches()
    if found.meetsOwnOrder || (new.type == .post && !found.list.isEmpty) {
      answer.status = found.meetsOwnOrder ? .selfFill : .postWouldExecute
      return answer
    }
    replace(old, with: &new)
    answer.status = .edited
    answer.orderID = new.id
    answer.events = [.edit(old: old, new: new)]
    record(new.trigger == nil ? .updated(old: old, reason: .editedByUser) : .triggerUpdated(old: old), new)
    answer.events += execute(&new, found, reduced: nil)
    if new.remaining.isZero {
      orders[new.id] = nil
      finish(new, .fullyExecuted, .fullFill)
    } else if !found.list.isEmpty {
      orders[new.id] = new
    }
    revision += 1
    settle(new.market)
    return answer
  }

  private func apply(_ edit: OrderEdit, to order: inout Order) -> Refusal? {
    if let size = edit.size {
      order.quantity = edit.isAbsolute ? size : order.filled + size
      if order.quantity <= order.filled { return Refusal(.invalidSize, .invalidQuantity) }
    }
    if let price = edit.stopPrice {
      guard var trigger = order.trigger else { return Refusal(.orderForEditNotAStop, .invalidPrice) }
      guard trigger.trailing == nil else {
        return Refusal(.cannotEditTriggerPriceOfTrailingStop, .invalidPrice)
      }
      trigger.price = price
      order.trigger = trigger
    }
    if let price = edit.limitPrice {
      guard order.trigger?.trailing == nil else {
        return Refusal(.cannotEditLimitPriceOfTrailingStop, .invalidPrice)
      }
      order.limitPrice = price
    }
    return nil
  }

  /// Puts the changed order where the old one was, under a new id if that is the personality.
  private mutating func replace(_ old: Order, with new: inout Order) {
    new.updated = now
    guard personality.identityOnAmend == .changed else {
      orders[old.id] = new
      return
    }
    orders[old.id] = nil
    new.id = random.uuid()
    orders[new.id] = new
  }
}
