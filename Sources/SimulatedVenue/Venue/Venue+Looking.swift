import Chronology

/// How one order stands, as `orders/status` tells it.
public struct OrderStanding: Sendable, Hashable {
  public enum State: Sendable, Hashable {
    case triggerPlaced, enteredBook
    case ended(FinalStatus)
  }

  public let state: State
  public let orderID: String
  public let clientOrderID: String?
  public let reason: UpdateReason?
}

extension Venue {
  /// What `orders/status` knows of an order: open ones, held ones, and those that ended within the venue's memory.
  public func standing(of reference: OrderReference, account: Int) -> OrderStanding? {
    if let order = find(reference, account: account) {
      return OrderStanding(
        state: order.trigger == nil ? .enteredBook : .triggerPlaced, orderID: order.id,
        clientOrderID: order.clientOrderID, reason: order.firedAt == nil ? nil : .limitFromStop)
    }
    let ended = accounts[account].finished.last {
      reference.names($0.order) && now.milliseconds(since: $0.time) <= Venue.memory
    }
    if let ended {
      return OrderStanding(
        state: .ended(ended.status), orderID: ended.order.id, clientOrderID: ended.order.clientOrderID,
        reason: ended.reason)
    }
    guard let held = heldOrder(reference, account: account) else { return nil }
    return OrderStanding(
      state: .enteredBook, orderID: held.id, clientOrderID: held.clientOrderID, reason: .newUserOrder)
  }

  /// Tickets of an account that Maker Protection still keeps from the markets.
  public func heldTickets(of account: Int) -> [OrderTicket] {
    held.compactMap { $0.account == account ? $0.ticket : nil }
  }

  /// Triggers of an account that have fired and are held.
  public func heldActivations(of account: Int) -> [Order] {
    held.compactMap { command in
      guard command.account == account, case .activation(let order) = command.content else { return nil }
      return order
    }
  }
}

extension Order {
  /// As the venue shows it, which a fault may have made untrue; nil when it shows nothing.
  public var shown: Order? { distortions.disguise.isHidden ? nil : disguised }
}
