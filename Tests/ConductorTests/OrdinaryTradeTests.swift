import Chronology
import ConductorScene
import ExactDecimal
import Testing
import Trading

@Suite("An ordinary trade") struct OrdinaryTradeTests {
  @Test("enters, is covered within two round trips, and says so") func opens() throws {
    var scene = try ConductorScene()
    scene.openLong()
    #expect(scene.told() == ["accepted", "entered", "protected"])
    #expect(scene.entries.count == 1)
    #expect(scene.stops.map(\.size) == ["0.1"])
    #expect(scene.stops.map(\.triggerPrice) == ["64000"])
    #expect(scene.isCovered)
    #expect(scene.longestExposure <= 2 * scene.roundTrip)
    #expect(scene.violations.isEmpty)
  }

  @Test("ends with its stop: the books are closed and nothing is left") func stopFires() throws {
    var scene = try ConductorScene()
    scene.openLong(takeProfit: "68000")
    #expect(scene.takeProfits.map(\.triggerPrice) == ["68000"])
    scene.fireStop(filling: "0.1")
    scene.run(10_000)
    #expect(scene.isClean)
    #expect(scene.told().last == "closed")
    #expect(scene.standing == .armed)
    #expect(scene.exits.isEmpty)
    #expect(scene.violations.isEmpty)
  }

  @Test("of a short position is the same, the other way round") func short() throws {
    var scene = try ConductorScene()
    scene.settle()
    scene.enter("e-1", .short, takeProfit: "62000")
    scene.run(5_000)
    #expect(scene.venue.position == "-0.1")
    #expect(scene.told() == ["accepted", "entered", "protected"])
    #expect(scene.stops.map(\.position) == [.short])
    #expect(scene.isCovered)
    #expect(scene.venue.own(.takeProfit).count == 1)
    #expect(scene.violations.isEmpty)
  }

  @Test("tells the entry's own average price, although its stop has sold a part before it ended")
  func averagePrice() throws {
    var scene = try ConductorScene()
    scene.restEntry(goodFor: .seconds(10))
    scene.fillEntry("0.04")
    scene.run(2_000)
    scene.fireStop(filling: "0.04")
    scene.run(15_000)
    let prices = scene.answers.compactMap { told -> ExactDecimal? in
      if case .entered(_, let price) = told.answer { price } else { nil }
    }
    #expect(prices == [scene.venue.fills.first?.price])
  }
}
