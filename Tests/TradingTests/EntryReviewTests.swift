import Chronology
import ExactDecimal
import Testing
import Trading

/// A market, limits that an ordinary entry meets, and ways to change one thing.
private struct Desk {
  var limits = EntryLimits(
    symbols: Symbol("PF_XBTUSD").map { [$0] }, maxOrderNotionalUSD: ExactDecimal(1_000),
    maxPositionNotionalUSD: ExactDecimal(1_500), maxOrdersPerMinute: 2, maxOrders: 3,
    priceCollar: ExactDecimal("0.01") ?? .zero, expiresAt: Timestamp(clamping: 10_000_000))
  var instrument: Instrument
  var market: MarketState
  var order: EntryOrder
  var position: VenuePosition?
  var now = Timestamp(clamping: 1_000_000)
  private let owner: ClientOrderID.Owner
  private let symbol: Symbol

  init() throws {
    symbol = try #require(Symbol("PF_XBTUSD"))
    owner = try #require(ClientOrderID.Owner(environment: 1, scope: 0, instance: 1))
    instrument = Instrument(
      symbol: symbol, kind: .linearPerpetual, tickSize: ExactDecimal(1),
      sizeStep: try #require(ExactDecimal("0.0001")), contractSize: ExactDecimal(1), isTradeable: true,
      isPostOnly: false)
    market = MarketState(symbol: symbol, last: ExactDecimal(70_000))
    order = EntryOrder(
      id: try #require(ClientOrderID(owner: owner, role: .entry, intent: 1)), symbol: symbol, position: .long,
      size: try #require(ExactDecimal("0.01")), price: .immediateOrCancel(ExactDecimal(70_010)),
      processBefore: Timestamp(clamping: 1_005_000))
  }

  mutating func number(_ intent: UInt64) throws {
    order.id = try #require(ClientOrderID(owner: owner, role: .entry, intent: intent))
  }
}

@Suite("The entry review") struct EntryReviewTests {
  @Test("approves an entry within every limit, and says what it is worth at worst")
  func approves() throws {
    let desk = try Desk()
    var review = EntryReview(limits: desk.limits)
    let approved = try review.review(
      desk.order, on: desk.instrument, market: desk.market, position: nil, now: desk.now)
    #expect(approved.order == desk.order)
    #expect(approved.notionalUSD.description == "700.1")
    #expect(review.count == 1)
  }

  private static let refusals: [(EntryRefusal.Code, @Sendable (inout Desk) throws -> Void)] = [
    (.symbol, { $0.limits.symbols = [] }),
    (.symbol, { $0.market.symbol = try #require(Symbol("PF_ETHUSD")) }),
    (.kind, { $0.instrument.kind = .other("futures_inverse") }),
    (.market, { $0.instrument.isTradeable = false }),
    (.market, { $0.instrument.isPostOnly = true }),
    (.market, { $0.market.isSuspended = true }),
    (.market, { $0.market.isPostOnly = true }),
    (.size, { $0.order.size = .zero }),
    (.size, { $0.order.size = -$0.order.size }),
    (.size, { $0.order.size = try #require(ExactDecimal("0.01005")) }),
    (.price, { $0.order.price = .limit(try #require(ExactDecimal("70000.5"))) }),
    (.price, { $0.order.price = .postOnly(ExactDecimal(0)) }),
    (.collar, { $0.order.price = .limit(ExactDecimal(70_701)) }),
    (.collar, { $0.order.price = .limit(ExactDecimal(69_299)) }),
    (.noPrice, { $0.market.last = nil }),
    (.orderNotional, { $0.order.size = try #require(ExactDecimal("0.0143")) }),
    (
      .orderNotional,
      {
        $0.order.size = try #require(ExactDecimal("0.0142"))
        $0.order.price = .market
      }
    ),
    (
      .positionNotional,
      {
        $0.position = VenuePosition(
          symbol: $0.order.symbol, side: .long, size: try #require(ExactDecimal("0.0115")))
      }
    ),
    (.expired, { $0.now = Timestamp(clamping: 9_940_000) }),
    (.expired, { $0.order.processBefore = Timestamp(clamping: 9_940_001) }),
    (.count, { $0.limits.maxOrders = 0 }),
    (.rate, { $0.limits.maxOrdersPerMinute = 0 }),
    (.arithmetic, { $0.order.size = try #require(ExactDecimal("999999999999999999")) }),
  ]

  @Test("refuses with a code, one thing changed at a time", arguments: refusals.indices)
  func refuses(index: Int) throws {
    let (code, change) = Self.refusals[index]
    var desk = try Desk()
    try change(&desk)
    var review = EntryReview(limits: desk.limits)
    do throws(EntryRefusal) {
      _ = try review.review(
        desk.order, on: desk.instrument, market: desk.market, position: desk.position, now: desk.now)
      Issue.record("approved, expected \(code.rawValue)")
    } catch {
      #expect(error.code == code)
    }
    #expect(review.count == 0, "a refused entry counts for nothing")
  }

  @Test("has every code provoked")
  func complete() {
    #expect(Set(Self.refusals.map(\.0)).union([.duplicate]) == Set(EntryRefusal.Code.allCases))
  }

  @Test("counts an order when it is approved: rate, number in all, and an id never twice")
  func counts() throws {
    var desk = try Desk()
    var review = EntryReview(limits: desk.limits)
    func next(_ intent: UInt64, at now: Int64) throws -> EntryRefusal.Code? {
      try desk.number(intent)
      do throws(EntryRefusal) {
        _ = try review.review(
          desk.order, on: desk.instrument, market: desk.market, position: nil, now: Timestamp(clamping: now))
        return nil
      } catch { return error.code }
    }
    #expect(try next(1, at: 1_000_000) == nil)
    #expect(try next(1, at: 1_000_001) == .duplicate)
    #expect(try next(2, at: 1_000_002) == nil)
    #expect(try next(3, at: 1_000_003) == .rate)
    #expect(try next(3, at: 1_060_002) == nil)
    #expect(try next(4, at: 1_200_000) == .count)
    review.replaceLimits(desk.limits)
    #expect(try next(4, at: 1_300_000) == .count)
  }
}
