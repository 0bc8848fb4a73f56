import Chronology
import ConductorScene
import ExactDecimal
import Testing
import Trading

/// `engine-peers.md` §2.1, row by row: what happens to others, and does not happen here.
@Suite("What happened to freqtrade does not happen here") struct FreqtradeFailureTests {
  @Test("between an entry's fill and its stop lies no loop: the answer's own fill sends the stop")
  func nakedUntilNextLoop() throws {
    var scene = try ConductorScene()
    scene.openLong()
    #expect(scene.longestExposure <= 2 * scene.roundTrip)
  }

  @Test("an entry that rests half filled has its stop, for what is filled, and more as more fills")
  func partiallyFilledEntry() throws {
    var scene = try ConductorScene()
    scene.restEntry()
    scene.fillEntry("0.03")
    scene.run(2_000)
    #expect(scene.isCovered)
    #expect(scene.venue.own(.entry).count == 1)
    scene.fillEntry("0.02")
    scene.run(2_000)
    #expect(scene.isCovered)
    #expect(scene.venue.own(.entry).count == 1)
    #expect(scene.longestExposure <= 600)
    #expect(scene.violations.isEmpty)
  }

  @Test(
    "a stop that the venue refuses because it would fire closes the position, also when the exit is refused")
  func stopWouldTrigger() throws {
    var scene = try ConductorScene()
    scene.settle()
    scene.next(.stop, .refused("invalidPrice", .couldNotTrade))
    for _ in 0..<5 { scene.next(.exit, .refused("insufficientAvailableFunds", .limits)) }
    scene.enter()
    scene.run(20_000)
    #expect(scene.isFlat)
    #expect(scene.latches == [.uncovered])
    #expect(scene.exits.count >= 6)
  }

  @Test("a stop that is refused again and again closes the position at the deadline, and latches")
  func stopFailsForEver() throws {
    var scene = try ConductorScene()
    scene.settle()
    scene.always(.stop, .refused("insufficientAvailableFunds", .limits))
    scene.enter()
    scene.run(10_000)
    #expect(scene.isFlat)
    #expect(scene.latches == [.uncovered])
    #expect(scene.longestExposure <= scene.rules.deadline.count + 500)
  }

  @Test("a stop whose answer was lost is one stop, not two") func timeoutButAccepted() throws {
    var scene = try ConductorScene()
    scene.settle()
    scene.next(.stop, .answerLost)
    scene.enter()
    scene.run(15_000)
    #expect(scene.venue.own(.stopLoss).count == 1)
    #expect(Set(scene.stops.map(\.id)).count == 1)
    #expect(scene.isCovered)
    #expect(scene.latches.isEmpty)
  }

  @Test("an exit leaves the stop where it is until nothing is open, also when the exit does not succeed")
  func exitCancelsStopFirst() throws {
    var scene = try ConductorScene()
    scene.openLong()
    for _ in 0..<3 { scene.next(.exit, .refused("marketSuspended", .venueState)) }
    scene.deliver(.intent(.exit(id: "x-1", of: "e-1", fraction: nil)))
    scene.run(3_000)
    #expect(!scene.isFlat)
    #expect(scene.isCovered)
    #expect(scene.uncovered.isEmpty)
    scene.run(20_000)
    #expect(scene.isClean)
    #expect(scene.told("x-1") == ["accepted", "done"])
    #expect(scene.violations.isEmpty)
  }

  @Test("a stop that moves is placed, shown, and only then the old one is taken away") func trailing() throws
  {
    var scene = try ConductorScene()
    scene.openLong()
    let exposure = scene.longestExposure
    for stop: ExactDecimal in ["64200", "64400", "64600"] {
      scene.deliver(
        .intent(.adjust(AdjustIntent(id: "a-\(stop)", of: "e-1", stopLoss: stop, takeProfit: nil))))
      scene.run(3_000)
      #expect(scene.venue.own(.stopLoss).map(\.triggerPrice) == [stop], "\(scene)")
    }
    #expect(scene.longestExposure == exposure)
    #expect(scene.violations.isEmpty)
  }

