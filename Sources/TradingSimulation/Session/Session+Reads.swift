import Chronology
import SimulatedVenue
import Trading

/// Readings: each list has its own way and its own time, and what belongs together is bracketed as the client does it.
extension Session {
  private static let mostRounds = 4

  mutating func read(_ effect: EffectID, _ scope: FactScope) {
    var symbol = 0
    switch scope {
    case .symbol(let wanted), .market(let wanted): symbol = place(wanted) ?? 0
    case .positions, .orders, .order, .fills, .fillsBefore, .account, .instruments: break
    }
    var request = ReadRequest(effect: effect, scope: scope, epoch: epoch, symbol: symbol, beganAt: now)
    takeReadFault(for: &request)
    reads.append(request)
    queue.add(.sample(reads.count - 1), at: now + latency())
  }

  private mutating func takeReadFault(for request: inout ReadRequest) {
    guard !armedReads.isEmpty else { return }
    let scope = request.scope
    let place = armedReads.firstIndex { armed in
      switch (armed.target, scope) {
      case (.any, _), (.positions, .symbol), (.orders, .symbol), (.fills, .fills), (.fills, .fillsBefore),
        (.status, .order), (.account, .account), (.market, .market):
        true
      default: false
      }
    }
    guard let place else { return }
    let armed = armedReads.remove(at: place)
    request.fault = armed.fault
    request.target = armed.target
    if trace != nil { note("fault \(armed.act) takes the next reading: \(armed.fault) of \(armed.target)") }
  }

  /// One list, as the venue has it now or, for a stale one, had it.
  mutating func sample(_ place: Int) {
    guard reads[place].epoch == epoch, isUp else { return }
    passVenueTime()
    venueEventCount += 1
    if isLinkDown {
      oracle.noteImpaired(until: now + 1_000)
      return fail(place, after: 1_000)
    }
    if case .incomplete = reads[place].fault {
      oracle.noteImpaired(until: now + 500)
      return fail(place, after: latency())
    }
    switch reads[place].scope {
    case .symbol: sampleBracket(place)
    case .market:
      done(place, .market(VenueShapes.market(venue.markets[reads[place].symbol], symbol(place))))
    case .order(let reference): done(place, .orderStatus(status(reference, reads[place])))
    case .fills: done(place, .fills(fills(before: nil, reads[place])))
    case .fillsBefore(let time): done(place, .fills(fills(before: time, reads[place])))
    case .account:
      let summary = venue.summary(of: 0, .usd)
      done(
        place,
        .account(
          AccountState(
            account: nil, marginEquityUSD: summary.equity.truncated(places: 8).exact,
            availableMarginUSD: summary.available.truncated(places: 8).exact)))
    case .instruments:
      done(place, .instruments(zip(venue.markets, plan.symbols).map(VenueShapes.instrument)))
    case .positions, .orders: fail(place, after: 0)
    }
  }

  @inline(__always) private func symbol(_ place: Int) -> Symbol { plan.symbols[reads[place].symbol] }

  @inline(__always) private func fact(
    _ content: VenueFact.Content, at time: Timestamp?, isComplete: Bool = true
  ) -> VenueFact {
    VenueFact(
      venueTime: time, receivedAt: venueNow.advanced(byMilliseconds: wallOffset), source: .read,
      isComplete: isComplete, content: content)
  }

  private mutating func done(_ place: Int, _ content: VenueFact.Content) {
    reads[place].facts = [fact(content, at: venueNow)]
    queue.add(.readDone(place), at: now + latency())
  }

  private mutating func fail(_ place: Int, after delay: Int64) {
    let symbol = symbol(place)
    let content: VenueFact.Content =
      switch reads[place].scope {
      case .symbol: .settled(SettledReading(symbol: symbol, position: nil, orders: []))
      case .market: .market(Trading.MarketState(symbol: symbol, isSuspended: true, isPostOnly: true))
      case .order(let reference):
        .orderStatus(VenueOrderStatus(order: reference, venueOrderID: nil, state: .notKnown))
      case .fills, .fillsBefore: .fills([])
      case .account: .account(AccountState())
      case .instruments: .instruments([])
      case .positions: .positions([])
      case .orders: .orders([])
      }
    reads[place].facts = [fact(content, at: nil, isComplete: false)]
    queue.add(.readDone(place), at: now + delay)
  }

  // MARK: Brackets

