import Chronology
import ExactDecimal
import Testing
import Trading

@Suite("What is shown is compared with what was sent") struct DeviationTests {
  private func pair() throws -> (ProtectiveOrder, VenueOrder) {
    let symbol = try #require(Symbol("PF_XBTUSD"))
    let owner = try #require(ClientOrderID.Owner(environment: 1, scope: 0, instance: 1))
    let id = try #require(ClientOrderID(owner: owner, role: .stopLoss, intent: 1))
    let sent = ProtectiveOrder(
      id: id, symbol: symbol,
      role: .stopLoss, position: .long, size: try #require(ExactDecimal("0.01")),
      triggerPrice: ExactDecimal(69_000), signal: .last)
    let shown = VenueOrder(
      venueOrderID: "v", clientID: sent.id.description, symbol: try #require(Symbol("pf_xbtusd")),
      side: .sell,
      family: .stop, unfilledSize: sent.size, filledSize: .zero, triggerPrice: sent.triggerPrice,
      signal: .known(.last), isReduceOnly: true, status: "untouched")
    return (sent, shown)
  }

  @Test("and is the same when every field is, whatever the case of the symbol")
  func same() throws {
    let (sent, shown) = try pair()
    #expect(shown.deviations(from: sent) == [])
  }

  private static let changes: [(String, @Sendable (inout VenueOrder) throws -> Void)] = [
    ("type", { $0.family = .takeProfit }), ("type", { $0.family = .other("stp lmt") }),
    ("symbol", { $0.symbol = try #require(Symbol("PF_ETHUSD")) }), ("side", { $0.side = .buy }),
    ("size", { $0.unfilledSize = ExactDecimal(1) }), ("trigger price", { $0.triggerPrice = nil }),
    ("trigger price", { $0.triggerPrice = ExactDecimal(69_001) }), ("trigger signal", { $0.signal = nil }),
    ("trigger signal", { $0.signal = .known(.mark) }), ("trigger signal", { $0.signal = .other("unknown") }),
    ("reduce-only", { $0.isReduceOnly = false }), ("reduce-only", { $0.isReduceOnly = nil }),
    ("limit price", { $0.limitPrice = ExactDecimal(69_000) }),
  ]

  @Test("and every difference is named", arguments: changes.indices)
  func different(index: Int) throws {
    let (field, change) = Self.changes[index]
    let (sent, original) = try pair()
    var shown = original
    try change(&shown)
    #expect(shown.deviations(from: sent).map(\.field) == [field])
  }
}

@Suite("An instrument's grids") struct InstrumentGridTests {
  @Test(
    "move a trigger toward the entry, whichever way that is",
    arguments: [
      (ProtectiveRole.stopLoss, PositionSide.long, "70000"), (.stopLoss, .short, "69999"),
      (.takeProfit, .long, "69999"), (.takeProfit, .short, "70000"),
    ])
  func triggers(role: ProtectiveRole, position: PositionSide, expected: String) throws {
    let instrument = Instrument(
      symbol: try #require(Symbol("PF_XBTUSD")), kind: .linearPerpetual, tickSize: ExactDecimal(1),
      sizeStep: try #require(ExactDecimal.powerOfTen(3)), contractSize: ExactDecimal(1), isTradeable: true,
      isPostOnly: false)
    let price = try #require(ExactDecimal("69999.6"))
    #expect(
      try instrument.roundedTrigger(price, of: role, protecting: position).description == expected)
    #expect(try instrument.roundedSize(ExactDecimal(1_234_567)).description == "1234000")
  }

  @Test("a symbol is the same in either case, and no other text is one")
  func symbols() throws {
    #expect(Symbol("PF_AAPLxUSD") == Symbol("pf_aaplxusd"))
    #expect(Set([Symbol("PF_XBTUSD"), Symbol("pf_xbtusd")]).count == 1)
    for text in ["", "PF XBT", "PF\u{0}", "é", String(repeating: "A", count: 65)] {
      #expect(Symbol(text) == nil)
    }
  }
}
