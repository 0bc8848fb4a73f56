import Chronology
import ConductorScene
import ExactDecimal
import Testing
import Trading

/// `engine-peers.md` §2.3 and §2.4. A kill switch that is armed again after a restart: `TradingEngineTests`,
/// "The kill switch". Reasons of refusal in two vocabularies: `KrakenFuturesTests`, the decoders.
@Suite("What happened to hummingbot does not happen here") struct HummingbotFailureTests {
  @Test("a process that is gone leaves a stop that works without it") func pollingStop() throws {
    var scene = try ConductorScene()
    scene.openLong()
    scene.hang(3_600_000)
    #expect(scene.isCovered)
    scene.fireStop(filling: "0.1")
    try scene.restart()
    scene.run(10_000)
    #expect(scene.isClean)
    #expect(scene.exits.isEmpty)
    #expect(scene.told().last == "closed")
  }

  @Test("closing never gives up: after a hundred refusals it still tries, and says so each minute")
  func givesUpAfterTen() throws {
    var scene = try ConductorScene()
    scene.openLong()
    scene.always(.exit, .refused("outsidePriceCollar", .couldNotTrade))
    scene.setStanding(Standing(mode: .tripped, cause: .flattenCommand))
    scene.run(240_000)
    #expect(scene.exits.count > 100)
    #expect(scene.alerts.count { $0 == "flatten.goes-on" } >= 3)
    #expect(scene.isCovered)
    scene.always(.exit, nil)
    scene.run(5_000)
    #expect(scene.isFlat)
  }

  @Test("a take-profit filled in part and a stop that fires after it never turn the position round")
  func overClose() throws {
    var scene = try ConductorScene()
    scene.openLong(takeProfit: "68000")
    let takeProfit = try #require(scene.venue.own(.takeProfit).first)
    scene.venue.fill(takeProfit, "0.06", at: scene.moment.venue)
    scene.run(3_000)
    #expect(scene.venue.own(.stopLoss).map(\.unfilledSize) == ["0.04"])
    scene.fireStop(filling: "0.04")
    scene.run(10_000)
    #expect(scene.isClean)
    #expect(scene.exits.isEmpty)
    #expect(scene.told().last == "closed")
  }

  @Test("a position that is being closed while its take-profit fills is never closed by more than is left")
  func overCloseByExit() throws {
    var scene = try ConductorScene()
    scene.openLong(takeProfit: "68000")
    scene.next(.exit, .late(600))
    scene.deliver(.intent(.exit(id: "x-1", of: "e-1", fraction: nil)))
    let takeProfit = try #require(scene.venue.own(.takeProfit).first)
    scene.venue.fill(takeProfit, "0.06", at: scene.moment.venue)
    scene.run(10_000)
    #expect(scene.isClean)
    #expect(scene.venue.position == .zero)
  }

  @Test("the kill switch cancels what rests also while the engine is ending") func cancelsItself() throws {
    var scene = try ConductorScene()
    scene.restEntry()
    scene.deliver(.order(.stop))
    scene.setStanding(Standing(mode: .tripped, cause: .command))
    scene.run(10_000)
    #expect(scene.venue.orders.isEmpty)
    #expect(scene.stopped == [true])
  }
}

@Suite("What happened to others does not happen here") struct OtherPeersFailureTests {
  @Test("barter: a request that timed out is not an order that does not exist") func timeoutIsInactive()
    throws
  {
    var scene = try ConductorScene()
    scene.settle()
    scene.next(.entry, .answerLost)
    scene.enter(.limit("64900", isPostOnly: true, goodFor: .minutes(10)))
    scene.run(20_000)
    #expect(scene.told() == ["accepted"])
    #expect(scene.venue.own(.entry).count == 1)
    scene.fillEntry("0.1")
    scene.run(5_000)
    #expect(scene.told() == ["accepted", "entered", "protected"])
    #expect(scene.isCovered)
  }

