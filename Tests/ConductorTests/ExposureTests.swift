import Chronology
import ConductorScene
import ExactDecimal
import Testing
import Trading

/// Design-engine §4: exposure has a cause, and the cause picks the step.
@Suite("A position without its stop") struct ExposureTests {
  // (a) Sent, and nobody knows.

  @Test("whose stop got no answer is looked at first, and the same stop is sent again while nobody knows")
  func unknownStop() throws {
    var scene = try ConductorScene()
    scene.settle()
    scene.next(.stop, .requestLost)
    scene.enter()
    scene.run(10_000)
    #expect(scene.isCovered)
    #expect(scene.stops.count == 2)
    #expect(Set(scene.stops.map(\.id)).count == 1)
    #expect(scene.latches.isEmpty)
    #expect(scene.longestExposure <= scene.rules.deadline.count)
  }

  @Test("whose stop got no answer and is there is left as it is") func unknownStopIsThere() throws {
    var scene = try ConductorScene()
    scene.settle()
    scene.next(.stop, .answerLost)
    scene.enter()
    scene.run(10_000)
    #expect(scene.stops.count == 1)
    #expect(scene.isCovered)
  }

  @Test("whose stops never arrive is closed at the deadline, with the latch first") func neverArrives() throws
  {
    var scene = try ConductorScene()
    scene.settle()
    scene.always(.stop, .requestLost)
    scene.enter()
    scene.run(15_000)
    #expect(scene.isFlat)
    #expect(scene.latches == [.uncovered])
    #expect(Set(scene.stops.map(\.id)).count == 1)
    let heard = scene.heard.first { $0.text.contains("latch") }
    let exit = try #require(scene.firstSent(.exit))
    #expect(heard.map { $0.at <= exit } == true)
    #expect(scene.longestExposure <= scene.rules.deadline.count + 1_500)
  }

  @Test("whose stop is refused when it is repeated is not believed to have none") func refusedRepetition()
    throws
  {
    var scene = try ConductorScene()
    scene.settle()
    scene.next(.stop, .answerLost)
    scene.enter()
    scene.run(until: { !$0.stops.isEmpty })
    scene.failing = [.symbol, .status]
    scene.run(3_000)
    scene.failing = []
    scene.run(10_000)
    #expect(scene.venue.own(.stopLoss).count == 1)
    #expect(scene.isCovered)
  }

  @Test("whose stop got no answer is covered again after a halt that turned its repetitions away")
  func halted()
    throws
  {
    var scene = try ConductorScene()
    scene.settle()
    scene.next(.stop, .requestLost)
    scene.enter()
    scene.run(until: { !$0.stops.isEmpty })
    scene.venue.market.isSuspended = true
    scene.always(.stop, .refused("marketSuspended", .venueState))
    scene.run(20_000)
    #expect(scene.latches.isEmpty)
    scene.venue.market.isSuspended = false
    scene.always(.stop, nil)
    scene.run(4_000)
    #expect(scene.isCovered, "\(scene)")
    #expect(scene.latches.isEmpty)
  }

  @Test("is seen although an exit's fill is known and the entry's is not") func entryUnknown() throws {
    var scene = try ConductorScene()
    scene.venue.fillsNameNoOrder = true
    scene.settle()
    scene.next(.entry, .answerLost)
    scene.failing = [.status]
    scene.enter()
    scene.run(3_000)
    #expect(scene.isCovered)
    scene.deliver(.intent(.exit(id: "x-1", of: "e-1", fraction: "0.5")))
    scene.run(20_000)
    #expect(scene.venue.position == "0.05", "\(scene)")
    #expect(scene.isCovered)
  }

  @Test("whose stop is shown larger than it was sent has none that counts") func shownLarger() throws {
    var scene = try ConductorScene()
    scene.openLong()
    scene.venue.orders[0].unfilledSize = "0.11"
    scene.run(5_000)
    #expect(scene.stops.map(\.size) == ["0.1", "0.1"], "\(scene)")
    #expect(scene.amended.isEmpty)
    #expect(scene.alerts.contains("protection.deviates"))
    #expect(scene.isCovered)
  }

  // (b) Refused for a number.

  @Test("whose stop is refused for a number is corrected once, under a new id") func badNumber() throws {
    var scene = try ConductorScene()
    scene.settle()
    scene.next(.stop, .refused("invalidPrice", .badNumbers))
    scene.enter()
    scene.run(5_000)
    #expect(scene.isCovered)
    #expect(Set(scene.stops.map(\.id)).count == 2)
    #expect(scene.latches.isEmpty)
  }

  @Test("whose stop is refused for a number twice is closed at once") func badNumberTwice() throws {
    var scene = try ConductorScene()
    scene.settle()
    scene.always(.stop, .refused("invalidPrice", .badNumbers))
    scene.enter()
    scene.run(5_000)
    #expect(scene.stops.count == 2)
    #expect(scene.isFlat)
    #expect(scene.latches == [.uncovered])
    #expect(scene.longestExposure < 2_000)
  }

  // (c) Gone, or too late.

  private static let ends: [(String, VenueOrderStatus.State)] = [
    ("somebody cancelled", .cancelled), ("that failed to work when it fired", .activationFailed),
    ("that the venue rejected", .rejected),
  ]