  @Test("a stop that moves and is refused leaves the old one in force, and the position covered")
  func trailingFails() throws {
    var scene = try ConductorScene()
    scene.openLong()
    scene.always(.stop, .refused("maximumOrdersReached", .limits))
    scene.deliver(
      .intent(.adjust(AdjustIntent(id: "a-1", of: "e-1", stopLoss: "64500", takeProfit: nil))))
    scene.run(3_000)
    #expect(scene.venue.own(.stopLoss).map(\.triggerPrice) == ["64000"])
    #expect(scene.uncovered.isEmpty)
  }

  @Test("an exit that fills in part leaves a stop of exactly the rest") func partialExit() throws {
    var scene = try ConductorScene()
    scene.openLong()
    scene.deliver(.intent(.exit(id: "x-1", of: "e-1", fraction: "0.3")))
    scene.run(5_000)
    #expect(scene.venue.position == "0.07")
    #expect(scene.isCovered)
    scene.venue.exitFillsAtMost = "0.01"
    scene.deliver(.intent(.exit(id: "x-2", of: "e-1", fraction: "0.5")))
    scene.run(20_000)
    #expect(scene.venue.position == "0.035")
    #expect(scene.isCovered)
    #expect(scene.told("x-2").last == "done")
    #expect(scene.violations.isEmpty)
  }

  @Test("a stop with a limit price, which may rest unfilled when it fires, is no cover and is replaced")
  func stopLimit() throws {
    var scene = try ConductorScene()
    scene.openLong()
    scene.venue.orders[0].limitPrice = "63900"
    scene.run(5_000)
    #expect(scene.isCovered)
    #expect(scene.venue.own(.stopLoss).allSatisfy { $0.limitPrice == nil })
    #expect(scene.alerts.contains("protection.deviates"))
    #expect(scene.latches.isEmpty)
  }

  @Test("a position that somebody closed leaves no stop behind, and no command repeated for ever")
  func closedElsewhere() throws {
    var scene = try ConductorScene()
    scene.openLong(takeProfit: "68000")
    scene.strangerTrades(.sell, "0.1")
    scene.run(30_000)
    #expect(scene.isFlat)
    #expect(scene.venue.orders.isEmpty)
    #expect(scene.exits.isEmpty)
    let sent = scene.commands.count
    scene.run(120_000)
    #expect(scene.commands.count == sent)
  }

  @Test("an entry is in the journal before it is sent, so that a crash cannot make it unknown")
  func journalFirst() throws {
    var scene = try ConductorScene()
    scene.settle()
    scene.enter()
    scene.run(until: { !$0.entries.isEmpty })
    let id = try #require(scene.entries.first?.id)
    #expect(scene.disk.order(id) != nil)
    try scene.restart()
    scene.run(10_000)
    #expect(scene.venue.position == "0.1")
    #expect(scene.isCovered)
    #expect(scene.entries.count == 1)
    #expect(scene.told().last == "protected", "\(scene)")
  }

  @Test("a stop that one reading after a start does not show is not believed to be gone")
  func missingAfterRestart() throws {
    var scene = try ConductorScene()
    scene.openLong()
    scene.stale = scene.venue
    scene.stale?.orders = []
    try scene.restart()
    scene.run(300)
    scene.stale = nil
    scene.run(5_000)
    #expect(scene.isCovered)
    #expect(scene.stops.count == 1)
    #expect(scene.exits.isEmpty)
    #expect(scene.latches.isEmpty)
  }

  @Test("a stop that is shown covers, whatever the venue forgot of its status") func statusForgotten() throws
  {
    var scene = try ConductorScene()
    scene.openLong()
    scene.failing = [.status]
    try scene.restart(after: 3_600)
    scene.run(10_000)
    #expect(scene.isCovered)
    #expect(scene.stops.count == 1)
    #expect(scene.latches.isEmpty)
  }
}
