import Chronology
import ConductorScene
import ExactDecimal
import Testing
import Trading

/// Design-engine §4, "Ownership": the engine owns the net of its own journalled fills, and nothing else.
@Suite("What is not ours") struct OwnershipTests {
  @Test("is a position without a journal: quarantined, told, and left alone") func unknownPosition() throws {
    var scene = try ConductorScene()
    scene.strangerTrades(.buy, "0.3")
    scene.run(20_000)
    #expect(scene.alerts.contains("position.quarantined"))
    #expect(scene.commands.isEmpty)
    scene.enter()
    scene.run(5_000)
    #expect(scene.told() == ["intent.quarantined"])
  }

  @Test("is what somebody added to our position: our stop stays, theirs is not closed, a person decides")
  func added() throws {
    var scene = try ConductorScene()
    scene.openLong()
    scene.strangerTrades(.buy, "0.2")
    scene.run(20_000)
    #expect(scene.alerts.contains("position.quarantined"))
    #expect(scene.venue.own(.stopLoss).map(\.unfilledSize) == ["0.1"])
    #expect(scene.exits.isEmpty)
    #expect(scene.venue.position == "0.3")
    scene.run(60_000)
    #expect(scene.alerts.count { $0 == "position.quarantined" } == 1)
  }

  @Test("and was opened while an entry waited for its stop keeps the entry from being sent")
  func openedMeanwhile()
    throws
  {
    var scene = try ConductorScene { rules, _ in
      rules.placement = .stopFirst
      rules.isOversizeCapped = true
    }
    scene.settle()
    scene.enter()
    scene.run(until: { !$0.stops.isEmpty })
    scene.strangerTrades(.buy, "0.2")
    scene.run(10_000)
    #expect(scene.entries.isEmpty, "\(scene)")
    #expect(scene.told() == ["accepted", "not-executed"])
  }

  @Test("is what comes after somebody has closed our position, as soon as fills say so") func afterClosing()
    throws
  {
    var scene = try ConductorScene()
    scene.openLong()
    scene.strangerTrades(.sell, "0.1")
    scene.run(6_000)
    #expect(scene.alerts.contains("position.quarantined"))
    scene.strangerTrades(.buy, "0.05")
    scene.run(10_000)
    #expect(scene.conductor.pictures.first?.own == .zero)
    #expect(scene.exits.isEmpty, "\(scene)")
  }

  @Test("is not what a list shows only five seconds after our fill: it is ours, and gets its stop")
  func lateList()
    throws
  {
    var scene = try ConductorScene()
    scene.restEntry()
    scene.fillEntryBehindLists("0.1")
    scene.run(5_000)
    scene.stale = nil
    scene.run(3_000)
    #expect(scene.alerts.contains("position.quarantined"))
    #expect(scene.conductor.pictures.first?.own == "0.1")
    #expect(scene.isCovered, "\(scene)")
  }

  @Test("beside ours leaves our stop where it is, although a list that lags shows nothing open")
  func staleFlat()
    throws
  {
    var scene = try ConductorScene()
    scene.openLong()
    scene.strangerTrades(.buy, "0.2")
    scene.run(20_000)
    var flat = scene.venue
    flat.position = .zero
    scene.stale = flat
    scene.run(5_000)
    scene.stale = nil
    scene.run(5_000)
    #expect(scene.uncovered.isEmpty, "\(scene)")
    scene.venue.position = .zero
    scene.run(15_000)
    #expect(scene.venue.own(.stopLoss).isEmpty, "\(scene)")
  }

  @Test("and was adopted is not what an exit of before was to close") func adoptedUnderExit() throws {
    var scene = try ConductorScene()
    scene.openLong()
    scene.always(.exit, .refused("marketSuspended", .venueState))
    scene.deliver(.intent(.exit(id: "x-1", of: "e-1", fraction: "0.5")))
    scene.run(1_000)
    scene.strangerTrades(.buy, "0.2")
    scene.run(20_000)
    scene.deliver(.order(.adopt(scene.symbol, stop: "64000")))
    scene.always(.exit, nil)
    scene.run(10_000)
    #expect(scene.told("x-1") == ["accepted", "intent.interrupted"])
    #expect(scene.venue.position == "0.3", "\(scene)")
    #expect(scene.isCovered, "\(scene)")
  }