  @Test("barter: one that arrives after its sender gave up is found, and never sent again")
  func arrivesLater()
    throws
  {
    var scene = try ConductorScene()
    scene.settle()
    scene.next(.entry, .arrivesLater(2_500))
    scene.enter()
    scene.run(15_000)
    #expect(scene.entries.count == 1)
    #expect(scene.isCovered)
    #expect(scene.told() == ["accepted", "entered", "protected"])
  }

  @Test("ccxt: stop and take-profit are two orders, each with its signal said") func onlyTheStop() throws {
    var scene = try ConductorScene { rules, _ in rules.signal = .mark }
    scene.openLong(takeProfit: "68000")
    #expect(scene.stops.map(\.signal) == [.mark])
    #expect(scene.takeProfits.map(\.signal) == [.mark])
    #expect(scene.venue.orders.map(\.family) == [.stop, .takeProfit])
  }

  @Test("ccxt: no command arms a switch that cancels everything, stops included") func deadManSwitch() {
    // Exhaustive on purpose: a command that is added has to be looked at here.
    func isOfOneOrder(_ command: VenueCommand) -> Bool {
      switch command {
      case .enter, .protect, .exit, .amend, .cancel: true
      }
    }
    _ = isOfOneOrder
  }

  @Test("jesse: a take-profit filled in part leaves a stop of what is left") func stopKeepsFullSize() throws {
    var scene = try ConductorScene()
    scene.openLong(takeProfit: "68000")
    let takeProfit = try #require(scene.venue.own(.takeProfit).first)
    scene.venue.fill(takeProfit, "0.05", at: scene.moment.venue)
    scene.run(5_000)
    #expect(scene.venue.own(.stopLoss).map(\.unfilledSize) == ["0.05"])
    #expect(scene.violations.isEmpty)
  }

  @Test("jesse: a start without a memory closes nothing that it finds") func closesEverythingAtStart() throws
  {
    var scene = try ConductorScene()
    scene.strangerTrades(.buy, "0.3")
    scene.run(60_000)
    #expect(scene.venue.position == "0.3")
    #expect(scene.commands.isEmpty)
    #expect(scene.conductor.memory.book(scene.symbol)?.quarantine != nil)
  }

  @Test("OctoBot: stop and take-profit still belong together after a start") func linksLost() throws {
    var scene = try ConductorScene()
    scene.openLong(takeProfit: "68000")
    try scene.restart()
    scene.run(5_000)
    let takeProfit = try #require(scene.venue.own(.takeProfit).first)
    scene.venue.fill(takeProfit, "0.1", at: scene.moment.venue)
    scene.run(10_000)
    #expect(scene.isClean)
    #expect(scene.told().last == "closed")
  }

  @Test("lossless-claw: a stop in another form is replaced by one, not by eight") func duplicateStops() throws
  {
    var scene = try ConductorScene()
    scene.openLong()
    scene.venue.orders[0].family = .other("STP LMT")
    scene.always(.uncover, .refused("serverError", .venueState))
    scene.run(60_000)
    #expect(scene.stops.count == 2)
    #expect(scene.venue.own(.stopLoss).count == 2)
  }

  @Test("go-trader: a trip cancels entries that rest first, and what fills meanwhile is closed as well")
  func restingEntryRefills() throws {
    var scene = try ConductorScene()
    scene.restEntry()
    scene.fillEntry("0.04")
    scene.run(3_000)
    scene.next(.cancel, .late(700))
    scene.setStanding(Standing(mode: .tripped, cause: .flattenCommand))
    scene.fillEntry("0.03")
    scene.run(20_000)
    let cancel = try #require(scene.firstSent(.cancel))
    let exit = try #require(scene.firstSent(.exit))
    #expect(cancel <= exit)
    #expect(scene.isFlat)
    #expect(scene.venue.orders.isEmpty)
    #expect(scene.told().contains("closed"))
  }
}
