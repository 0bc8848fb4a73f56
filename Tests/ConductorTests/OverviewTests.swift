import Chronology
import ConductorScene
import ExactDecimal
import Testing
import Trading

@Suite("What people are shown of the core") struct OverviewTests {
  private func overview(_ scene: ConductorScene) -> TradingOverview { scene.conductor.overview(answers: 2) }

  @Test("is a position with its prices, its stop as the venue shows it, and what it counts against")
  func position()
    throws
  {
    var scene = try ConductorScene()
    scene.openLong(takeProfit: "68000")
    let overview = overview(scene)
    let symbol = try #require(overview.symbols.first)
    #expect(symbol.picture == scene.conductor.pictures.first && symbol.intent == "e-1")
    #expect(symbol.ownEntryPrice == scene.venue.fills.first?.price)
    #expect(symbol.protection.map(\.role) == [.stopLoss, .takeProfit])
    #expect(
      symbol.protection.map(\.triggerPrice) == ["64000", "68000"] && symbol.protection.allSatisfy(\.isAsSent))
    let mark = try #require(symbol.mark)
    #expect(symbol.notionalUSD == (try mark * "0.1"))
    let entry = try #require(symbol.ownEntryPrice)
    #expect(symbol.unrealizedUSD == (try (mark - entry) * "0.1"))
    #expect(overview.entriesInMinute == 1 && overview.entriesInAll == 1)
    #expect(overview.lossUSD != nil && overview.maxLossUSD == "1000")
    #expect(overview.answers.count == 1 && overview.obstacles.isEmpty && symbol.strangeOrders == 0)
    scene.run(61_000)
    #expect(self.overview(scene).entriesInMinute == 0)
  }

  @Test("says when a stop is shown at another price than it was sent with") func deviates() throws {
    var scene = try ConductorScene()
    scene.openLong()
    for place in scene.venue.orders.indices { scene.venue.orders[place].triggerPrice = "63000" }
    let isShown = scene.run(
      until: { scene in overview(scene).symbols[0].protection.contains { $0.triggerPrice == "63000" } },
      atMost: 2_000)
    #expect(isShown)
    let shown = overview(scene).symbols[0].protection
    #expect(shown.filter { $0.triggerPrice == "63000" }.allSatisfy { !$0.isAsSent }, "\(shown)")
  }

  @Test("says what an entry that rests is worth") func resting() throws {
    var scene = try ConductorScene()
    scene.restEntry()
    #expect(overview(scene).symbols.first?.entryNotionalUSD == "6490")
    #expect(overview(scene).symbols.first?.ownEntryPrice == nil)
  }

  @Test("names what keeps entries back, and for how long after") func obstacles() throws {
    var scene = try ConductorScene()
    scene.openLong()
    func tell(_ link: LinkState) {
      scene.deliver(
        .pushed(
          VenueFact(venueTime: nil, receivedAt: scene.moment.wall, source: .pushed, content: .link(link))))
    }
    tell(.down("transport.timeout"))
    #expect(overview(scene).obstacles == [.venueSilent])
    scene.deliver(.journal(.reserveOnly))
    #expect(overview(scene).obstacles == [.venueSilent, .journalRoom])
    tell(.up)
    scene.deliver(.journal(.healthy))
    #expect(overview(scene).obstacles == [.settling])
    scene.run(6_000)
    #expect(overview(scene).obstacles.isEmpty)
  }

  @Test("counts strangers' orders") func strangers() throws {
    var scene = try ConductorScene()
    scene.openLong()
    scene.strangerRests()
    scene.run(6_000)
    #expect(overview(scene).symbols.first?.strangeOrders == 1)
  }
}
