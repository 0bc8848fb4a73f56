import SimulatedVenue
import Testing

@Suite("A faulty venue") struct OrderFaultTests {
  private func protected(_ fault: OrderFault, limit: Fixed? = nil) throws -> VenueScene {
    var scene = VenueScene()
    try scene.place(.market, .buy, 1)
    scene.arm(fault)
    try scene.place(.stop, .sell, 1, limit: limit, stop: 69_500, signal: .mark, reduceOnly: true)
    return scene
  }

  @Test("ignores reduce-only, and shows it all the same")
  func reduceOnly() throws {
    var scene = VenueScene()
    scene.arm(.ignoreReduceOnly)
    #expect(try scene.place(.market, .sell, 1, reduceOnly: true).status == .placed)
    #expect(scene.size() == -1)
    scene = try protected(.ignoreReduceOnly)
    #expect(scene.open.first?.reduceOnly == true)
    try scene.place(.market, .sell, 1)
    scene.move(to: 69_000)
    #expect(scene.size() == -1, "it opened a position")
  }

  @Test("drops the limit price of a stop-limit")
  func limitPrice() throws {
    var scene = try protected(.dropLimitPrice, limit: 69_400)
    #expect(scene.open.first?.limitPrice == nil)
    scene.move(to: 69_000)
    #expect(scene.size() == 0)
  }

  @Test("fires and does not fill")
  func activation() throws {
    var scene = try protected(.failActivation)
    scene.move(to: 69_000)
    #expect(scene.open.isEmpty)
    #expect(scene.size() == 1)
    #expect(scene.lastEnd?.status == .triggerActivationFailure)
  }

  @Test("never fires")
  func never() throws {
    var scene = try protected(.neverFire)
    scene.move(to: 60_000)
    #expect(scene.open.count == 1)
  }

  @Test("watches another signal than it shows")
  func signal() throws {
    var scene = try protected(.watchSignal(.last))
    #expect(scene.open.first?.trigger?.signal == .mark)
    scene.prices(PriceSetting(mark: 69_000))
    #expect(scene.open.count == 1)
    scene.prices(PriceSetting(last: 69_500))
    #expect(scene.open.isEmpty)
  }

  @Test("fills in part and no more")
  func part() throws {
    var scene = try protected(.fillPercent(40))
    scene.move(to: 69_000)
    #expect(scene.size() == Fixed(6, scale: 1))
    #expect(scene.lastEnd?.status == .cancelled)
    scene.arm(.fillPercent(50))
    try scene.place(.limit, .buy, 1, limit: 68_000)
    scene.move(to: 67_000)
    #expect(scene.open.first?.filled == Fixed(5, scale: 1))
    scene.arm(.fillPercent(0))
    #expect(try scene.place(.market, .sell, 1, reduceOnly: true).status == .iocWouldNotExecute)
  }

  @Test("takes the n-th matching order, once or always")
  func counted() throws {
    var matcher = OrderMatcher()
    matcher.side = .sell
    var scene = VenueScene()
    scene.venue.faults.arm(ArmedOrderFault(.neverFire, matcher: matcher, from: 2))
    for _ in 0..<2 { try scene.place(.stop, .buy, 1, stop: 80_000) }
    for _ in 0..<3 { try scene.place(.stop, .sell, 1, stop: 60_000) }
    #expect(scene.open.map(\.distortions.neverFires) == [false, false, false, true, false])
    scene.venue.faults.arm(ArmedOrderFault(.neverFire, matcher: matcher, always: true))
    for _ in 0..<2 { try scene.place(.stop, .sell, 1, stop: 60_000) }
    #expect(scene.open.suffix(2).map(\.distortions.neverFires) == [true, true])
    scene.venue.faults.disarmAll()
    try scene.place(.stop, .sell, 1, stop: 60_000)
    #expect(scene.open.last?.distortions.neverFires == false)
  }
}
