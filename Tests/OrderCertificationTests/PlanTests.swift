import CertificationEvidence
import Chronology
import ExactDecimal
import OrderCertification
import StrictJSON
import Testing
import Trading

@Suite("A plan") struct PlanTests {
  static func market(
    _ name: String = "PF_XBTUSD", price: String? = "70000", tick: String = "1", step: String = "0.0001",
    change: (inout CertificationMarket) -> Void = { _ in }
  ) throws -> CertificationMarket {
    let symbol = try #require(Symbol(name))
    let number = price.flatMap { ExactDecimal($0) }
    var market = CertificationMarket(
      instrument: Instrument(
        symbol: symbol, kind: .linearPerpetual, tickSize: try #require(ExactDecimal(tick)),
        sizeStep: try #require(ExactDecimal(step)), contractSize: ExactDecimal(1), isTradeable: true,
        isPostOnly: false),
      prices: MarketState(symbol: symbol, last: number, mark: number, index: number))
    change(&market)
    return market
  }

  static let last = CertificationCase.allCases.filter { $0.trigger == .last }

  @Test("begins with what needs no position, and observes the venue once, on the first symbol")
  func order() throws {
    let plan = try CertificationPlan(
      markets: [try Self.market(), try Self.market("PF_ETHUSD", price: "3000", tick: "0.1", step: "0.001")],
      cases: Self.last, pacing: CertificationPacing())
    #expect(
      plan.episodes.map { "\($0.symbol) \($0.episode.id)" } == [
        "PF_XBTUSD OBS-TRIGGER-WHILE-FLAT", "PF_XBTUSD OBS-ID-AFTER-AMENDING", "PF_XBTUSD TC-SL-LONG-LAST",
        "PF_XBTUSD TC-SL-SHORT-LAST", "PF_XBTUSD TC-TP-LONG-LAST", "PF_XBTUSD TC-TP-SHORT-LAST",
        "PF_XBTUSD OBS-OVERSIZED-CAPPED", "PF_XBTUSD OBS-CROSSED-TRIGGER", "PF_ETHUSD TC-SL-LONG-LAST",
        "PF_ETHUSD TC-SL-SHORT-LAST", "PF_ETHUSD TC-TP-LONG-LAST", "PF_ETHUSD TC-TP-SHORT-LAST",
      ])
    #expect(plan.episodes.prefix(2).allSatisfy { !$0.opensPosition && $0.worstLossUSD == .zero })
    #expect(plan.need.symbols.map(\.spelling) == ["PF_XBTUSD", "PF_ETHUSD"])
    var pacing = CertificationPacing()
    pacing.observesBehaviours = false
    #expect(
      try CertificationPlan(markets: [try Self.market()], cases: Self.last, pacing: pacing).episodes.count
        == 4)
  }

  @Test(
    "takes the smallest size on the grid that is worth a dollar",
    arguments: [
      ("70000", "0.0001", "0.0001"), ("3000", "0.001", "0.001"), ("0.5", "1", "2"), ("0.3", "1", "4"),
      ("0.00001", "1000", "100000"), ("1", "1", "1"),
    ])
  func size(price: String, step: String, size: String) throws {
    var pacing = CertificationPacing()
    pacing.observesBehaviours = false
    let plan = try CertificationPlan(
      markets: [try Self.market(price: price, tick: "0.0000001", step: step)],
      cases: [.init(.stopLoss, .long, .last)],
      pacing: pacing)
    #expect(plan.episodes.map(\.size.description) == [size])
    #expect(plan.episodes.allSatisfy { $0.notionalUSD >= ExactDecimal(1) })
  }

  @Test(
    "keeps guard and sibling at least 20 times as far away as the order under test, which only comes closer")
  func distances() throws {
    for (price, tick) in [("70000", "1"), ("3000", "0.1"), ("0.000012", "0.0000000001"), ("150", "0.01")] {
      let market = try Self.market(price: price, tick: tick)
      let number = try #require(ExactDecimal(price))
      let distances = try ProtectiveDistances(market, at: number, pacing: CertificationPacing())
      #expect(try distances.far >= distances.near * ExactDecimal(20))
      #expect(try distances.guardStop >= distances.far + distances.near * ExactDecimal(20))
      var last = distances.near
      for moves in 1...3 {
        let near = try distances.near(afterMoves: moves, tick: market.instrument.tickSize)
        #expect(near <= last && near >= market.instrument.tickSize)
        #expect(near.isMultiple(of: market.instrument.tickSize))
        last = near
      }
    }
  }

  @Test("says what it may lose at worst: the guard's distance, the slippage allowance, and fees both ways")
  func worstLoss() throws {
    let plan = try CertificationPlan(
      markets: [try Self.market()], cases: Self.last, pacing: CertificationPacing())
    let one = try #require(plan.episodes.first { $0.opensPosition })
    #expect(one.notionalUSD.description == "7")
    // Near 4, far 350, guard 430 of 70000; 1 % slippage; 0.05 % twice.
    #expect(one.worstLossUSD.description == "0.12000001" || one.worstLossUSD.description == "0.120001")
    let oversized = try #require(plan.episodes.first { $0.episode.id == "OBS-OVERSIZED-CAPPED" })
    #expect(try oversized.worstLossUSD <= one.worstLossUSD * ExactDecimal(2))
    #expect(oversized.worstLossUSD > one.worstLossUSD)
    #expect(plan.need.orderNotionalUSD.description == "7.07", "with the worst price that an entry can pay")
    #expect(plan.need.entries == 18)
    #expect(plan.need.minutes > 20)
    #expect(plan.json["need"]?["maxOrders"]?.integerValue == 18)
    #expect(plan.lines.contains { $0.contains("max-order-notional-usd 7.07") })
  }

  @Test("is refused for a market that cannot be certified")
  func refusals() throws {
    func mistake(
      _ market: CertificationMarket, _ cases: [CertificationCase] = Self.last
    ) -> CertificationPlan.Mistake? {
      do {
        _ = try CertificationPlan(markets: [market], cases: cases, pacing: CertificationPacing())
        return nil
      } catch { return error }
    }
    let symbol = try #require(Symbol("PF_XBTUSD"))
    #expect(mistake(try Self.market(price: nil)) == .noPrice(symbol, .last))
    #expect(
      mistake(try Self.market { $0.prices.index = nil }, [.init(.stopLoss, .long, .index)])
        == .noPrice(symbol, .index))
    #expect(mistake(try Self.market { $0.prices.isSuspended = true }) == .notTraded(symbol))
    #expect(mistake(try Self.market { $0.prices.isPostOnly = true }) == .notTraded(symbol))
    #expect(mistake(try Self.market { $0.instrument.isTradeable = false }) == .notTraded(symbol))
    #expect(mistake(try Self.market { $0.instrument.isPostOnly = true }) == .notTraded(symbol))
    #expect(mistake(try Self.market { $0.instrument.kind = .other("futures_inverse") }) == .notLinear(symbol))
    #expect(
      mistake(
        try Self.market {
          $0.instrument.contractSize = ExactDecimal(999_999_999_999_999_999)
          $0.instrument.sizeStep = ExactDecimal(1_000)
        })
        == .arithmetic(symbol))
  }

  @Test("counts losses from its own fills, each once, with fees")
  func ledger() throws {
    let instrument = try Self.market().instrument
    func fill(_ id: String, _ side: OrderSide, _ price: String) throws -> VenueFill {
      VenueFill(
        id: id, venueOrderID: "v", clientID: nil, symbol: instrument.symbol, side: side,
        size: try #require(ExactDecimal("0.0001")), price: try #require(ExactDecimal(price)),
        at: Timestamp(clamping: 0), kind: "taker")
    }
    var ledger = LossLedger(budgetUSD: ExactDecimal(1), feePart: try #require(ExactDecimal("0.0005")))
    for _ in 0..<2 {
      try ledger.count(try fill("a", .buy, "70000"), on: instrument)
      try ledger.count(try fill("b", .sell, "69000"), on: instrument)
    }
    // 0.1 lost, and 0.05 % of 7 and of 6.9.
    #expect(ledger.lossUSD.description == "0.10695")
    #expect(try ledger.rest()?.description == "0.89305")
    try ledger.count(try fill("c", .sell, "90000"), on: instrument)
    #expect(try ledger.rest() == ExactDecimal(1), "a gain does not raise the budget")
    #expect(try LossLedger(budgetUSD: nil, feePart: .zero).rest() == nil)
  }

  @Test("numbers its orders by when it began, so that no two runs share an id")
  func numbers() throws {
    let owner = try #require(ClientOrderID.Owner(environment: 0, scope: 1, instance: 1))
    let start = Timestamp(clamping: 1_795_428_000_000)
    var first = IntentNumbers(owner: owner, startedAt: start)
    var second = IntentNumbers(owner: owner, startedAt: start.advanced(byMilliseconds: 1_000))
    let ids = (0..<100).compactMap { _ in first.id(.entry) }
    let others = (0..<100).compactMap { _ in second.id(.entry) }
    #expect(Set(ids).count == 100 && Set(ids).isDisjoint(with: others))
    #expect(ids.allSatisfy { first.isOfThisRun($0) && !second.isOfThisRun($0) })
    var late = IntentNumbers(owner: owner, startedAt: .latest)
    #expect(late.id(.entry) == nil)
  }
}
