import Chronology
import ConductorScene
import ExactDecimal
import Testing
import Trading

@Suite("Permission to enter") struct GrantTests {
  @Test("is needed: without one an intent is refused, with the reason") func none() throws {
    var scene = try ConductorScene(isGranted: false)
    scene.settle()
    scene.enter()
    scene.run(5_000)
    #expect(scene.entries.isEmpty)
    #expect(scene.told() == ["intent.entries-not-permitted"])
  }

  @Test("that is taken away while an entry rests takes the entry back, and keeps what has filled covered")
  func revoked() throws {
    var scene = try ConductorScene()
    scene.restEntry()
    scene.fillEntry("0.04")
    scene.run(2_000)
    scene.deliver(.permission(.none(because: "the report was revoked")))
    scene.run(5_000)
    #expect(scene.venue.own(.entry).isEmpty)
    #expect(scene.isCovered)
    #expect(scene.venue.position == "0.04")
    #expect(scene.told() == ["accepted", "entered", "protected"])
    scene.deliver(.intent(.adjust(AdjustIntent(id: "a-1", of: "e-1", stopLoss: "64500", takeProfit: nil))))
    scene.run(3_000)
    scene.deliver(.intent(.exit(id: "x-1", of: "e-1", fraction: nil)))
    scene.run(10_000)
    #expect(scene.isClean)
  }

  @Test("that ends lets no entry live into its last minute") func ends() throws {
    var scene = try ConductorScene()
    scene.limits.expiresAt = scene.moment.venue.advanced(byMilliseconds: 120_000)
    scene.deliver(.permission(.granted(scene.limits)))
    scene.restEntry(goodFor: .minutes(30))
    #expect(scene.venue.own(.entry).count == 1)
    scene.run(until: { $0.venue.own(.entry).isEmpty }, atMost: 120_000)
    #expect(scene.uptime <= 62_000)
    #expect(scene.uptime >= 59_000)
    scene.run(10_000)
    #expect(scene.told() == ["accepted", "not-executed"])
    scene.enter("e-2")
    scene.run(5_000)
    #expect(scene.told("e-2") == ["entry.grant-ends"])
  }

  @Test("that is renewed with smaller limits holds the next entry to them, and forgets no order sent")
  func renewed() throws {
    var scene = try ConductorScene()
    scene.openLong()
    scene.deliver(.intent(.exit(id: "x-1", of: "e-1", fraction: nil)))
    scene.run(10_000)
    scene.limits.maxOrderNotionalUSD = ExactDecimal(1_000)
    scene.limits.maxOrders = 2
    scene.deliver(.permission(.granted(scene.limits)))
    scene.enter("e-2")
    scene.run(5_000)
    #expect(scene.told("e-2") == ["entry.order-notional"])
    scene.enter("e-3", size: "0.01")
    scene.run(5_000)
    #expect(scene.told("e-3").last == "protected")
    scene.deliver(.intent(.exit(id: "x-3", of: "e-3", fraction: nil)))
    scene.run(10_000)
    scene.enter("e-4", size: "0.01")
    scene.run(5_000)
    #expect(scene.told("e-4") == ["entry.orders-in-all"])
  }

  @Test("counts what was sent in the last minute also over a crash") func countsOverCrash() throws {
    var scene = try ConductorScene()
    scene.limits.maxOrdersPerMinute = 1
    scene.deliver(.permission(.granted(scene.limits)))
    scene.settle()
    scene.next(.entry, .refused("postWouldExecute", .couldNotTrade))
    scene.enter()
    scene.run(5_000)
    #expect(scene.told() == ["accepted", "not-executed"])
    try scene.restart()
    scene.settle()
    scene.enter("e-2")
    scene.run(5_000)
    #expect(scene.told("e-2") == ["entry.orders-per-minute"])
    scene.run(60_000)
    scene.enter("e-3")
    scene.run(5_000)
    #expect(scene.told("e-3").last == "protected")
  }

  @Test("counts all orders that were sent also over a crash") func countsAllOverCrash() throws {
    var scene = try ConductorScene()
    scene.limits.maxOrders = 1
    scene.deliver(.permission(.granted(scene.limits)))
    scene.settle()
    scene.next(.entry, .refused("postWouldExecute", .couldNotTrade))
    scene.enter()
    scene.run(5_000)
    try scene.restart(after: 70_000)
    scene.settle()
    scene.enter("e-2")
    scene.run(5_000)
    #expect(scene.told("e-2") == ["entry.orders-in-all"])
  }
}
