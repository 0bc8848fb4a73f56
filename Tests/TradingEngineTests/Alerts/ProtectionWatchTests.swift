import ExactDecimal
import Testing

@testable import Trading
@testable import TradingEngine

@Suite("The watch over what the venue shows") struct ProtectionWatchTests {
  private func symbol(_ text: String = "PF_XBTUSD") throws -> Symbol { try #require(Symbol(text)) }

  private func picture(
    _ text: String = "PF_XBTUSD", own: String = "0.01", uncovered: Int64? = nil, isClosing: Bool = false
  ) throws -> SymbolPicture {
    let own = try #require(ExactDecimal(own))
    return SymbolPicture(
      symbol: try symbol(text), position: own, own: own,
      cover: own.signum == 0 ? .flat : uncovered == nil ? .covered : .uncovered,
      uncoveredMilliseconds: uncovered, stop: nil, quarantine: nil, isClosing: isClosing, openOrders: 0,
      shownOrders: 0, readingAge: 0)
  }

  private func missing(_ text: String = "PF_XBTUSD") throws -> MissingTakeProfit {
    MissingTakeProfit(
      symbol: try symbol(text), price: try #require(ExactDecimal("72000")),
      size: try #require(ExactDecimal("0.01")))
  }

  @Test("says that a stop is not shown once it should have been, again each minute, and that it is over")
  func stop() throws {
    var watch = ProtectionWatch()
    #expect(watch.look([try picture(uncovered: 1_499)], [], at: 0) == [])
    let told = watch.look([try picture(uncovered: 1_500)], [], at: 1)
    #expect(told.map(\.code) == ["protection.stop-not-shown"] && told.first?.subject == "PF_XBTUSD")
    #expect(
      told.first?.message
        == "the venue has shown no sufficient stop for the 0.01 open of PF_XBTUSD for 1500 ms")
    #expect(watch.look([try picture(uncovered: 40_000)], [], at: 60_000) == [])
    #expect(watch.look([try picture(uncovered: 61_500)], [], at: 60_001).count == 1)
    let over = watch.look([try picture()], [], at: 61_000)
    #expect(over.map(\.message) == ["the stop of PF_XBTUSD is shown again"])
    #expect(watch.look([try picture()], [], at: 62_000) == [])
  }

  @Test("goes by the time that passes, where nothing comes back from the venue") func silent() throws {
    var watch = ProtectionWatch()
    #expect(watch.look([try picture(uncovered: 0)], [], at: 1_000) == [])
    #expect(watch.look([try picture(uncovered: 0)], [], at: 2_000) == [])
    let told = watch.look([try picture(uncovered: 0)], [], at: 3_000)
    #expect(told.first?.message.hasSuffix("for 2000 ms") == true)
  }

  @Test("says of a position that was closed without its stop that it is flat") func closed() throws {
    var watch = ProtectionWatch()
    _ = watch.look([try picture(uncovered: 3_000)], [], at: 0)
    let over = watch.look([try picture(own: "0")], [], at: 1_000)
    #expect(over.map(\.code) == ["protection.stop-shown"])
    #expect(over.map(\.message) == ["PF_XBTUSD is flat: no stop is missing any more"])
  }

  @Test("leaves a take-profit the time that it needs, counted anew when it was shown between")
  func takeProfit() throws {
    var watch = ProtectionWatch()
    let open = [try picture()]
    #expect(watch.look(open, [try missing()], at: 0) == [])
    #expect(watch.look(open, [], at: 2_000) == [])
    #expect(watch.look(open, [try missing()], at: 2_100) == [])
    #expect(watch.look(open, [try missing()], at: 4_599) == [])
    let told = watch.look(open, [try missing()], at: 4_600)
    #expect(told.map(\.code) == ["protection.take-profit-not-shown"])
    #expect(
      told.first?.message
        == "the venue has not shown the take-profit at 72000 for 0.01 of PF_XBTUSD for 2500 ms")
    #expect(
      watch.look(open, [], at: 5_000).map(\.message) == ["the take-profit of PF_XBTUSD is shown again"])
  }

  @Test("keeps symbols apart") func symbols() throws {
    var watch = ProtectionWatch()
    let both = [try picture(uncovered: 2_000), try picture("PF_ETHUSD", uncovered: 2_000)]
    #expect(watch.look(both, [], at: 0).map(\.subject) == ["PF_XBTUSD", "PF_ETHUSD"])
    let one = [try picture(uncovered: 3_000), try picture("PF_ETHUSD")]
    let over = watch.look(one, [], at: 1_000)
    #expect(over.map(\.code) == ["protection.stop-shown"] && over.first?.subject == "PF_ETHUSD")
  }
}

@Suite("The heartbeat") struct HeartbeatScheduleTests {
  @Test("is sent regularly while the engine does what it is for, and at once when it does again")
  func regular() {
    var schedule = HeartbeatSchedule(every: 10_000)
    var sent: [Int64] = []
    for second in 0..<60 {
      let time = Int64(second) * 1_000
      let isSound = !(25_000..<48_000).contains(time)
      if schedule.isDue(at: time, isSound: isSound) { sent.append(time) }
    }
    #expect(sent == [0, 10_000, 20_000, 48_000, 58_000])
  }
}
