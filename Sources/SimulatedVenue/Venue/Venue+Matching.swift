import Chronology

/// What an incoming order would meet.
struct Matches {
  struct Match {
    let price: Fixed
    let amount: Fixed
    /// The resting order of another account; nil for the synthetic book.
    let maker: String?
  }
  var list: [Match] = []
  var meetsOwnOrder = false
  /// Own resting orders that give way.
  var cancelled: [String] = []

  var total: Fixed { list.reduce(.zero) { $0 + $1.amount } }
}

extension Venue {
  static let bookDepth = 25

  /// One side of the synthetic book, best price first.
  public func syntheticLevels(_ side: Side, in place: Int) -> [(price: Fixed, size: Fixed)] {
    let market = markets[place]
    let tick = market.instrument.tickSize
    var levels: [(price: Fixed, size: Fixed)] = []
    for step in 0..<Venue.bookDepth {
      let price =
        side == .sell ? market.ask + tick * Fixed(step) : market.bid - tick * Fixed(step)
      guard price.isPositive else { break }
      levels.append((price, market.levelSize * Fixed(step + 1)))
    }
    return levels
  }

  /// Walks the synthetic book and other accounts' resting orders, best price first, resting orders before the book.
  func matches(for order: Order) -> Matches {
    var found = Matches()
    let state = markets[order.market].state
    guard !state.isPostOnly, !state.isSuspended else { return found }
    let side = order.side.opposite
    func isWithin(_ price: Fixed) -> Bool {
      order.limitPrice.map { order.side == .buy ? price <= $0 : price >= $0 } ?? true
    }
    var candidates = syntheticLevels(side, in: order.market).filter { isWithin($0.price) }
      .map { (price: $0.price, size: $0.size, maker: Order?.none) }
    let resting = orders.values.filter {
      $0.market == order.market && $0.side == side && $0.trigger == nil && isWithin($0.limitPrice ?? .zero)
    }
    if !resting.isEmpty {
      candidates = resting.map { ($0.limitPrice ?? .zero, $0.remaining, $0) } + candidates
      candidates.sort { order.side == .buy ? $0.price < $1.price : $0.price > $1.price }
    }
    var open = order.matchable(step: markets[order.market].instrument.sizeStep)
    for candidate in candidates where open.isPositive {
      if let maker = candidate.maker, maker.account == order.account {
        if personality.releasedOrderMeetsOwn == .cancelsResting, wasHeld(order) {
          found.cancelled.append(maker.id)
          continue
        }
        found.meetsOwnOrder = true
        break
      }
      let amount = min(open, candidate.size)
      open -= amount
      found.list.append(Matches.Match(price: candidate.price, amount: amount, maker: candidate.maker?.id))
    }
    return found
  }

  private func wasHeld(_ order: Order) -> Bool {
    order.firedAt == nil ? order.received < now : personality.makerProtectionOnTriggers == .held
  }

  /// Carries matches out.
  mutating func execute(_ order: inout Order, _ matches: Matches, reduced: Fixed?) -> [OrderEvent] {
    var events: [OrderEvent] = []
    for id in matches.cancelled {
      guard let own = orders[id] else { continue }
      orders[id] = nil
      finish(own, .cancelled, .wouldExecuteSelf)
      events.append(.cancel(own))
    }
    for match in matches.list {
      let prior = order
      if let id = match.maker, var maker = orders[id] {
        _ = fill(&maker, match.amount, at: match.price, .maker)
        if maker.remaining.isZero {
          orders[id] = nil
          finish(maker, .fullyExecuted, .fullFill)
        } else {
          orders[id] = maker
        }
      }
      let execution = fill(&order, match.amount, at: match.price, .taker)
      events.append(.execution(execution, prior: prior, reduced: reduced))
      markets[order.market].note(match.price, size: match.amount, at: now)
    }
    if order.type == .limit, order.matchable(step: markets[order.market].instrument.sizeStep).isPositive,
      !matches.list.isEmpty, let limit = order.limitPrice
    {
      markets[order.market].recede(before: order.side, from: limit)
    }
    return events
  }

  /// Brings a market to rest after anything changed: resting orders that prices have reached fill, triggers that are
  /// met fire, and what that changes is looked at again.
  mutating func settle(_ place: Int) {
    guard !markets[place].state.isSuspended, !markets[place].state.isPostOnly,
      markets[place].state.isTradeable
    else { return }
    follow(place)
    liquidate(in: place)
    // An end in any case: orders that fire orders are at most as many as there are.
    for _ in 0...orders.count {
      guard let next = orders.values.first(where: { $0.market == place && isDue($0) }) else { return }
      if next.trigger != nil { fire(next) } else { fillResting(next) }
    }
  }

  private func isDue(_ order: Order) -> Bool {
    let market = markets[order.market]
    if let trigger = order.trigger {
      let signal = order.distortions.watchedSignal ?? trigger.signal
      return !order.distortions.neverFires && trigger.isMet(at: market.price(of: signal))
    }
    guard let limit = order.limitPrice, order.matchable(step: market.instrument.sizeStep).isPositive
    else { return false }
    return order.side == .buy ? market.ask <= limit : market.bid >= limit
  }

  private mutating func fillResting(_ resting: Order) {
    var order = resting
    var amount = order.remaining
    if order.mustReduce {
      let size = accounts[order.account].size(in: order.market)
      guard !size.isZero, size.isNegative == (order.side == .buy) else {
        orders[order.id] = nil
        finish(order, .cancelled, .wouldNotReducePosition)
        return
      }
      amount = min(amount, size.magnitude)
    }
    amount = min(amount, order.matchable(step: markets[order.market].instrument.sizeStep))
    _ = fill(&order, amount, at: order.limitPrice ?? .zero, .maker)
    revision += 1
    guard order.remaining.isPositive else {
      orders[order.id] = nil
      finish(order, .fullyExecuted, .fullFill)
      return
    }
    orders[order.id] = order
  }
}
