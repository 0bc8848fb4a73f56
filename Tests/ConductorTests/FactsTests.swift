import Chronology
import ConductorScene
import ExactDecimal
import Testing
import Trading

@Suite("What the venue shows") struct FactsTests {
  @Test("of another specification while a position is open quarantines the symbol and keeps its stop")
  func specChange() throws {
    var scene = try ConductorScene { rules, _ in rules.maxSpecAge = .minutes(2) }
    scene.openLong()
    scene.instrument.tickSize = ExactDecimal(1)
    scene.instrument.specification = ["tickSize": "1"]
    scene.run(130_000)
    #expect(scene.alerts.contains("position.quarantined"))
    #expect(scene.isCovered)
    #expect(scene.exits.isEmpty)
  }

  @Test("of another specification while flat is taken over") func specChangeFlat() throws {
    var scene = try ConductorScene { rules, _ in rules.maxSpecAge = .minutes(2) }
    scene.settle()
    scene.instrument.specification = ["tickSize": "1"]
    scene.instrument.tickSize = ExactDecimal(1)
    scene.run(130_000)
    #expect(!scene.alerts.contains("position.quarantined"))
  }

  @Test("of an order that fills in 450 parts is counted once, however often the lists show it")
  func manyFills()
    throws
  {
    var scene = try ConductorScene()
    scene.restEntry()
    for _ in 0..<450 {
      scene.fillEntry("0.0001")
      scene.run(4)
    }
    scene.deliver(.intent(.cancel(id: "c-1", of: "e-1")))
    scene.run(10_000)
    #expect(scene.conductor.memory.book(scene.symbol)?.net == "0.045")
    #expect(scene.isCovered)
    #expect(scene.alerts.isEmpty, "\(scene.alerts)")
  }

  @Test("incompletely is nothing: least of all a flat account") func incomplete() throws {
    var scene = try ConductorScene()
    scene.openLong()
    let empty = VenueFact(
      venueTime: scene.moment.venue, receivedAt: scene.moment.wall, source: .pushed, isComplete: false,
      content: .settled(SettledReading(symbol: scene.symbol, position: nil, orders: [])))
    for _ in 0..<10 {
      scene.deliver(.pushed(empty))
      scene.run(500)
    }
    #expect(scene.isCovered)
    #expect(scene.stops.count == 1)
    #expect(scene.uncovered.isEmpty)
    #expect(scene.latches.isEmpty)
  }

  @Test("from before our last command decides nothing") func stale() throws {
    var scene = try ConductorScene()
    scene.settle()
    scene.stale = scene.venue
    scene.enter()
    scene.run(400)
    #expect(scene.stops.count == 1)
    scene.stale = nil
    scene.run(5_000)
    #expect(scene.isCovered)
    #expect(scene.stops.count == 1)
    #expect(scene.latches.isEmpty)
  }

  @Test("while it shows nothing at all leaves the stop to work, and no command is sent") func silence() throws
  {
    var scene = try ConductorScene()
    scene.openLong()
    let sent = scene.commands.count
    scene.failing = [.symbol, .market, .fills, .account, .instruments, .status]
    scene.run(120_000)
    #expect(scene.commands.count == sent)
    #expect(scene.latches.isEmpty)
    scene.failing = []
    scene.run(5_000)
    #expect(scene.isCovered)
  }

  @Test("of a link that is down stops entries, and they begin again") func link() throws {
    var scene = try ConductorScene()
    scene.settle()
    func link(_ state: LinkState) -> ConductorEvent {
      .pushed(
        VenueFact(
          venueTime: nil, receivedAt: scene.moment.wall, source: .pushed, content: .link(state)))
    }
    scene.deliver(link(.down("transport.timeout")))
    scene.enter()
    scene.run(1_000)
    #expect(scene.told() == ["intent.entries-not-permitted"])
    scene.deliver(link(.up))
    // Some time after, so that one that comes and goes brings none back.
    scene.run(6_000)
    scene.enter("e-2")
    scene.run(5_000)
    #expect(scene.told("e-2").last == "protected")
  }
}
