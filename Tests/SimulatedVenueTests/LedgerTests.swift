import Chronology
import SimulatedVenue
import Testing

@Suite("Money") struct LedgerTests {
  @Test("is conserved exactly over random sessions", arguments: 1...16)
  func conserved(seed: UInt64) {
    var session = RandomSession(seed: seed)
    for _ in 0..<4 {
      session.run(steps: 60)
      for account in session.venue.accounts {
        for currency in Currency.allCases {
          check(account, currency, session.venue)
        }
      }
    }
    let fills = session.venue.accounts.reduce(0) { $0 + $1.fills.count }
    #expect(fills > 5, "a session in which nothing trades proves nothing")
  }

  /// What fills moved, less fees, plus funding and transfers, is the balance and the cost of what is open.
  private func check(_ account: Account, _ currency: Currency, _ venue: Venue) {
    let booked = account.ledger.filter { $0.currency == currency }
    #expect(booked.reduce(Fixed.zero) { $0 + $1.amount } == account.balance(currency))
    func sum(_ kind: LedgerEntry.Kind) -> Fixed {
      booked.filter { $0.kind == kind }.reduce(.zero) { $0 + $1.amount }
    }
    var traded = Fixed.zero
    var fees = Fixed.zero
    for fill in account.fills {
      let instrument = venue.markets[fill.market].instrument
      guard instrument.settlementCurrency == currency else { continue }
      let value = instrument.value(of: fill.size, at: fill.price)
      let isPaid = (fill.side == .buy) == (instrument.kind == .linear)
      traded += isPaid ? -value : value
      fees += fill.fee
    }
    var open = Fixed.zero
    for position in account.positions {
      let instrument = venue.markets[position.market].instrument
      guard instrument.settlementCurrency == currency else { continue }
      open += instrument.kind == .linear ? position.cost : -position.cost
    }
    #expect(sum(.trade) == traded + open)
    #expect(sum(.fee) == -fees)
    #expect(account.balance(currency) == sum(.transfer) + sum(.funding) + traded + open - fees)
  }

  @Test("of one bitcoin long, up a thousand and closed, is a thousand less two fees")
  func roundTrip() throws {
    var scene = VenueScene()
    scene.control(.setFundingRate(symbol: VenueScene.bitcoin, 0))
    try scene.place(.limit, .buy, Fixed(5, scale: 1), limit: 70_001)
    scene.move(to: 71_001)
    #expect(scene.venue.summary(of: 0, .usd).profit == 500)
    try scene.place(.limit, .sell, Fixed(5, scale: 1), limit: 71_001)
    // 0.05 % of 35,000.5 and of 35,500.5.
    let fees = Fixed("35.2505") ?? 0
    #expect(scene.venue.accounts[0].balance(.usd) == 100_500 - fees)
    #expect(scene.venue.accounts[0].positions.isEmpty)
  }

  @Test("of funding is paid by longs to nobody, by the hour and by the part of it")
  func funding() throws {
    var scene = VenueScene()
    scene.control(.setFundingRate(symbol: VenueScene.bitcoin, 6))
    try scene.place(.market, .buy, Fixed(5, scale: 1))
    let before = scene.venue.accounts[0].balance(.usd)
    scene.pass(1_800_000)
    #expect(scene.venue.summary(of: 0, .usd).equity < before)
    scene.pass(7_200_000)
    let paid = scene.venue.accounts[0].ledger.filter { $0.kind == .funding }.reduce(Fixed.zero) {
      $0 + $1.amount
    }
    let unbooked = scene.venue.summary(of: 0, .usd).funding
    #expect(paid + unbooked == Fixed("-7.5"))
  }

  @Test("that no longer covers the maintenance margin closes the position")
  func liquidation() throws {
    var scene = VenueScene(dollars: 1_000)
    try scene.place(.market, .buy, 1)
    try scene.place(.stop, .sell, 1, stop: 60_000, reduceOnly: true)
    scene.move(to: 69_000)
    #expect(scene.size() == 0)
    #expect(scene.open.isEmpty)
    #expect(scene.venue.accounts[0].fills.last?.kind == .liquidation)
  }

  @Test("and everything else is the same for the same seed, and another for another")
  func deterministic() {
    func digest(_ seed: UInt64) -> UInt64 {
      var session = RandomSession(seed: seed)
      session.run(steps: 200)
      return session.digest
    }
    let first = (1...8).map { digest($0) }
    #expect(first == (1...8).map { digest($0) })
    #expect(Set(first).count == 8)
  }

  @Test("and prices do not depend on how often time is looked at")
  func granularity() {
    func last(step: Int64) -> [Fixed] {
      var configuration = VenueConfiguration(seed: 5)
      configuration.accounts = []
      var now = RandomSession(seed: 1).now
      var venue = Venue(configuration, at: now)
      for _ in 0..<(60_000 / step) {
        now = now.advanced(byMilliseconds: step)
        _ = venue.step(.time, at: now)
      }
      return venue.markets.map(\.last)
    }
    #expect(last(step: 60_000) == last(step: 7_500))
    #expect(last(step: 60_000) == last(step: 25))
  }
}
