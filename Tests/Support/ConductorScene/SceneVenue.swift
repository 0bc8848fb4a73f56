public import Chronology
public import ExactDecimal
public import Trading

/// What is true at the venue of one symbol. Does what it is told, unless a test says otherwise; the test also plays
/// everybody else there.
public struct SceneVenue: Sendable {
  public let symbol: Symbol
  /// Above zero long.
  public var position = ExactDecimal.zero
  public var orders: [VenueOrder] = []
  public var fills: [VenueFill] = []
  public var market: MarketState
  /// How much of the next entry at the market fills; nil: all of it.
  public var entryFillsOnly: ExactDecimal?
  /// How much of each exit at the market fills at most; nil: all of it.
  public var exitFillsAtMost: ExactDecimal?
  /// Fills carry the venue's id of their order and no client id; only a status tells which order that is.
  public var fillsNameNoOrder = false
  private var traded: [(id: String, venueID: String)] = []
  var ends: [(id: ClientOrderID, state: VenueOrderStatus.State)] = []
  private var nextID = 1
  private let owner: ClientOrderID.Owner

  init(_ symbol: Symbol, owner: ClientOrderID.Owner) {
    self.symbol = symbol
    self.owner = owner
    let price = ExactDecimal(65_000)
    market = MarketState(symbol: symbol, last: price, mark: price, index: price, bid: price, ask: price)
  }

  /// Own orders of a role that are open.
  public func own(_ role: ClientOrderID.Role) -> [VenueOrder] {
    orders.filter { order in
      guard case .ours(let id) = OrderOrigin(clientID: order.clientID, owner: owner) else { return false }
      return id.role == role
    }
  }

  /// What own reduce-only stops on the right side would close.
  var covered: ExactDecimal {
    var sum = ExactDecimal.zero
    let side: OrderSide = position.signum < 0 ? .buy : .sell
    for order in own(.stopLoss)
    where order.side == side && order.isReduceOnly == true && order.family == .stop {
      sum = (try? sum + order.unfilledSize) ?? sum
    }
    return sum
  }

  mutating func makeID(_ prefix: String) -> String {
    defer { nextID += 1 }
    return "\(prefix)-\(nextID)"
  }

  func state(of id: ClientOrderID) -> VenueOrderStatus.State {
    if let order = orders.first(where: { $0.clientID == id.description }) {
      return order.family == .limit ? .inBook : .triggerResting
    }
    return ends.last { $0.id == id }?.state ?? .notKnown
  }

  /// The venue's id under which an order traded, where nothing but a status tells it.
  func tradedID(of id: ClientOrderID) -> String? { traded.last { $0.id == id.description }?.venueID }

  // MARK: Commands

  /// Does a command; the answer is what an honest venue would give.
  mutating func take(_ command: ConductorCommand, at time: Timestamp) -> VenueOutcome {
    switch command {
    case .enter(let approved): enter(approved.order, at: time)
    case .protect(let order): protect(order, at: time)
    case .exit(let order): exit(order, at: time)
    case .amend(let amendment): amend(amendment)
    case .cancel(let id, _), .uncover(let id, _, _): cancel(id)
    }
  }

  private mutating func enter(_ order: EntryOrder, at time: Timestamp) -> VenueOutcome {
    guard time <= order.processBefore else { return .refused(VenueRefusal("tooLate", .tooLate)) }
    let venueID = makeID("v")
    guard case .market = order.price else {
      rest(
        VenueOrder(
          venueOrderID: venueID, clientID: order.id.description, symbol: symbol,
          side: order.position.entrySide,
          family: .limit, unfilledSize: order.size, filledSize: .zero, limitPrice: order.limitPrice,
          isReduceOnly: false, status: "untouched", lastUpdate: time))
      return .accepted(VenueOutcome.Acceptance(venueOrderID: venueID, word: "placed"))
    }
    let size = min(entryFillsOnly ?? order.size, order.size)
    entryFillsOnly = nil
    trade(order.position.entrySide, size, order.id.description, venueID, at: time)
    ends.append((order.id, size == order.size ? .executed : .cancelled))
    let fills = size.signum > 0 ? [answered(size)] : []
    return .accepted(VenueOutcome.Acceptance(venueOrderID: venueID, word: "placed", fills: fills))
  }

  private mutating func protect(_ order: ProtectiveOrder, at time: Timestamp) -> VenueOutcome {
    guard state(of: order.id) == .notKnown else {
      return .refused(VenueRefusal("clientOrderIdAlreadyExist", .duplicateID))
    }
    let venueID = makeID("v")
    rest(
      VenueOrder(
        venueOrderID: venueID, clientID: order.id.description, symbol: symbol, side: order.position.exitSide,
        family: order.role == .stopLoss ? .stop : .takeProfit, unfilledSize: order.size, filledSize: .zero,
        triggerPrice: order.triggerPrice, signal: .known(order.signal), isReduceOnly: true,
        status: "untouched", lastUpdate: time))
    return .accepted(VenueOutcome.Acceptance(venueOrderID: venueID, word: "placed"))
  }

