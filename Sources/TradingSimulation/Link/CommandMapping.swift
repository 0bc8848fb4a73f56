import Chronology
import ExactDecimal
import SimulatedVenue
import Trading

/// The engine's commands in the simulated venue's words, without a wire between them.
enum CommandMapping {
  /// - Parameter text: the command's client id, written once.
  /// - Returns: nil for numbers that the venue's arithmetic does not hold.
  static func command(_ command: ConductorCommand, text: String) -> SimulatedVenue.VenueCommand? {
    switch command {
    case .enter(let approved): return entry(approved.order, text).map { .place($0) }
    case .protect(let order): return protective(order, text).map { .place($0) }
    case .exit(let order): return exit(order, text).map { .place($0) }
    case .amend(let amendment):
      guard case .client = amendment.order else { return nil }
      var edit = OrderEdit(order: .client(text))
      edit.isAbsolute = true
      if let size = amendment.totalSize {
        guard let size = Fixed(exactly: size) else { return nil }
        edit.size = size
      }
      if let price = amendment.triggerPrice {
        guard let price = Fixed(exactly: price) else { return nil }
        edit.stopPrice = price
      }
      return .edit(edit)
    case .cancel, .uncover: return .cancel(.client(text), processBefore: nil)
    }
  }

  private static func entry(_ order: EntryOrder, _ text: String) -> OrderTicket? {
    guard let size = Fixed(exactly: order.size) else { return nil }
    var type = OrderType.market
    var limit: Fixed?
    switch order.price {
    case .market: break
    case .limit(let price): (type, limit) = (.limit, Fixed(exactly: price))
    case .postOnly(let price): (type, limit) = (.post, Fixed(exactly: price))
    case .immediateOrCancel(let price): (type, limit) = (.immediateOrCancel, Fixed(exactly: price))
    }
    var ticket = OrderTicket(
      symbol: order.symbol.spelling, type: type, side: Side(order.position.entrySide), size: size)
    ticket.limitPrice = limit
    ticket.clientOrderID = text
    ticket.processBefore = order.processBefore
    return ticket
  }

  private static func protective(_ order: ProtectiveOrder, _ text: String) -> OrderTicket? {
    guard let size = Fixed(exactly: order.size), let price = Fixed(exactly: order.triggerPrice) else {
      return nil
    }
    var ticket = OrderTicket(
      symbol: order.symbol.spelling, type: order.role == .stopLoss ? .stop : .takeProfit,
      side: Side(order.position.exitSide), size: size)
    ticket.stopPrice = price
    ticket.triggerSignal = SimulatedVenue.TriggerSignal(order.signal)
    ticket.reduceOnly = true
    ticket.clientOrderID = text
    return ticket
  }

  private static func exit(_ order: ExitOrder, _ text: String) -> OrderTicket? {
    guard let size = Fixed(exactly: order.size) else { return nil }
    var ticket = OrderTicket(
      symbol: order.symbol.spelling, type: .market, side: Side(order.position.exitSide), size: size)
    if case .immediateOrCancel(let price) = order.price {
      guard let price = Fixed(exactly: price) else { return nil }
      (ticket.type, ticket.limitPrice) = (.immediateOrCancel, price)
    }
    ticket.reduceOnly = true
    ticket.clientOrderID = text
    return ticket
  }
}

extension Side {
  init(_ side: OrderSide) { self = side == .buy ? .buy : .sell }
}

extension OrderSide {
  init(_ side: Side) { self = side == .buy ? .buy : .sell }
}

extension SimulatedVenue.TriggerSignal {
  init(_ signal: Trading.TriggerSignal) {
    switch signal {
    case .last: self = .last
    case .mark: self = .mark
    case .index: self = .index
    }
  }
}

extension Trading.TriggerSignal {
  init(_ signal: SimulatedVenue.TriggerSignal) {
    switch signal {
    case .last: self = .last
    case .mark: self = .mark
    case .index: self = .index
    }
  }
}

extension ConductorCommand {
  /// The order that the command is about; nil for one named by the venue's id.
  var orderID: ClientOrderID? {
    switch self {
    case .enter(let approved): approved.order.id
    case .protect(let order): order.id
    case .exit(let order): order.id
    case .amend(let amendment): if case .client(let id) = amendment.order { id } else { nil }
    case .cancel(let id, _), .uncover(let id, _, _): id
    }
  }

  /// When a command without an answer can no longer take effect, as the venue's client says it.
  var settlesAt: Timestamp? {
    if case .enter(let approved) = self { approved.order.processBefore } else { nil }
  }
}