  @Test("is not flattened either, when the kill switch flattens") func flattensOnlyOwn() throws {
    var scene = try ConductorScene()
    scene.openLong()
    scene.strangerTrades(.buy, "0.2")
    scene.run(20_000)
    scene.setStanding(Standing(mode: .tripped, cause: .flattenCommand))
    scene.run(20_000)
    #expect(scene.venue.position == "0.2")
  }

  @Test("is what somebody took of our position: quarantined, and never closed beyond what is there")
  func taken() throws {
    var scene = try ConductorScene()
    scene.openLong()
    scene.strangerTrades(.sell, "0.06")
    scene.run(20_000)
    #expect(scene.alerts.contains("position.quarantined"))
    #expect(scene.exits.isEmpty, "\(scene)")
    #expect(scene.venue.position == "0.04")
    scene.setStanding(Standing(mode: .tripped, cause: .flattenCommand))
    scene.run(20_000)
    #expect(scene.venue.position == .zero)
  }

  @Test(
    "is what comes after the venue was flat for long, although own fills still say otherwise: never closed")
  func comesLater() throws {
    var scene = try ConductorScene()
    scene.openLong()
    // Somebody closes all of ours by hand, and later buys for himself.
    scene.strangerTrades(.sell, "0.1")
    scene.run(20_000)
    #expect(scene.alerts.contains("position.quarantined"))
    scene.setStanding(Standing(mode: .tripped, cause: .flattenCommand))
    scene.run(20_000)
    scene.strangerTrades(.buy, "0.1")
    scene.run(20_000)
    #expect(scene.exits.isEmpty)
    #expect(scene.venue.position == "0.1")
  }

  @Test("is a position on the other side of ours: nothing is sent against it") func turned() throws {
    var scene = try ConductorScene()
    scene.openLong()
    scene.strangerTrades(.sell, "0.25")
    scene.run(30_000)
    #expect(scene.venue.position == "-0.15")
    #expect(scene.exits.isEmpty)
  }

  @Test("is an order without an id of ours: trips to keep stops, and is not touched") func foreignOrder()
    throws
  {
    var scene = try ConductorScene()
    scene.openLong()
    scene.strangerRests()
    scene.run(10_000)
    #expect(scene.latches == [.foreignOrder])
    #expect(scene.venue.orders.contains { $0.venueOrderID == "stranger" })
    #expect(scene.isCovered)
    #expect(scene.exits.isEmpty)
    #expect(!scene.isFlat)
  }

  @Test("is another instance's order: reduce-only, and it is not touched") func otherInstance() throws {
    var scene = try ConductorScene()
    scene.openLong()
    let owner = try #require(ClientOrderID.Owner(environment: 3, scope: 1, instance: 10))
    let id = try #require(ClientOrderID(owner: owner, role: .entry, intent: 1))
    scene.strangerRests(clientID: id.description)
    scene.run(10_000)
    #expect(scene.latches == [.otherInstance])
    #expect(scene.standing.mode == .reduceOnly)
    #expect(scene.venue.orders.contains { $0.clientID == id.description })
    #expect(scene.isCovered)
  }

  @Test("keeps an entry from being sent: a symbol with somebody's order is not flat") func notFlat() throws {
    var scene = try ConductorScene()
    scene.strangerRests()
    scene.settle()
    scene.setStanding(.armed)
    scene.enter()
    scene.run(5_000)
    #expect(scene.entries.isEmpty)
  }

