import Chronology
import ConductorScene
import ExactDecimal
import Testing
import Trading

/// What a venue shows is of some time ago, and what was sent may arrive after nobody expects it any more.
@Suite("News that come late") struct LateNewsTests {
  @Test("of an exit under way keep both stops: its fill makes the one that would stay the wrong one")
  func exitUnderWay() throws {
    var scene = try ConductorScene()
    scene.openLong()
    scene.deliver(.intent(.exit(id: "x-1", of: "e-1", fraction: "0.5")))
    scene.run(until: { $0.venue.own(.stopLoss).count == 2 })
    scene.next(.exit, .late(3_000))
    scene.deliver(.intent(.exit(id: "x-2", of: "e-1", fraction: "0.5")))
    scene.run(until: { $0.exits.count == 2 })
    let before = scene.uncovered.count
    scene.run(2_000)
    #expect(scene.uncovered.count == before, "\(scene)")
    scene.run(10_000)
    #expect(scene.venue.position == "0.025")
    #expect(scene.isCovered, "\(scene)")
  }

  @Test("of an exit's fill do not make the stop that fits look needless beside a position of before")
  func stalePosition() throws {
    var scene = try ConductorScene()
    scene.openLong()
    let before = scene.venue
    scene.failing = [.fills]
    scene.deliver(.intent(.exit(id: "x-1", of: "e-1", fraction: "0.5")))
    scene.run(until: { $0.venue.own(.stopLoss).count == 2 })
    scene.run(200)
    var stale = before
    stale.orders = scene.venue.orders
    scene.stale = stale
    scene.run(1_000)
    #expect(scene.uncovered.isEmpty, "\(scene)")
    scene.stale = nil
    scene.failing = []
    scene.run(10_000)
    #expect(scene.isCovered, "\(scene)")
    #expect(scene.violations.isEmpty)
  }

  @Test("of an entry that was long on its way: readings of before its answer do not say that it is gone")
  func slowEntry() throws {
    var scene = try ConductorScene { rules, _ in
      rules.placement = .stopFirst
      rules.isOversizeCapped = true
    }
    scene.settle()
    scene.next(.entry, .slow(2_400))
    scene.enter(.limit("64900", isPostOnly: true, goodFor: .minutes(30)))
    scene.run(until: { !$0.venue.own(.entry).isEmpty })
    // A list that lags behind does not show it yet.
    var stale = scene.venue
    stale.orders = scene.venue.own(.stopLoss)
    scene.fillEntry("0.02")
    stale.fills = scene.venue.fills
    scene.stale = stale
    scene.run(400)
    scene.stale = nil
    scene.run(5_000)
    #expect(!scene.told().contains("entered"), "\(scene)")
    #expect(scene.venue.own(.stopLoss).map(\.unfilledSize) == ["0.1"], "\(scene)")
    #expect(scene.amended.isEmpty)
  }

  @Test(
    "of an entry that was gone and is shown again: it counts as live, and is cancelled before its stop shrinks"
  )
  func revivedEntry() throws {
    var scene = try ConductorScene { rules, _ in
      rules.placement = .stopFirst
      rules.isOversizeCapped = true
    }
    scene.restEntry()
    scene.fillEntry("0.02")
    let rest = try #require(scene.venue.own(.entry).first)
    scene.venue.remove(rest, as: .cancelled)
    scene.run(until: { $0.told().contains("entered") })
    let stop = try #require(scene.stops.first?.id)
    scene.venue.orders.append(rest)
    scene.run(until: { $0.uncovered.contains(stop) }, atMost: 10_000)
    #expect(scene.cancelled.count == 1, "\(scene)")
    #expect(scene.venue.own(.entry).isEmpty)
    scene.run(5_000)
    #expect(scene.told().count { $0 == "entered" } == 1, "\(scene)")
    #expect(scene.isCovered, "\(scene)")
  }

  @Test("of a stop that nobody answered for are looked for each second, although nothing is open any more")
  func strayStop() throws {
    var scene = try ConductorScene()
    scene.settle()
    scene.next(.stop, .arrivesLater(25_000))
    scene.enter()
    scene.run(8_000)
    scene.deliver(.intent(.exit(id: "x-1", of: "e-1", fraction: nil)))
    scene.run(until: { $0.isFlat })
    scene.run(until: { !$0.venue.own(.stopLoss).isEmpty && $0.isFlat })
    let arrived = scene.uptime
    scene.run(until: { $0.venue.orders.isEmpty })
    #expect(scene.uptime - arrived < 1_500, "\(scene)")
  }

  @Test("of an entry that a crash took out of the journal are looked for each second")
  func lostEntry() throws {
    var scene = try ConductorScene()
    scene.settle()
    let before = scene.disk
    scene.enter(.limit("64900", isPostOnly: true, goodFor: .minutes(30)))
    scene.run(2_000)
    let entry = try #require(scene.venue.own(.entry).first)
    scene.venue.remove(entry, as: .cancelled)
    scene.lose(since: before)
    try scene.restart()
    scene.run(11_500)
    // As if it had been under way until now.
    scene.venue.orders.append(entry)
    let arrived = scene.uptime
    scene.run(until: { $0.venue.orders.isEmpty })
    #expect(scene.uptime - arrived < 1_500, "\(scene)")
  }

  @Test("of an order of ours with a number that no trade ever reaches leave numbers for the next trades")
  func absurdNumber() throws {
    var scene = try ConductorScene()
    scene.settle()
    let id = try #require(ClientOrderID(owner: scene.rules.owner, role: .entry, intent: 1 << 40 - 1))
    scene.strangerRests(clientID: id.description)
    scene.run(10_000)
    #expect(scene.venue.orders.isEmpty, "\(scene)")
    scene.enter()
    scene.run(5_000)
    #expect(scene.told() == ["accepted", "entered", "protected"])
    #expect(scene.entries.first?.id.intent == 1)
  }

  @Test("of an order that a crash took out of the journal: its id is given to no other") func lostNumber()
    throws
  {
    var scene = try ConductorScene()
    scene.settle()
    let before = scene.disk
    scene.enter(.limit("64900", isPostOnly: true, goodFor: .minutes(30)))
    scene.run(2_000)
    scene.venue.remove(try #require(scene.venue.own(.entry).first), as: .cancelled)
    scene.lose(since: before)
    try scene.restart()
    scene.settle()
    scene.enter("e-2", .long, .limit("64900", isPostOnly: true, goodFor: .minutes(30)))
    scene.run(2_000)
    #expect(scene.entries.count == 2, "\(scene)")
    #expect(Set(scene.entries.map(\.id)).count == 2)
    #expect(scene.violations.isEmpty)
  }
}
