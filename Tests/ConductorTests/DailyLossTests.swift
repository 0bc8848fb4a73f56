import Chronology
import ConductorScene
import ExactDecimal
import Testing
import Trading

/// Design-engine §5: two detectors, the worse governs.
@Suite("The day's loss") struct DailyLossTests {
  @Test("by own fills at the mark price trips and closes the position") func byFills() throws {
    var scene = try ConductorScene { rules, _ in rules.maxDailyLossUSD = ExactDecimal(150) }
    scene.settle()
    scene.enter(stop: "64000")
    scene.run(5_000)
    scene.venue.setPrice("63400")
    // The equity shows nothing of it.
    scene.run(10_000)
    #expect(scene.latches == [.dailyLoss])
    #expect(scene.isFlat)
    scene.enter("e-2")
    scene.run(2_000)
    #expect(scene.told("e-2") == ["intent.entries-not-permitted"])
  }

  @Test("closes what an earlier trip has kept with its stops") func afterKeepStops() throws {
    var scene = try ConductorScene()
    scene.openLong()
    scene.setStanding(Standing(mode: .tripped, cause: .foreignOrder))
    scene.run(5_000)
    #expect(scene.isCovered)
    scene.account.marginEquityUSD = ExactDecimal(98_900)
    scene.run(40_000)
    #expect(scene.latches == [.dailyLoss])
    #expect(scene.isFlat)
  }

  @Test("by equity trips, although own fills show nothing") func byEquity() throws {
    var scene = try ConductorScene()
    scene.openLong()
    scene.account.marginEquityUSD = ExactDecimal(98_900)
    scene.run(40_000)
    #expect(scene.latches == [.dailyLoss])
    #expect(scene.isFlat)
  }

  @Test("is not forgotten over a crash: the first equity of the day stays the baseline") func crash() throws {
    var scene = try ConductorScene()
    scene.settle()
    scene.account.marginEquityUSD = ExactDecimal(99_500)
    try scene.restart()
    scene.run(20_000)
    #expect(scene.latches.isEmpty)
    scene.account.marginEquityUSD = ExactDecimal(98_990)
    try scene.restart()
    scene.run(20_000)
    #expect(scene.latches == [.dailyLoss])
  }

  @Test("of yesterday is not today's") func nextDay() throws {
    var scene = try ConductorScene()
    scene.openLong()
    scene.account.marginEquityUSD = ExactDecimal(99_100)
    scene.run(20_000)
    // 00:00 UTC is 10:26:40 away.
    try scene.restart(after: 37_600_000)
    scene.run(20_000)
    #expect(scene.conductor.memory.day?.begins == Timestamp(clamping: 1_795_737_600_000))
    scene.account.marginEquityUSD = ExactDecimal(98_900)
    scene.run(20_000)
    #expect(scene.latches.isEmpty)
    scene.account.marginEquityUSD = ExactDecimal(98_090)
    scene.run(20_000)
    #expect(scene.latches == [.dailyLoss])
  }

  @Test("bounds what the next trade may lose") func leaves() throws {
    var scene = try ConductorScene()
    scene.openLong()
    scene.account.marginEquityUSD = ExactDecimal(99_100)
    scene.run(20_000)
    scene.deliver(.intent(.exit(id: "x-1", of: "e-1", fraction: nil)))
    scene.run(10_000)
    // 100 USD of distance, and about 13 of costs.
    scene.enter("e-2", size: "0.1", stop: "64000")
    scene.run(5_000)
    #expect(scene.told("e-2") == ["intent.loss-per-trade"])
    scene.enter("e-3", size: "0.05", stop: "64000")
    scene.run(5_000)
    #expect(scene.told("e-3").last == "protected")
  }

  @Test("is no transfer: equity that changes while nothing is open moves the baseline") func transfers()
    throws
  {
    var scene = try ConductorScene()
    scene.run(20_000)
    scene.account.marginEquityUSD = ExactDecimal(95_000)
    scene.run(40_000)
    #expect(scene.latches.isEmpty)
    scene.enter()
    scene.run(5_000)
    scene.account.marginEquityUSD = ExactDecimal(93_900)
    scene.run(40_000)
    #expect(scene.latches == [.dailyLoss])
  }

  @Test(
    "trips and closes the position also while entries wait, or only exits are let through",
    arguments: [
      Standing(mode: .noEntry, cause: nil), Standing(mode: .reduceOnly, cause: .otherInstance),
    ])
  func notArmed(standing: Standing) throws {
    var scene = try ConductorScene()
    scene.openLong()
    scene.setStanding(standing)
    scene.account.marginEquityUSD = ExactDecimal(98_900)
    scene.run(40_000)
    #expect(scene.latches == [.dailyLoss])
    #expect(scene.isFlat)
  }

  @Test("is told by own fills also of a position that was open over a midnight without an engine")
  func midnight() throws {
    var scene = try ConductorScene { rules, _ in rules.maxDailyLossUSD = ExactDecimal(150) }
    scene.openLong()
    try scene.restart(after: 40_000_000)
    scene.run(10_000)
    #expect(scene.latches.isEmpty)
    scene.venue.setPrice("64100")
    scene.run(3_000)
    #expect(scene.latches.isEmpty)
    scene.venue.setPrice("63400")
    scene.run(10_000)
    #expect(scene.latches == [.dailyLoss])
    #expect(scene.isFlat)
  }

  @Test("without its baseline, although there were fills today, lets nothing but exits through")
  func baselineMissing() throws {
    var scene = try ConductorScene()
    scene.openLong()
    scene.loseBaseline()
    try scene.restart()
    scene.run(5_000)
    #expect(scene.latches == [.baselineMissing])
    #expect(scene.standing.mode == .reduceOnly)
    #expect(scene.isCovered)
  }

  @Test("so far is not forgotten when a person adopts or releases a symbol") func adopted() throws {
    var scene = try ConductorScene { rules, _ in rules.maxDailyLossUSD = ExactDecimal(170) }
    scene.openLong()
    scene.venue.setPrice("64100")
    scene.deliver(.intent(.exit(id: "x-1", of: "e-1", fraction: nil)))
    scene.run(10_000)
    #expect(scene.isClean)
    scene.strangerTrades(.buy, "0.1")
    scene.run(20_000)
    scene.deliver(.order(.adopt(scene.symbol, stop: "60000")))
    scene.run(5_000)
    #expect(scene.latches.isEmpty)
    scene.venue.setPrice("63300")
    scene.run(5_000)
    #expect(scene.latches == [.dailyLoss])
  }
}
