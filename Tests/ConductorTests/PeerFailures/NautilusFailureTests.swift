import Chronology
import ConductorScene
import ExactDecimal
import Testing
import Trading

/// `engine-peers.md` §2.2. Client ids that were cut and met again: `ClientOrderIDTests`, all 36 characters of a derived
/// id, which no venue we know shortens; here only that no two are equal.
@Suite("What happened to NautilusTrader does not happen here") struct NautilusFailureTests {
  @Test("a stop that is refused while its entry fills does not leave a position that nobody protects")
  func childRejected() throws {
    var scene = try ConductorScene()
    scene.settle()
    scene.next(.stop, .refused("invalidSize", .badNumbers))
    scene.enter()
    scene.run(5_000)
    #expect(scene.isCovered)
    #expect(scene.stops.count == 2)
    #expect(scene.latches.isEmpty)
  }

  @Test("entry and stop do not race: with stop-first the stop is shown before the entry is sent")
  func noOrdering() throws {
    var scene = try ConductorScene { rules, _ in
      rules.placement = .stopFirst
      rules.isOversizeCapped = true
    }
    scene.settle()
    scene.enter()
    scene.run(5_000)
    let stop = try #require(scene.firstSent(.stop))
    let entry = try #require(scene.firstSent(.entry))
    #expect(entry >= stop + 2 * scene.roundTrip)
    #expect(scene.longestExposure == 0)
    #expect(scene.told() == ["accepted", "entered", "protected"])
    #expect(scene.isCovered, "\(scene)")
  }

  @Test("an entry whose answer was lost is not told as refused: what it bought is covered and told")
  func unknownAsRejected() throws {
    var scene = try ConductorScene()
    scene.settle()
    scene.next(.entry, .answerLost)
    scene.enter()
    scene.run(15_000)
    #expect(scene.told() == ["accepted", "entered", "protected"])
    #expect(scene.isCovered)
    #expect(scene.longestExposure <= 1_000)
    #expect(scene.entries.count == 1)
  }

  @Test("an entry that was taken is not told as refused because the readings after it fail")
  func followUpFailed() throws {
    var scene = try ConductorScene()
    scene.restEntry()
    scene.failing = [.symbol, .status, .fills]
    scene.run(3_000)
    #expect(scene.told() == ["accepted"])
    scene.failing = []
    scene.fillEntry("0.1")
    scene.run(5_000)
    #expect(scene.told() == ["accepted", "entered", "protected"])
  }

  @Test("no two orders have the same id, over trades, corrections and starts") func ids() throws {
    var scene = try ConductorScene()
    scene.settle()
    for number in 1...6 {
      scene.next(.stop, .refused("invalidSize", .badNumbers))
      scene.enter("e-\(number)", takeProfit: "68000")
      scene.run(15_000)
      scene.deliver(.intent(.exit(id: "x-\(number)", of: "e-\(number)", fraction: nil)))
      scene.run(15_000)
      if number == 3 { try scene.restart() }
    }
    let ids =
      scene.entries.map(\.id) + scene.stops.map(\.id) + scene.takeProfits.map(\.id) + scene.exits.map(\.id)
    #expect(scene.entries.count == 6)
    #expect(ids.count == Set(ids).count)
  }

  private static let deviations: [(String, @Sendable (inout VenueOrder) -> Void)] = [
    ("another signal", { $0.signal = .known(.mark) }),
    ("a signal in a word that nobody knows", { $0.signal = .other("spot") }),
    ("no signal", { $0.signal = nil }),
    ("another type", { $0.family = .takeProfit }),
    ("a type that nobody knows", { $0.family = .other("stop_limit") }),
    ("another price", { $0.triggerPrice = "63999.5" }),
    ("no price", { $0.triggerPrice = nil }),
    ("a limit", { $0.limitPrice = "63000" }),
    ("not reduce-only", { $0.isReduceOnly = false }),
    ("reduce-only not said", { $0.isReduceOnly = nil }),
    ("the other side", { $0.side = .buy }),
    ("less size", { $0.unfilledSize = "0.09" }),
  ]

  @Test("what the venue shows otherwise than it was sent is never adopted", arguments: deviations)
  func driftAdopted(name: String, change: @Sendable (inout VenueOrder) -> Void) throws {
    var scene = try ConductorScene()
    scene.openLong()
    let sent = scene.venue.orders[0]
    change(&scene.venue.orders[0])
    scene.run(8_000)
    #expect(scene.isCovered, "\(name)")
    #expect(scene.venue.own(.stopLoss).allSatisfy { $0.triggerPrice == sent.triggerPrice }, "\(name)")
    #expect(scene.venue.own(.stopLoss).allSatisfy { $0.signal == sent.signal && $0.side == .sell }, "\(name)")
    #expect(scene.latches.isEmpty, "\(name)")
    #expect(scene.violations.isEmpty, "\(name)")
  }

  @Test("a stop that is shown without a size after a start covers nothing, and another is placed")
  func zeroQuantity() throws {
    var scene = try ConductorScene()
    scene.openLong()
    scene.venue.orders[0].unfilledSize = .zero
    try scene.restart()
    scene.run(8_000)
    #expect(scene.isCovered)
    #expect(scene.stops.count >= 2)
  }

  @Test("a start that cannot read fills drops no order") func fillsDoNotRebuild() throws {
    var scene = try ConductorScene()
    scene.openLong(takeProfit: "68000")
    scene.failing = [.fills]
    try scene.restart()
    scene.run(30_000)
    #expect(scene.isCovered)
    #expect(scene.venue.own(.takeProfit).count == 1)
    #expect(scene.uncovered.isEmpty)
  }

  @Test("orders of before a start can be managed after it") func unmanageable() throws {
    var scene = try ConductorScene()
    scene.openLong()
    try scene.restart()
    scene.settle()
    scene.deliver(
      .intent(.adjust(AdjustIntent(id: "a-1", of: "e-1", stopLoss: "64500", takeProfit: "68000"))))
    scene.run(5_000)
    #expect(scene.told("a-1") == ["done"])
    #expect(scene.venue.own(.stopLoss).map(\.triggerPrice) == ["64500"])
    #expect(scene.venue.own(.takeProfit).count == 1)
    scene.deliver(.intent(.exit(id: "x-1", of: "e-1", fraction: nil)))
    scene.run(10_000)
    #expect(scene.isClean)
  }

  @Test("two fills in quick succession leave no stop too small") func twoFastFills() throws {
    var scene = try ConductorScene()
    scene.restEntry()
    scene.fillEntry("0.03")
    scene.run(45)
    scene.fillEntry("0.04")
    scene.run(30)
    scene.fillEntry("0.01")
    scene.run(3_000)
    #expect(scene.venue.position == "0.08")
    #expect(scene.isCovered)
    #expect(scene.longestExposure <= 1_000)
  }
}
