public import Chronology

extension Venue {
  /// When something happens next without anybody's doing, for a shell that waits for held answers.
  public var nextRelease: Timestamp? { held.first?.release }

  /// The most ticks of prices that are made up for.
  static let longestPause: Int64 = 2_000

  /// Everything due up to a time, in its order. After a longer pause prices, which have no memory, go on at its end.
  mutating func advance(to target: Timestamp, _ outputs: inout [VenueOutput]) {
    guard target > now else { return }
    if target.milliseconds(since: nextTick) > Venue.longestPause * configuration.tick.count {
      nextTick = target
    }
    while let due = nextDue(until: target) {
      now = max(now, due)
      if let first = held.first, first.release <= now {
        held.removeFirst()
        release(first, &outputs)
      } else if nextFunding <= now {
        settleFunding()
        nextFunding = Venue.hour(after: now)
      } else if let account = accounts.firstIndex(where: { $0.deadMan.map { $0 <= now } ?? false }) {
        accounts[account].deadMan = nil
        _ = removeOrders(of: account, market: nil, reason: .deadManSwitch)
      } else {
        tickPrices()
      }
    }
    now = target
  }

  private func nextDue(until target: Timestamp) -> Timestamp? {
    var due = min(nextTick, nextFunding)
    if let release = held.first?.release { due = min(due, release) }
    for account in accounts {
      if let deadMan = account.deadMan { due = min(due, deadMan) }
    }
    return due <= target ? due : nil
  }

  private mutating func tickPrices() {
    nextTick = nextTick.advanced(byMilliseconds: configuration.tick.count)
    for place in markets.indices where markets[place].path != .held && !markets[place].state.isSuspended {
      markets[place].tick(at: now, &priceRandom)
      settle(place)
    }
  }

  mutating func apply(_ control: VenueControl) {
    switch control {
    case .setPrices(let symbol, let prices):
      change(symbol) { $0.set(prices.limited(to: $0.instrument.highestPrice), at: $1) }
    case .setPath(let symbol, let path):
      change(symbol) { market, _ in market.path = path }
    case .moveTo(let symbol, let price):
      change(symbol) { $0.move(to: min(price, $0.instrument.highestPrice), at: $1) }
    case .ramp(let symbol, let target, let milliseconds):
      change(symbol) { market, now in
        market.path = .ramp(
          from: market.last, to: min(target, market.instrument.highestPrice), began: now,
          ends: now.advanced(byMilliseconds: milliseconds))
      }
    case .setState(let symbol, let state):
      for place in symbol.map({ market(named: $0).map { [$0] } ?? [] }) ?? Array(markets.indices) {
        markets[place].state = state
        settle(place)
      }
    case .setLevelSize(let symbol, let size): change(symbol) { market, _ in market.levelSize = size }
    case .setFundingRate(let symbol, let rate):
      settleFunding()
      change(symbol) { market, _ in market.fundingRate = rate }
    case .transfer(let account, let currency, let amount):
      guard accounts.indices.contains(account) else { return }
      accounts[account].book(amount, currency, .transfer, at: now)
    case .fund(let account, let symbol, let amount):
      guard accounts.indices.contains(account), let place = market(named: symbol) else { return }
      accounts[account].book(
        amount, markets[place].instrument.settlementCurrency, .funding, market: place, at: now)
    case .setPersonality(let personality): self.personality = personality
    case .cancelOrders(let account, let symbol):
      guard accounts.indices.contains(account) else { return }
      _ = removeOrders(
        of: account, market: symbol.flatMap { market(named: $0) }, reason: .cancelledByAdministrator)
    }
  }

  private mutating func change(_ symbol: String, _ body: (inout Market, Timestamp) -> Void) {
    guard let place = market(named: symbol) else { return }
    body(&markets[place], now)
    settle(place)
  }
}
