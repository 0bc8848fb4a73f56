import Chronology
import SimulatedVenue
import Testing

@Suite("An order") struct OrderTypeTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let name: String
    let ticket: OrderTicket
    let status: CommandStatus
    let kinds: [String]
    let size: Fixed
    let resting: Int
    var testDescription: String { name }
  }

  static let cases: [Case] = [
    Case(
      name: "limit below the market rests", ticket: VenueScene.ticket(.limit, .buy, 1, limit: 69_000),
      status: .placed, kinds: ["PLACE"], size: 0, resting: 1),
    Case(
      name: "limit that crosses fills",
      ticket: VenueScene.ticket(.limit, .buy, Fixed(1, scale: 1), limit: 70_010),
      status: .placed, kinds: ["EXECUTION"], size: Fixed(1, scale: 1), resting: 0),
    Case(
      name: "limit larger than what is within its price fills in part and rests",
      ticket: VenueScene.ticket(.limit, .buy, 2, limit: 70_001), status: .placed,
      kinds: ["EXECUTION", "PLACE"],
      size: Fixed(8, scale: 1), resting: 1),
    Case(
      name: "post that rests", ticket: VenueScene.ticket(.post, .sell, 1, limit: 70_001), status: .placed,
      kinds: ["PLACE"], size: 0, resting: 1),
    Case(
      name: "post that would cross", ticket: VenueScene.ticket(.post, .buy, 1, limit: 70_001),
      status: .postWouldExecute, kinds: ["REJECT POST_WOULD_EXECUTE"], size: 0, resting: 0),
    Case(
      name: "ioc that finds nothing", ticket: VenueScene.ticket(.immediateOrCancel, .buy, 1, limit: 69_000),
      status: .iocWouldNotExecute, kinds: ["REJECT IOC_WOULD_NOT_EXECUTE"], size: 0, resting: 0),
    Case(
      name: "ioc that fills in part", ticket: VenueScene.ticket(.immediateOrCancel, .buy, 2, limit: 70_001),
      status: .placed, kinds: ["EXECUTION"], size: Fixed(8, scale: 1), resting: 0),
    Case(
      name: "fok that cannot fill", ticket: VenueScene.ticket(.fillOrKill, .buy, 2, limit: 70_001),
      status: .iocWouldNotExecute, kinds: ["REJECT IOC_WOULD_NOT_EXECUTE"], size: 0, resting: 0),
    Case(
      name: "fok that fills", ticket: VenueScene.ticket(.fillOrKill, .buy, 2, limit: 70_002), status: .placed,
      kinds: ["EXECUTION", "EXECUTION"], size: 2, resting: 0),
    Case(
      name: "mkt with several matches", ticket: VenueScene.ticket(.market, .sell, 2), status: .placed,
      kinds: ["EXECUTION", "EXECUTION"], size: -2, resting: 0),
    Case(
      name: "stop waits", ticket: VenueScene.ticket(.stop, .sell, 1, stop: 69_000), status: .placed,
      kinds: ["PLACE"], size: 0, resting: 1),
    Case(
      name: "take-profit waits", ticket: VenueScene.ticket(.takeProfit, .sell, 1, stop: 71_000),
      status: .placed,
      kinds: ["PLACE"], size: 0, resting: 1),
    Case(
      name: "stop of the wrong family fires at once",
      ticket: VenueScene.ticket(.stop, .sell, 1, stop: 71_000),
      status: .placed, kinds: ["PLACE"], size: -1, resting: 0),
    Case(
      name: "reduce-only without a position",
      ticket: VenueScene.ticket(.market, .sell, 1, reduceOnly: true), status: .wouldNotReducePosition,
      kinds: ["REJECT WOULD_NOT_REDUCE_POSITION"], size: 0, resting: 0),
    Case(
      name: "price off the tick", ticket: VenueScene.ticket(.limit, .buy, 1, limit: Fixed(690_005, scale: 1)),
      status: .invalidPrice, kinds: ["REJECT INVALID_PRICE"], size: 0, resting: 0),
    Case(
      name: "stop price off the tick",
      ticket: VenueScene.ticket(.stop, .sell, 1, stop: Fixed(690_005, scale: 1)),
      status: .invalidPrice, kinds: ["REJECT INVALID_PRICE"], size: 0, resting: 0),
    Case(
      name: "price beyond every reason", ticket: VenueScene.ticket(.limit, .buy, 1, limit: 99_000_000),
      status: .invalidPrice, kinds: ["REJECT INVALID_PRICE"], size: 0, resting: 0),
    Case(
      name: "size finer than the precision",
      ticket: VenueScene.ticket(.limit, .buy, Fixed(12_345, scale: 5), limit: 69_000), status: .invalidSize,
      kinds: ["REJECT INVALID_QUANTITY"], size: 0, resting: 0),
    Case(
      name: "size of nothing", ticket: VenueScene.ticket(.limit, .buy, 0, limit: 69_000),
      status: .invalidSize,
      kinds: ["REJECT INVALID_QUANTITY"], size: 0, resting: 0),
    Case(
      name: "size below nothing", ticket: VenueScene.ticket(.limit, .buy, -1, limit: 69_000),
      status: .invalidSize, kinds: ["REJECT INVALID_QUANTITY"], size: 0, resting: 0),
    Case(
      name: "more than 20 million dollars", ticket: VenueScene.ticket(.limit, .buy, 300, limit: 69_000),
      status: .invalidSize, kinds: ["REJECT INVALID_QUANTITY"], size: 0, resting: 0),
    Case(
      name: "more than the margin", ticket: VenueScene.ticket(.limit, .buy, 240, limit: 69_000),
      status: .insufficientAvailableFunds, kinds: ["REJECT INSUFFICIENT_MARGIN"], size: 0, resting: 0),
    Case(
      name: "client order id of 101 letters",
      ticket: VenueScene.ticket(.limit, .buy, 1, limit: 69_000, id: String(repeating: "x", count: 101)),
      status: .clientOrderIdTooBig, kinds: ["REJECT CLIENT_ORDER_ID_TOO_LONG"], size: 0, resting: 0),
  ]

  @Test("does what its type says, and is refused in the venue's words", arguments: cases)
  func types(_ item: Case) throws {
    var scene = VenueScene()
    let answer = try scene.order(.place(item.ticket))
    #expect(answer.status == item.status)
    #expect(answer.kinds == item.kinds)
    #expect(scene.size() == item.size)
    #expect(scene.open.count == item.resting)
  }

  @Test("to the market is an ioc with a limit one per cent away")
  func protection() throws {
    var scene = VenueScene()
    let answer = try scene.place(.market, .buy, 1)
    guard case .execution(_, let prior, _) = try #require(answer.events.first) else { throw SceneMistake() }
    #expect(prior.type == .immediateOrCancel)
    #expect(prior.limitPrice == 70_702)
  }

  @Test("to the market stops where its protection ends")
  func exhausted() throws {
    var scene = VenueScene(dollars: 100_000_000)
    scene.control(.setLevelSize(symbol: VenueScene.bitcoin, Fixed(1, scale: 2)))
    let answer = try scene.place(.market, .buy, 100)
    #expect(answer.kinds == Array(repeating: "EXECUTION", count: 25))
    #expect(scene.size() == Fixed(325, scale: 2))
    #expect(scene.lastEnd?.reason == .iocWouldNotExecute)
  }

  @Test("too late for its processBefore is not done")
  func late() throws {
    var scene = VenueScene()
    var ticket = VenueScene.ticket(.market, .buy, 1)
    // Maker Protection holds for 20 ms: what is in time on arrival may be late on release.
    ticket.processBefore = scene.now.advanced(byMilliseconds: 10)
    #expect(try scene.order(.place(ticket)).status == .wouldProcessAfterSpecifiedTime)
    #expect(scene.size() == 0)
    ticket.processBefore = scene.now.advanced(byMilliseconds: 1_000)
    #expect(try scene.order(.place(ticket)).status == .placed)
  }

  @Test("is refused as its market's state says")
  func states() throws {
    var scene = VenueScene()
    var state = MarketState()
    state.isSuspended = true
    scene.control(.setState(symbol: VenueScene.bitcoin, state))
    #expect(try scene.place(.market, .buy, 1).status == .marketSuspended)
    state = MarketState()
    state.isTradeable = false
    scene.control(.setState(symbol: VenueScene.bitcoin, state))
    #expect(try scene.place(.market, .buy, 1).status == .marketInactive)
    state = MarketState()
    state.isPostOnly = true
    scene.control(.setState(symbol: VenueScene.bitcoin, state))
    #expect(try scene.place(.market, .buy, 1).status == .marketIsPostOnly)
    #expect(try scene.place(.limit, .buy, 1, limit: 70_001).status == .marketIsPostOnly)
    #expect(try scene.place(.limit, .buy, 1, limit: 69_000).status == .placed)
    #expect(try scene.place(.stop, .sell, 1, stop: 69_500).status == .placed)
    scene.move(to: 68_000)
    #expect(scene.size() == 0, "nothing matches while a market is post-only")
    scene.control(.setState(symbol: VenueScene.bitcoin, MarketState()))
    #expect(scene.open.isEmpty, "what waited happens when trading goes on")
  }

  @Test("that rests fills when prices reach it, at its own price")
  func resting() throws {
    var scene = VenueScene()
    try scene.place(.limit, .buy, 1, limit: 69_000)
    scene.prices(PriceSetting(bid: 68_990, ask: 69_000))
    #expect(scene.open.isEmpty)
    #expect(scene.venue.accounts[0].fills.map(\.price) == [69_000])
    #expect(scene.venue.accounts[0].fills.map(\.kind) == [.maker])
  }

  @Test("against one's own is refused, and against another account's fills both")
  func selfTrade() throws {
    var scene = VenueScene(accounts: 2)
    try scene.place(.limit, .buy, 1, limit: 70_000)
    #expect(try scene.place(.limit, .sell, 1, limit: 70_000).status == .selfFill)
    #expect(try scene.place(.limit, .sell, 1, limit: 70_000, account: 1).status == .placed)
    #expect(scene.size(account: 0) == 1)
    #expect(scene.size(account: 1) == -1)
  }

  @Test("beyond a fifth from the mark price is kept from trading")
  func collar() throws {
    var scene = VenueScene()
    scene.prices(PriceSetting(mark: 50_000))
    #expect(try scene.place(.limit, .buy, 1, limit: 70_010).status == .outsidePriceCollar)
  }

  @Test("in contracts of a mixed-case symbol, of thousands, and of dollars")
  func instruments() throws {
    var scene = VenueScene(coins: 1)
    #expect(try scene.place(.market, .buy, 1, symbol: "pf_aaplxusd").status == .placed)
    #expect(scene.size("PF_AAPLxUSD") == 1)
    #expect(try scene.place(.market, .buy, 1_500, symbol: "PF_PEPEUSD").status == .invalidSize)
    #expect(try scene.place(.market, .buy, 2_000, symbol: "PF_PEPEUSD").status == .placed)
    #expect(try scene.place(.market, .sell, Fixed(5, scale: 1), symbol: "PI_XBTUSD").status == .invalidSize)
    #expect(try scene.place(.market, .sell, 700, symbol: "PI_XBTUSD").status == .placed)
    scene.move(to: 35_000, "PI_XBTUSD")
    let summary = scene.venue.summary(of: 0, .xbt)
    // Sold 700 USD of bitcoin at 70,000 and worth twice as much bitcoin now.
    #expect(summary.profit == Fixed(1, scale: 2))
  }
}