  @Test("becomes ours by a person's word, with a stop at once") func adopted() throws {
    var scene = try ConductorScene()
    scene.strangerTrades(.buy, "0.3")
    scene.run(20_000)
    scene.deliver(.order(.adopt(scene.symbol, stop: "63000")))
    scene.run(10_000)
    #expect(scene.isCovered)
    #expect(scene.venue.own(.stopLoss).map(\.triggerPrice) == ["63000"])
    #expect(scene.conductor.memory.book(scene.symbol)?.quarantine == nil)
    scene.fireStop(filling: "0.3")
    scene.run(15_000)
    #expect(scene.isClean)
  }

  @Test("does not become ours with a stop off the grid, or one that would fire at once") func adoptedWrongly()
    throws
  {
    var scene = try ConductorScene()
    scene.strangerTrades(.buy, "0.3")
    scene.run(20_000)
    scene.deliver(.order(.adopt(scene.symbol, stop: "66000")))
    scene.run(5_000)
    #expect(scene.alerts.contains("reconcile.stop-side"))
    #expect(scene.commands.isEmpty)
    scene.deliver(.order(.adopt(scene.symbol, stop: "63000.3")))
    scene.run(5_000)
    #expect(scene.venue.own(.stopLoss).map(\.triggerPrice) == ["63000.5"])
    #expect(scene.latches.isEmpty)
  }

  @Test("is released by a person's word only where nothing is open") func released() throws {
    var scene = try ConductorScene()
    scene.strangerTrades(.buy, "0.3")
    scene.run(20_000)
    scene.deliver(.order(.release(scene.symbol)))
    #expect(scene.alerts.contains("reconcile.not-flat"))
    scene.strangerTrades(.sell, "0.3")
    scene.run(10_000)
    scene.deliver(.order(.release(scene.symbol)))
    scene.run(2_000)
    scene.enter()
    scene.run(5_000)
    #expect(scene.told().last == "protected")
  }

  @Test("is not what our own stop sold, although the venue gave it another id") func ownByVenueID() throws {
    var scene = try ConductorScene()
    scene.openLong()
    let stop = try #require(scene.venue.own(.stopLoss).first)
    scene.venue.remove(stop, as: .executed)
    scene.venue.trade(.sell, "0.1", nil, stop.venueOrderID, at: scene.moment.venue)
    scene.run(15_000)
    #expect(scene.isClean)
    #expect(!scene.alerts.contains("position.quarantined"))
    #expect(scene.told().last == "closed")
  }

  @Test(
    "is what our own take-profit left of it in a quarantine: our fills are read again before anything is closed"
  )
  func leftByOwn() throws {
    var scene = try ConductorScene()
    scene.openLong(takeProfit: "66000")
    scene.strangerTrades(.buy, "0.2")
    scene.run(20_000)
    #expect(scene.alerts.contains("position.quarantined"))
    let takeProfit = try #require(scene.venue.own(.takeProfit).first)
    scene.venue.fire(takeProfit, filling: "0.1", at: scene.moment.venue)
    scene.run(2_000)
    scene.setStanding(Standing(mode: .tripped, cause: .flattenCommand))
    scene.run(20_000)
    #expect(scene.exits.isEmpty, "\(scene)")
    #expect(scene.venue.position == "0.2")
  }

  @Test("is what our own take-profit left of it while the venue did not answer: an exit waits for our fills")
  func leftUnseen() throws {
    var scene = try ConductorScene()
    scene.openLong(takeProfit: "66000")
    scene.failing = [.symbol, .fills]
    scene.strangerTrades(.buy, "0.2")
    let takeProfit = try #require(scene.venue.own(.takeProfit).first)
    scene.venue.fire(takeProfit, filling: "0.1", at: scene.moment.venue)
    scene.run(2_000)
    scene.deliver(.intent(.exit(id: "x-1", of: "e-1", fraction: nil)))
    scene.failing = []
    scene.run(20_000)
    #expect(scene.exits.isEmpty, "\(scene)")
    #expect(scene.venue.position == "0.2")
  }

  @Test("is closed all the same where the venue shows positions and tells no fills") func noFills() throws {
    var scene = try ConductorScene()
    scene.openLong()
    scene.failing = [.fills]
    scene.strangerTrades(.buy, "0.2")
    scene.setStanding(Standing(mode: .tripped, cause: .flattenCommand))
    scene.run(10_000)
    // Our part, and not more.
    #expect(scene.venue.position == "0.2", "\(scene)")
  }

