import Chronology
import ExactDecimal
import SimulatedVenue
import Trading

/// Others on the same account, and what a person at the venue's page does.
extension Session {
  mutating func beginForeign(_ act: Act) {
    passVenueTime()
    switch act {
    case .foreignOrder(let symbol, let isStop, _):
      place(resting(symbol, isStop: isStop, id: nil))
    case .otherInstance(let symbol, _):
      guard let owner = ClientOrderID.Owner(environment: 2, scope: 1, instance: 9),
        let id = ClientOrderID(owner: owner, role: .entry, intent: 1)
      else { return }
      place(resting(symbol, isStop: false, id: id.description))
    case .foreignTrade(let symbol, let isBuy, let percent):
      let instrument = venue.markets[symbol].instrument
      let held = venue.accounts[0].size(in: symbol).magnitude
      let size = max(
        instrument.sizeStep, (held * Fixed(percent, scale: 2)).rounded(.down, to: instrument.sizeStep))
      oracle.noteForeign(symbol)
      place(OrderTicket(symbol: name(symbol), type: .market, side: isBuy ? .buy : .sell, size: size))
    case .cancelOwnStop(let symbol):
      let stop = venue.orders.values.first {
        $0.market == symbol && $0.type == .stop && ($0.clientOrderID.map(oracle.isOwn) ?? false)
      }
      guard let stop else { return }
      oracle.noteForeign(symbol)
      _ = venue.step(.command(.cancel(.id(stop.id), processBefore: nil), account: 0, token: -1), at: venueNow)
    case .withdraw(let percent):
      let amount = (venue.accounts[0].balance(.usd) * Fixed(percent, scale: 2)).truncated(places: 2)
      // A liquidation takes positions and cancels every order of the account.
      for symbol in plan.symbols.indices { oracle.noteForeign(symbol) }
      control(.transfer(account: 0, .usd, -amount))
    case .releaseQuarantine(let symbol):
      if isUp, conductor.memory.book(plan.symbols[symbol])?.quarantine != nil,
        venue.accounts[0].size(in: symbol).isZero
      {
        let before = oracle.truths[symbol].ownNet
        oracle.noteAdoption(symbol, venue)
        feed(.order(.release(plan.symbols[symbol])))
        if conductor.memory.book(plan.symbols[symbol])?.quarantine != nil {
          oracle.truths[symbol].ownNet = before
        }
      } else {
        feed(.order(.release(plan.symbols[symbol])))
      }
    case .adoptPosition(let symbol):
      guard isUp, conductor.memory.book(plan.symbols[symbol])?.quarantine != nil else { return }
      let market = venue.markets[symbol]
      let isLong = !venue.accounts[0].size(in: symbol).isNegative
      let stop = (market.last * Fixed(isLong ? 98 : 102, scale: 2)).rounded(
        .nearest, to: market.instrument.tickSize)
      let before = oracle.truths[symbol].ownNet
      oracle.noteAdoption(symbol, venue)
      feed(.order(.adopt(plan.symbols[symbol], stop: stop.exact)))
      // Refused: it stays as it was.
      if conductor.memory.book(plan.symbols[symbol])?.quarantine != nil {
        oracle.truths[symbol].ownNet = before
      }
    default: break
    }
  }

  private func resting(_ symbol: Int, isStop: Bool, id: String?) -> OrderTicket {
    let market = venue.markets[symbol]
    var ticket = OrderTicket(
      symbol: name(symbol), type: isStop ? .stop : .limit, side: isStop ? .sell : .buy,
      size: market.instrument.sizeStep)
    let price = (market.last * Fixed(80, scale: 2)).rounded(.down, to: market.instrument.tickSize)
    if isStop { ticket.stopPrice = price } else { ticket.limitPrice = price }
    ticket.clientOrderID = id
    return ticket
  }

  private mutating func place(_ ticket: OrderTicket) {
    _ = venue.step(.command(.place(ticket), account: 0, token: -1), at: venueNow)
    venueEventCount += 1
    if let release = venue.nextRelease {
      queue.add(.release, at: release.milliseconds(since: plan.begins))
    }
  }

  /// The next protective order becomes another than was sent, or is shown as another.
  mutating func distort(_ command: inout SimulatedVenue.VenueCommand) {
    guard case .place(var ticket) = command, let market = venue.market(named: ticket.symbol),
      !armedDistortions.isEmpty
    else { return }
    let distortion = armedDistortions.removeFirst()
    let instrument = venue.markets[market].instrument
    if trace != nil { note("the next protective order is distorted: \(distortion)") }
    oracle.noteImpaired(until: now + 500)
    var disguise = OrderDisguise()
    let other: SimulatedVenue.TriggerSignal = ticket.triggerSignal == .last ? .mark : .last
    let price = ticket.stopPrice.map { $0 + instrument.tickSize * 3 }
    switch distortion {
    case .shownPrice: disguise.stopPrice = price
    case .shownSignal: disguise.signal = other
    case .shownSize: disguise.size = ticket.size + instrument.sizeStep
    case .shownWithoutReduceOnly: disguise.reduceOnly = false
    case .placedPrice: ticket.stopPrice = price
    case .placedSignal: ticket.triggerSignal = other
    case .placedSize: ticket.size = max(instrument.sizeStep, ticket.size - instrument.sizeStep)
    case .placedWithoutReduceOnly: ticket.reduceOnly = false
    case .failsActivation: break
    }
    command = .place(ticket)
    if let text = ticket.clientOrderID {
      switch distortion {
      case .shownSize, .placedWithoutReduceOnly: oracle.unreliable.append(text)
      default: break
      }
    }
    var matcher = OrderMatcher()
    matcher.symbol = ticket.symbol
    matcher.type = ticket.type
    switch distortion {
    case .shownPrice, .shownSignal, .shownSize, .shownWithoutReduceOnly:
      venue.faults.arm(ArmedOrderFault(.disguise(disguise), matcher: matcher))
    case .failsActivation: venue.faults.arm(ArmedOrderFault(.failActivation, matcher: matcher))
    default: break
    }
  }
}
