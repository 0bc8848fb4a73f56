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
    scene.settle()
    scene.account.marginEquityUSD = ExactDecimal(99_100)
    scene.run(20_000)
    // 00:00 UTC is 10:26:40 away.
    scene.run(37_600_000)
    scene.account.marginEquityUSD = ExactDecimal(98_900)
    scene.run(20_000)
    #expect(scene.conductor.memory.day?.begins == Timestamp(clamping: 1_795_737_600_000))
    #expect(scene.latches.isEmpty)
    scene.account.marginEquityUSD = ExactDecimal(98_090)
    scene.run(20_000)
    #expect(scene.latches == [.dailyLoss])
  }

  @Test("bounds what the next trade may lose") func leaves() throws {
    var scene = try ConductorScene()
    scene.settle()
    scene.account.marginEquityUSD = ExactDecimal(99_100)
    scene.run(20_000)
    // 100 USD of distance, and about 13 of costs.
    scene.enter(size: "0.1", stop: "64000")
    scene.run(5_000)
    #expect(scene.told() == ["intent.loss-per-trade"])
    scene.enter("e-2", size: "0.05", stop: "64000")
    scene.run(5_000)
    #expect(scene.told("e-2").last == "protected")
  }
}