  private mutating func exit(_ order: ExitOrder, at time: Timestamp) -> VenueOutcome {
    let side: PositionSide = position.signum > 0 ? .long : .short
    guard position.signum != 0, side == order.position else {
      return .refused(VenueRefusal("wouldNotReducePosition", .nothingToReduce))
    }
    let size = min(order.size, min(position.magnitude, exitFillsAtMost ?? position.magnitude))
    let venueID = makeID("v")
    if size.signum > 0 { trade(order.position.exitSide, size, order.id.description, venueID, at: time) }
    ends.append((order.id, size == order.size ? .executed : .cancelled))
    return .accepted(VenueOutcome.Acceptance(venueOrderID: venueID, word: "placed"))
  }

  private mutating func amend(_ amendment: OrderAmendment) -> VenueOutcome {
    guard case .client(let id) = amendment.order,
      let place = orders.firstIndex(where: { $0.clientID == id.description })
    else { return .refused(VenueRefusal("orderForEditNotFound", .notFound)) }
    if let total = amendment.totalSize {
      orders[place].unfilledSize = (try? total - orders[place].filledSize) ?? total
    }
    if let price = amendment.triggerPrice { orders[place].triggerPrice = price }
    return .accepted(VenueOutcome.Acceptance(venueOrderID: orders[place].venueOrderID, word: "edited"))
  }

  private mutating func cancel(_ id: ClientOrderID) -> VenueOutcome {
    guard let place = orders.firstIndex(where: { $0.clientID == id.description }) else {
      return .refused(VenueRefusal("notFound", .notFound))
    }
    let order = orders.remove(at: place)
    ends.append((id, .cancelled))
    return .accepted(VenueOutcome.Acceptance(venueOrderID: order.venueOrderID, word: "cancelled"))
  }

  private mutating func rest(_ order: VenueOrder) { orders.append(order) }

  private func answered(_ size: ExactDecimal) -> VenueOutcome.AnsweredFill {
    VenueOutcome.AnsweredFill(price: market.last ?? .zero, size: size)
  }
}

// MARK: What happens there without us

extension SceneVenue {
  /// All three prices.
  public mutating func setPrice(_ text: String) {
    let price = ExactDecimal(text)
    (market.last, market.mark, market.index, market.bid, market.ask) = (price, price, price, price, price)
  }

  /// A part of an open order trades.
  public mutating func fill(_ order: VenueOrder, _ size: ExactDecimal, at time: Timestamp) {
    guard let place = orders.firstIndex(where: { $0.venueOrderID == order.venueOrderID }) else { return }
    let rest = (try? orders[place].unfilledSize - size) ?? .zero
    orders[place].unfilledSize = rest
    orders[place].filledSize = (try? orders[place].filledSize + size) ?? size
    if rest.signum == 0 {
      orders.remove(at: place)
      if let id = order.clientID.flatMap({ ClientOrderID($0) }) { ends.append((id, .executed)) }
    }
    trade(order.side, size, order.clientID, order.venueOrderID, at: time)
  }

  /// A trigger fires, sells what it sells, and the rest of it is gone.
  public mutating func fire(
    _ order: VenueOrder, filling size: ExactDecimal, as state: VenueOrderStatus.State = .executed,
    at time: Timestamp
  ) {
    remove(order, as: state)
    if size.signum > 0 { trade(order.side, size, order.clientID, order.venueOrderID, at: time) }
  }

  /// Gone without us: somebody cancelled it, or it failed to work.
  public mutating func remove(_ order: VenueOrder, as state: VenueOrderStatus.State?) {
    orders.removeAll { $0.venueOrderID == order.venueOrderID }
    if let state, let id = order.clientID.flatMap({ ClientOrderID($0) }) { ends.append((id, state)) }
  }

  /// A match under any id, or none.
  public mutating func trade(
    _ side: OrderSide, _ size: ExactDecimal, _ clientID: String?, _ venueID: String, at time: Timestamp
  ) {
    position = (try? position + (side == .buy ? size : -size)) ?? position
    if fillsNameNoOrder, let clientID { traded.append((clientID, venueID)) }
    fills.append(
      VenueFill(
        id: makeID("f"), venueOrderID: venueID, clientID: fillsNameNoOrder ? nil : clientID, symbol: symbol,
        side: side, size: size, price: market.last ?? .zero, at: time, kind: "taker"))
  }
}
