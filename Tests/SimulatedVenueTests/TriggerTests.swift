import SimulatedVenue
import Testing

@Suite("A trigger order") struct TriggerTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let type: OrderType
    let side: Side
    let signal: TriggerSignal
    /// Prices of the signal that do not fire a trigger at 70,500 or 69,500, and that do.
    let quiet: Fixed
    let firing: Fixed
    var stop: Fixed { firing }
    var testDescription: String { "\(type) \(side) by \(signal)" }
  }

  static let cases: [Case] = TriggerSignal.allCases.flatMap { signal in
    [
      Case(type: .stop, side: .sell, signal: signal, quiet: 69_501, firing: 69_500),
      Case(type: .stop, side: .buy, signal: signal, quiet: 70_499, firing: 70_500),
      Case(type: .takeProfit, side: .sell, signal: signal, quiet: 70_499, firing: 70_500),
      Case(type: .takeProfit, side: .buy, signal: signal, quiet: 69_501, firing: 69_500),
    ]
  }

  static func setting(_ signal: TriggerSignal, _ price: Fixed) -> PriceSetting {
    switch signal {
    case .last: PriceSetting(last: price)
    case .mark: PriceSetting(mark: price)
    case .index: PriceSetting(index: price)
    }
  }

  @Test("fires on its own signal, at its price, and by no other", arguments: cases)
  func fires(_ item: Case) throws {
    var scene = VenueScene()
    try scene.place(.market, item.side.other, 1)
    // The fill has moved the last price by at most two ticks.
    scene.prices(PriceSetting(last: 70_000))
    let answer = try scene.place(
      item.type, item.side, 1, stop: item.stop, signal: item.signal, reduceOnly: true)
    for other in TriggerSignal.allCases where other != item.signal {
      scene.prices(Self.setting(other, item.firing))
      #expect(scene.open.map(\.id) == [answer.orderID], "by \(other)")
    }
    scene.prices(Self.setting(item.signal, item.quiet))
    #expect(scene.open.map(\.id) == [answer.orderID])
    scene.prices(Self.setting(item.signal, item.firing))
    #expect(scene.open.isEmpty)
    #expect(scene.size() == 0)
    #expect(scene.lastEnd?.status == .fullyExecuted)
    #expect(scene.venue.accounts[0].fills.last?.orderID == answer.orderID)
  }

  @Test("watches the last price when nothing is said")
  func defaultSignal() throws {
    var scene = VenueScene()
    try scene.place(.stop, .sell, 1, stop: 69_500)
    #expect(scene.open.first?.trigger?.signal == .last)
  }

  @Test("with a limit price rests as a limit order where it cannot fill")
  func stopLimit() throws {
    var scene = VenueScene()
    try scene.place(.market, .buy, 1)
    let stop = try scene.place(.stop, .sell, 1, limit: 69_400, stop: 69_500, reduceOnly: true)
    scene.move(to: 69_000)
    let order = try #require(scene.open.first)
    #expect(order.id == stop.orderID)
    #expect(order.type == .limit && order.trigger == nil && order.limitPrice == 69_400)
    scene.move(to: 69_400)
    #expect(scene.open.isEmpty)
    #expect(scene.venue.accounts[0].fills.last?.price == 69_400)
  }

  @Test("computes its limit price when it fires")
  func offset() throws {
    var scene = VenueScene()
    var ticket = VenueScene.ticket(.stop, .sell, 1, stop: 69_500)
    ticket.limitOffset = LimitOffset(value: 200, unit: .quoteCurrency)
    try scene.order(.place(ticket))
    scene.prices(PriceSetting(last: 69_500, bid: 69_000))
    #expect(scene.open.first?.limitPrice == 69_300)
    ticket.limitPrice = 69_000
    #expect(try scene.order(.place(ticket)).kinds == ["REJECT LIMIT_PRICE_SET_AS_ABSOLUTE_AND_RELATIVE"])
  }

  @Test("jumped over is filled far away, or not at all behind its protection")
  func gap() throws {
    var scene = VenueScene()
    try scene.place(.market, .buy, 1)
    try scene.place(.stop, .sell, 1, stop: 69_500, reduceOnly: true)
    scene.prices(PriceSetting(last: 60_000, mark: 60_000, bid: 60_000, ask: 60_001))
    #expect(scene.venue.accounts[0].fills.suffix(2).map(\.price) == [60_000, 59_999])
  }

  @Test("of a price on its own side of nothing is kept while flat, and ends without a trade when it fires")
  func flat() throws {
    var scene = VenueScene()
    try scene.place(.stop, .sell, 1, stop: 69_500, reduceOnly: true)
    scene.move(to: 69_000)
    #expect(scene.open.isEmpty)
    #expect(scene.size() == 0)
    #expect(scene.lastEnd?.status == .triggerActivationFailure)
    #expect(scene.lastEnd?.error == .wouldNotReducePosition)
  }

  @Test("that opens a position fails to activate without margin")
  func margin() throws {
    var scene = VenueScene(dollars: 1_000)
    try scene.place(.stop, .buy, 1, stop: 70_500)
    scene.control(.transfer(account: 0, .usd, -990))
    scene.move(to: 70_600)
    #expect(scene.lastEnd?.status == .triggerActivationFailure)
    #expect(scene.lastEnd?.reason == .notEnoughMargin)
    #expect(scene.size() == 0)
  }

  @Test("trails its signal and never goes back")
  func trailing() throws {
    var scene = VenueScene()
    var ticket = VenueScene.ticket(.trailingStop, .sell, 1)
    ticket.trailing = TrailingDistance(maximumDeviation: 1, unit: .percent)
    ticket.triggerSignal = .mark
    try scene.order(.place(ticket))
    #expect(scene.open.first?.trigger?.price == 69_300)
    scene.move(to: 72_000)
    #expect(scene.open.first?.trigger?.price == 71_280)
    scene.move(to: 71_500)
    #expect(scene.open.first?.trigger?.price == 71_280)
    scene.move(to: 71_280)
    #expect(scene.open.isEmpty)
  }

  @Test("may set off another by the price at which it fills")
  func cascade() throws {
    var scene = VenueScene()
    try scene.place(.stop, .sell, 1, stop: 69_900)
    try scene.place(.stop, .sell, 1, stop: 69_500)
    scene.prices(PriceSetting(bid: 69_400))
    #expect(scene.open.count == 2)
    scene.prices(PriceSetting(last: 69_900))
    #expect(scene.open.isEmpty, "the first fill at 69,400 fires the second")
    #expect(scene.size() == -2)
  }
}

extension Side {
  var other: Side { self == .buy ? .sell : .buy }
}