  @Test("is what our own take-profit left of it under an id that only its status tells") func leftUnderNewID()
    throws
  {
    var scene = try ConductorScene()
    scene.venue.fillsNameNoOrder = true
    scene.openLong(takeProfit: "66000")
    scene.strangerTrades(.buy, "0.2")
    scene.run(20_000)
    let takeProfit = try #require(scene.venue.own(.takeProfit).first)
    scene.venue.remove(takeProfit, as: .executed)
    scene.venue.trade(.sell, "0.1", takeProfit.clientID, "v-fired", at: scene.moment.venue)
    scene.run(2_000)
    scene.setStanding(Standing(mode: .tripped, cause: .flattenCommand))
    scene.run(20_000)
    #expect(scene.exits.isEmpty, "\(scene)")
    #expect(scene.venue.position == "0.2")
  }

  @Test("is not closed by a second exit, when the first got no answer and fills name no order")
  func secondExit()
    throws
  {
    var scene = try ConductorScene()
    scene.venue.fillsNameNoOrder = true
    scene.openLong()
    scene.strangerTrades(.buy, "0.2")
    scene.run(20_000)
    scene.next(.exit, .answerLost)
    scene.deliver(.intent(.exit(id: "x-1", of: "e-1", fraction: "0.5")))
    scene.run(20_000)
    #expect(scene.exits.map(\.size) == ["0.05"], "\(scene)")
    #expect(scene.told("x-1") == ["accepted", "done"])
    #expect(scene.venue.position == "0.25")
  }

  @Test("is what comes after a flat venue and a start: that nothing was ours is not forgotten")
  func comesAfterStart()
    throws
  {
    var scene = try ConductorScene()
    scene.openLong()
    scene.strangerTrades(.sell, "0.1")
    scene.run(20_000)
    #expect(scene.alerts.contains("position.quarantined"))
    try scene.restart()
    scene.strangerTrades(.buy, "0.1")
    scene.run(20_000)
    #expect(scene.conductor.memory.book(scene.symbol)?.quarantine != nil)
    #expect(scene.stops.count == 1, "\(scene)")
    #expect(scene.exits.isEmpty)
    #expect(scene.latches.isEmpty)
    #expect(scene.venue.position == "0.1")
  }

  @Test("is what is left when an exit arrives late that nobody knew of: it is asked for again")
  func lateExit()
    throws
  {
    var scene = try ConductorScene()
    scene.venue.fillsNameNoOrder = true
    scene.openLong()
    scene.strangerTrades(.buy, "0.2")
    scene.run(20_000)
    scene.next(.exit, .arrivesLater(6_000))
    scene.deliver(.intent(.exit(id: "x-1", of: "e-1", fraction: "0.5")))
    scene.run(20_000)
    #expect(scene.exits.map(\.size) == ["0.05", "0.05"])
    #expect(scene.venue.position == "0.2")
    scene.deliver(.intent(.exit(id: "x-2", of: "e-1", fraction: nil)))
    scene.run(20_000)
    #expect(scene.exits.count == 2, "\(scene)")
    #expect(scene.venue.position == "0.2")
  }

  @Test("is an entry's whose id only its status tells, and which fills that were read before that do not end")
  func namedLate() throws {
    var scene = try ConductorScene()
    scene.venue.fillsNameNoOrder = true
    scene.settle()
    scene.next(.entry, .answerLost)
    scene.failing = [.status]
    scene.enter()
    scene.run(4_000)
    scene.failing = [.fills]
    scene.run(3_000)
    #expect(!scene.told().contains("not-executed"), "\(scene)")
    scene.failing = []
    scene.run(5_000)
    #expect(scene.told() == ["accepted", "entered", "protected"], "\(scene)")
    #expect(scene.isCovered && scene.latches.isEmpty)
  }
}
