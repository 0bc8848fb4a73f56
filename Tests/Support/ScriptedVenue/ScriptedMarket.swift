import ExactDecimal
import Trading

/// One market of the scripted venue: a price, one position, orders, matches. Pure; fills are whole and at the price.
struct ScriptedMarket: Sendable {
  let symbol: Symbol
  var price: ExactDecimal
  private(set) var position: VenuePosition?
  private(set) var orders: [VenueOrder] = []
  private(set) var usedIDs: Set<ClientOrderID> = []
  private var lastID = 0

  init(symbol: Symbol, price: ExactDecimal) {
    self.symbol = symbol
    self.price = price
  }

  /// More than this is refused.
  static let largestSize = ExactDecimal(1_000)

  struct Match: Sendable {
    let order: VenueOrder
    let size: ExactDecimal
    let price: ExactDecimal
  }

  enum Answer: Sendable {
    case taken(venueOrderID: String, word: String, matches: [Match])
    case refused(VenueRefusal)
  }

  mutating func take(_ command: VenueCommand) throws(DecimalError) -> Answer {
    switch command {
    case .enter(let order): try enter(order)
    case .protect(let order): protect(order)
    case .exit(let order): try exit(order)
    case .amend(let amendment): amend(amendment)
    case .cancel(let reference, _): cancel(reference)
    }
  }

  private mutating func enter(_ order: EntryOrder) throws(DecimalError) -> Answer {
    guard order.size <= Self.largestSize else { return .refused(VenueRefusal("too-much", .limits)) }
    guard usedIDs.insert(order.id).inserted else { return .refused(VenueRefusal("taken", .duplicateID)) }
    var row = row(order.id, order.position.entrySide, .limit, order.size, isReduceOnly: false)
    switch order.price {
    case .market, .immediateOrCancel:
      return .taken(venueOrderID: row.venueOrderID, word: "filled", matches: [try match(row)])
    case .limit(let limit), .postOnly(let limit):
      row.limitPrice = limit
      orders.append(row)
      return .taken(venueOrderID: row.venueOrderID, word: "resting", matches: [])
    }
  }

  private mutating func protect(_ order: ProtectiveOrder) -> Answer {
    guard usedIDs.insert(order.id).inserted else { return .refused(VenueRefusal("taken", .duplicateID)) }
    var row = row(
      order.id, order.position.exitSide, order.role == .stopLoss ? .stop : .takeProfit, order.size,
      isReduceOnly: true)
    row.triggerPrice = order.triggerPrice
    row.signal = .known(order.signal)
    orders.append(row)
    return .taken(venueOrderID: row.venueOrderID, word: "resting", matches: [])
  }

  private mutating func exit(_ order: ExitOrder) throws(DecimalError) -> Answer {
    guard usedIDs.insert(order.id).inserted else { return .refused(VenueRefusal("taken", .duplicateID)) }
    guard let position, position.side == order.position else {
      return .refused(VenueRefusal("nothing-there", .nothingToReduce))
    }
    let row = row(
      order.id, order.position.exitSide, .limit, min(order.size, position.size), isReduceOnly: true)
    return .taken(venueOrderID: row.venueOrderID, word: "filled", matches: [try match(row)])
  }

  private mutating func amend(_ amendment: OrderAmendment) -> Answer {
    guard let place = place(of: amendment.order) else {
      return .refused(VenueRefusal("no-such-order", .notFound))
    }
    if let size = amendment.totalSize { orders[place].unfilledSize = size }
    if let price = amendment.triggerPrice { orders[place].triggerPrice = price }
    return .taken(venueOrderID: orders[place].venueOrderID, word: "amended", matches: [])
  }

  private mutating func cancel(_ reference: OrderReference) -> Answer {
    guard let place = place(of: reference) else {
      return .refused(VenueRefusal("no-such-order", .notFound))
    }
    return .taken(venueOrderID: orders.remove(at: place).venueOrderID, word: "cancelled", matches: [])
  }

  /// Triggers that the price fires, as whole matches.
  mutating func move(to price: ExactDecimal) throws(DecimalError) -> [Match] {
    self.price = price
    var matches: [Match] = []
    for order in orders {
      guard let trigger = order.triggerPrice else { continue }
      let firesBelow = (order.family == .stop) == (order.side == .sell)
      guard firesBelow ? price <= trigger : price >= trigger else { continue }
      orders.removeAll { $0.venueOrderID == order.venueOrderID }
      guard let position, position.side.exitSide == order.side else { continue }
      var capped = order
      capped.unfilledSize = min(order.unfilledSize, position.size)
      matches.append(try match(capped))
    }
    return matches
  }

  private mutating func match(_ order: VenueOrder) throws(DecimalError) -> Match {
    let size = order.unfilledSize
    let side: PositionSide = order.side == .buy ? .long : .short
    if let held = position {
      if held.side == side {
        position?.size = try held.size + size
      } else {
        let rest = try held.size - size
        position = rest.signum > 0 ? VenuePosition(symbol: symbol, side: held.side, size: rest) : nil
      }
    } else {
      position = VenuePosition(symbol: symbol, side: side, size: size, price: price)
    }
    return Match(order: order, size: size, price: price)
  }

  private mutating func row(
    _ id: ClientOrderID, _ side: OrderSide, _ family: VenueOrder.Family, _ size: ExactDecimal,
    isReduceOnly: Bool
  ) -> VenueOrder {
    lastID += 1
    return VenueOrder(
      venueOrderID: "order-\(lastID)", clientID: id.description, symbol: symbol, side: side, family: family,
      unfilledSize: size, filledSize: .zero, isReduceOnly: isReduceOnly, status: "resting")
  }

  private func place(of reference: OrderReference) -> Int? {
    orders.firstIndex { order in
      switch reference {
      case .client(let id): order.clientID == id.description
      case .venue(let id): order.venueOrderID == id
      }
    }
  }
}