  @Test("because of a stop that is gone is closed at once, and no other stop is placed", arguments: ends)
  func gone(name: String, state: VenueOrderStatus.State) throws {
    var scene = try ConductorScene()
    scene.openLong()
    scene.fireStop(filling: .zero, as: state)
    scene.run(8_000)
    #expect(scene.isFlat, "\(name)")
    #expect(scene.latches == [.uncovered], "\(name)")
    #expect(scene.stops.count == 1, "\(name)")
    #expect(scene.longestExposure < 4_000, "\(name): \(scene.longestExposure)")
    #expect(scene.violations.isEmpty)
  }

  @Test("because its stop fired and sold a part is closed at once") func remainder() throws {
    var scene = try ConductorScene()
    scene.openLong()
    scene.fireStop(filling: "0.06")
    scene.run(10_000)
    #expect(scene.isFlat)
    #expect(scene.latches == [.uncovered])
    #expect(scene.longestExposure < 5_000)
  }

  @Test("with the signal at or beyond its price is closed at once: a stop would be late") func beyond() throws
  {
    var scene = try ConductorScene()
    scene.settle()
    scene.always(.stop, .refused("maximumOrdersReached", .limits))
    scene.enter()
    scene.run(until: { !$0.stops.isEmpty })
    scene.venue.setPrice("63990")
    scene.run(6_000)
    #expect(scene.isFlat)
    #expect(scene.latches == [.uncovered])
    #expect(scene.longestExposure < 2_500)
  }

  // (d) The venue does not trade.

  @Test("while the venue does not trade waits with its deadline, tells it, and is covered once it trades")
  func blocked() throws {
    var scene = try ConductorScene()
    scene.settle()
    scene.always(.stop, .refused("marketSuspended", .venueState))
    scene.enter()
    scene.run(until: { !$0.stops.isEmpty })
    scene.venue.market.isSuspended = true
    scene.always(.exit, .refused("marketSuspended", .venueState))
    scene.run(60_000)
    #expect(scene.alerts.count { $0 == "protection.venue-blocked" } == 1)
    #expect(scene.latches.isEmpty)
    #expect(scene.exits.isEmpty)
    scene.always(.stop, nil)
    scene.run(3_000)
    #expect(scene.isCovered)
    scene.venue.market.isSuspended = false
    scene.run(5_000)
    #expect(scene.isCovered)
    #expect(scene.latches.isEmpty)
  }

  @Test("that no stop could be placed for while the venue did not trade is closed first thing when it does")
  func blockedThenTrades() throws {
    var scene = try ConductorScene()
    scene.settle()
    scene.always(.stop, .refused("marketSuspended", .venueState))
    scene.always(.exit, .refused("marketSuspended", .venueState))
    scene.enter()
    scene.run(until: { !$0.stops.isEmpty })
    scene.venue.market.isSuspended = true
    scene.run(30_000)
    #expect(!scene.isFlat)
    scene.venue.market.isSuspended = false
    scene.always(.exit, nil)
    scene.run(scene.rules.deadline.count + 4_000)
    #expect(scene.isFlat)
  }

  // Growth and shrinkage.

  @Test("of a part of it, because more filled, gets a stop for that part under the same deadline")
  func grows() throws {
    var scene = try ConductorScene()
    scene.restEntry()
    scene.fillEntry("0.03")
    scene.run(2_000)
    scene.always(.stop, .refused("maximumOrdersReached", .limits))
    scene.fillEntry("0.05")
    scene.run(12_000)
    #expect(scene.isFlat)
    #expect(scene.latches == [.uncovered])
    #expect(scene.venue.own(.entry).isEmpty)
  }

  @Test("is never made by taking back a take-profit, nor closed for the lack of one") func takeProfit() throws
  {
    var scene = try ConductorScene()
    scene.settle()
    scene.always(.takeProfit, .refused("maximumOrdersReached", .limits))
    scene.enter(takeProfit: "68000")
    scene.run(30_000)
    #expect(scene.isCovered)
    #expect(scene.latches.isEmpty)
    #expect(scene.takeProfits.count > 3)
    scene.always(.takeProfit, nil)
    scene.run(5_000)
    #expect(scene.venue.own(.takeProfit).count == 1)
  }

  @Test("whose stop is reached, stays and does not fire is closed: it silently does not work")
  func silentStop() throws {
    var scene = try ConductorScene()
    scene.openLong()
    scene.venue.setPrice("63900")
    scene.run(2_500)
    #expect(scene.latches.isEmpty)
    scene.run(7_500)
    #expect(scene.latches == [.uncovered])
    #expect(scene.isFlat)
  }

  @Test("whose stop is touched and left again keeps it") func touchedStop() throws {
    var scene = try ConductorScene()
    scene.openLong()
    for _ in 0..<4 {
      scene.venue.setPrice("63990")
      scene.run(1_500)
      scene.venue.setPrice("64100")
      scene.run(2_000)
    }
    #expect(scene.latches.isEmpty)
    #expect(scene.isCovered)
  }

  @Test("is not seen where the venue does not trade: its stop cannot fire") func suspendedStop() throws {
    var scene = try ConductorScene()
    scene.openLong()
    scene.venue.setPrice("63900")
    scene.venue.market.isSuspended = true
    scene.run(20_000)
    #expect(scene.latches.isEmpty)
    #expect(scene.isCovered)
  }
}
