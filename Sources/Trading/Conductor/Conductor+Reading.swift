import Chronology
import ExactDecimal

extension Conductor {
  static let hotCadence: Int64 = 250
  static let heldCadence: Int64 = 1_000
  static let flatCadence: Int64 = 5_000
  /// A reading that does not come back is asked for again; the adapter ends its own long before.
  static let longestRead: Int64 = 30_000

  /// Whether the newest reading began after the last command on the symbol was answered.
  func isReadingCurrent(_ place: Int) -> Bool {
    guard let beganAt = desks[place].reading?.beganAt else { return false }
    return beganAt >= desks[place].changedAt
  }

  // MARK: Taking

  mutating func take(_ facts: [VenueFact], of effect: EffectID) {
    var beganAt: Int64?
    for place in desks.indices {
      if desks[place].readFlight?.effect == effect {
        beganAt = desks[place].readFlight?.began
        desks[place].readFlight = nil
      } else if desks[place].marketFlight?.effect == effect {
        beganAt = desks[place].marketFlight?.began
        desks[place].marketFlight = nil
      } else if let flight = desks[place].statusFlight, flight.effect == effect {
        beganAt = flight.began
        desks[place].statusFlight = nil
      }
    }
    var isFills = false
    if account.flight?.effect == effect {
      beganAt = account.flight?.began
      account.flight = nil
    }
    if instruments.flight?.effect == effect {
      beganAt = instruments.flight?.began
      instruments.flight = nil
      // A list that did not come is asked for again soon.
      instruments.nextReadAt = now.uptime + Self.flatCadence
    }
    if fills.flight?.effect == effect {
      beganAt = fills.flight?.began
      fills.flight = nil
      isFills = true
    }
    guard let beganAt else { return }
    for fact in facts { take(fact, beganAt: beganAt) }
    // A page that brought nothing ends the row; it begins anew.
    if isFills, fills.flight == nil, facts.allSatisfy({ !$0.isComplete }) { fills.pageCount = 0 }
  }

  mutating func take(_ fact: VenueFact, beganAt: Int64) {
    if case .link(let state) = fact.content {
      linkIsUp = state == .up
      return
    }
    for place in desks.indices { noteForProofs(fact, at: place) }
    guard fact.isComplete else { return }
    switch fact.content {
    case .settled(let reading):
      guard let place = desks.firstIndex(where: { $0.symbol == reading.symbol }) else { return }
      if let known = desks[place].reading?.beganAt, known > beganAt { return }
      let shown = reading.orders.map(shownOrder)
      desks[place].reading = DeskReading(
        position: reading.position, orders: shown, venueTime: fact.venueTime, beganAt: beganAt,
        endedAt: now.uptime)
      takeStock(place)
    case .market(let state):
      guard let place = desks.firstIndex(where: { $0.symbol == state.symbol }) else { return }
      desks[place].market = Kept(state)
      lossOfDay = nil
      desks[place].marketBeganAt = beganAt
      noteBeyondStop(state, at: place)
    case .orderStatus(let status): take(status)
    case .fills(let list): take(list, beganAt: beganAt, venueTime: fact.venueTime)
    case .account(let state):
      accountState = state
      account.beganAt = beganAt
      lossOfDay = nil
      takeEquity(state.marginEquityUSD)
    case .instruments(let list): take(list, venueTime: fact.venueTime)
    case .positions, .orders, .link: break
    }
  }

  func shownOrder(_ order: VenueOrder) -> ShownOrder {
    let origin = OrderOrigin(clientID: order.clientID, owner: rules.owner)
    var isLarger = false
    if case .ours(let id) = origin, case .protective(let sent) = memory.order(id)?.order {
      isLarger = (try? order.unfilledSize + order.filledSize).map { $0 > sent.size } ?? true
    }
    return ShownOrder(order: order, origin: origin, isLargerThanSent: isLarger)
  }

  mutating func take(_ list: [Instrument], venueTime: Timestamp?) {
    for symbol in rules.symbols {
      guard let new = list.first(where: { $0.symbol == symbol }) else { continue }
      if let old = instruments.instrument(symbol), old.specification != new.specification,
        place(of: symbol).map({ self[book: $0].net.signum != 0 }) ?? false
      {
        quarantine(symbol, "the venue changed its specification while a position is open")
      }
    }
    lossOfDay = nil
    instruments.known = rules.symbols.compactMap { symbol in
      list.first { $0.symbol == symbol } ?? instruments.instrument(symbol)
    }
    instruments.venueTime = venueTime ?? now.venue
    instruments.isWanted = false
    instruments.nextReadAt = now.uptime + rules.maxSpecAge.count / 2
  }

  mutating func take(_ status: VenueOrderStatus) {
    guard case .client(let id) = status.order,
      let place = desks.firstIndex(where: { desk in desk.watches.contains { $0.id == id } })
    else { return }
    let uptime = now.uptime
    desks[place].watch(id) { watch in
      watch.status = status.state
      watch.statusAt = uptime
    }
    guard let venueID = status.venueOrderID else { return }
    if memory.order(id)?.venueIDs.contains(venueID) == false { desks[place].doubtNet(at: now.uptime) }
    name(id, venueID)
  }

  mutating func name(_ id: ClientOrderID, _ venueID: String) {
    guard let order = memory.order(id), !order.venueIDs.contains(venueID) else { return }
    record(.named(id, venueID))
    if let place = place(of: order.order.symbol) {
      let uptime = now.uptime
      desks[place].watch(id) { $0.namedAt = uptime }
    }
    // Fills that named it may have been read before.
    fills.wantedAfter = now.uptime
  }
}