  private mutating func sampleBracket(_ place: Int) {
    let request = reads[place]
    if request.hasBefore, !request.hasOrders {
      let orders = pastState(request, .orders)?.orders
      reads[place].orders = shown(orders, in: request.symbol)
      reads[place].hasOrders = true
      reads[place].ordersAt = venueNow
      reads[place].rounds += 1
      queue.add(.sample(place), at: now + latency() + latency())
      return
    }
    // A position that is stale is so before and after: it is a list that lags, and not one look.
    let stale = pastState(request, .positions)?.positions
    let held = (stale ?? venue.accounts[0].positions).first { $0.market == request.symbol }
    let position = held.map {
      VenueShapes.position($0, plan.symbols[request.symbol], venue.markets[request.symbol].instrument)
    }
    guard request.hasBefore else {
      reads[place].before = position
      reads[place].hasBefore = true
      queue.add(.sample(place), at: now + latency() + latency())
      return
    }
    var isSettled = request.before?.side == position?.side && request.before?.size == position?.size
    if case .unsettled = request.fault { isSettled = false }
    if isSettled {
      let reading = SettledReading(
        symbol: plan.symbols[request.symbol], position: position, orders: request.orders)
      reads[place].facts = [fact(.settled(reading), at: request.ordersAt)]
      queue.add(.readDone(place), at: now + latency())
    } else if request.rounds < Self.mostRounds {
      reads[place].before = position
      reads[place].hasOrders = false
      queue.add(.sample(place), at: now + latency() + latency())
    } else {
      oracle.noteImpaired(until: now + 500)
      fail(place, after: latency())
    }
  }

  /// The newest first, as the venue lists them.
  private func shown(_ orders: [Order]?, in symbol: Int) -> [VenueOrder] {
    var shown: [VenueOrder] = []
    func add(_ order: Order) {
      guard order.account == 0, order.market == symbol else { return }
      if let row = VenueShapes.order(order, plan.symbols[symbol]) { shown.append(row) }
    }
    if let orders { orders.forEach(add) } else { venue.orders.values.forEach(add) }
    shown.reverse()
    return shown
  }

  private func status(_ reference: Trading.OrderReference, _ request: ReadRequest) -> VenueOrderStatus {
    guard case .client(let id) = reference else { return VenueShapes.status(nil, of: reference) }
    let text = id.description
    if let past = pastState(request, .status) {
      let order = past.orders.first { $0.clientOrderID == text }
      guard let order else { return VenueShapes.status(nil, of: reference) }
      return VenueOrderStatus(
        order: reference, venueOrderID: order.id, state: order.trigger == nil ? .inBook : .triggerResting)
    }
    return VenueShapes.status(venue.standing(of: .client(text), account: 0), of: reference)
  }

  private func fills(before: Timestamp?, _ request: ReadRequest) -> [VenueFill] {
    let all = venue.accounts[0].fills
    let isNamed = venue.personality.clientOrderIDInFills == .present
    var limit = before
    if let past = pastState(request, .fills) {
      let time = plan.begins.advanced(byMilliseconds: past.time + 1)
      limit = limit.map { min($0, time) } ?? time
    }
    var list: [VenueFill] = []
    for fill in all.reversed() where limit.map({ fill.time < $0 }) ?? true {
      list.append(VenueShapes.fill(fill, plan.symbols[fill.market], isNamed: isNamed))
      if list.count == plan.capabilities.longestFillList { break }
    }
    list.reverse()
    return list
  }

  // MARK: The past

  /// Keeps what the venue shows, while a stale reading may ask for it.
  mutating func keepPast() {
    guard keepsPastFrom <= now, pastRevision != venue.revision else { return }
    pastRevision = venue.revision
    if past.count >= 96 { past.removeFirst(48) }
    past.append(
      PastState(
        time: now, orders: venue.orders.values.filter { $0.account == 0 },
        positions: venue.accounts[0].positions))
  }

  /// - Returns: nil for an honest reading.
  private func pastState(_ request: ReadRequest, _ target: ReadTarget) -> PastState? {
    guard case .stale(let age) = request.fault, !past.isEmpty else { return nil }
    // One list at a time: a reading with `any` lags in its orders.
    let wanted = request.target == .any ? .orders : request.target
    let isMeant: Bool =
      switch (wanted, target) {
      case (.positions, .positions), (.orders, .orders), (.fills, .fills), (.status, .status): true
      default: false
      }
    guard isMeant else { return nil }
    return past.last { $0.time <= now - age } ?? past.first
  }

  // MARK: Answers

  mutating func finish(_ place: Int) {
    guard reads[place].epoch == epoch, isUp else { return }
    let request = reads[place]
    reads[place].facts = []
    reads[place].orders = []
    for fact in request.facts where fact.isComplete {
      knowsVenueTime = true
      if case .settled(let reading) = fact.content {
        access[request.symbol].take(reading, beganAt: request.beganAt, completedAt: now)
        digest.mix(reading.orders.count)
      }
    }
    feed(.read(request.effect, request.facts))
  }
}
