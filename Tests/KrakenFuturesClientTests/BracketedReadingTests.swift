import Chronology
import ExactDecimal
import Testing
import Trading

@testable import KrakenFuturesClient

@Suite("A bracketed reading") struct BracketedReadingTests {
  private func symbol(_ name: String = "PF_XBTUSD") throws -> Symbol { try #require(Symbol(name)) }

  private func positions(_ sizes: [(String, Int64)], at time: Int64 = 1, isComplete: Bool = true) throws
    -> VenueFact
  {
    let rows = try sizes.map { name, size in
      VenuePosition(
        symbol: try symbol(name), side: size > 0 ? .long : .short, size: ExactDecimal(abs(size)))
    }
    return fact(.positions(rows), time, isComplete)
  }

  private func orders(_ names: [String], at time: Int64 = 2, isComplete: Bool = true) throws -> VenueFact {
    let rows = try names.enumerated().map { index, name in
      VenueOrder(
        venueOrderID: "\(index)", clientID: nil, symbol: try symbol(name), side: .sell, family: .stop,
        unfilledSize: ExactDecimal(1), filledSize: .zero, isReduceOnly: true, status: "untouched")
    }
    return fact(.orders(rows), time, isComplete)
  }

  private func fact(_ content: VenueFact.Content, _ time: Int64, _ isComplete: Bool) -> VenueFact {
    VenueFact(
      venueTime: Timestamp(clamping: time), receivedAt: Timestamp(clamping: time + 100), source: .read,
      isComplete: isComplete, content: content)
  }

  private func reading(_ step: BracketedReading.Step) throws -> (SettledReading, VenueFact) {
    guard case .done(let fact) = step, case .settled(let reading) = fact.content else {
      throw Unsettled(step: step)
    }
    return (reading, fact)
  }

  private struct Unsettled: Error { let step: BracketedReading.Step }

  @Test("settles when the position before and after the orders is the same, for its symbol alone")
  func settles() throws {
    var bracket = BracketedReading(try symbol())
    #expect(bracket.first == .readPositions)
    #expect(bracket.take(try positions([("PF_XBTUSD", 2), ("PF_ETHUSD", 9)])) == .readOrders)
    #expect(bracket.take(try orders(["PF_ETHUSD", "pf_xbtusd"])) == .readPositions)
    let (reading, fact) = try reading(
      bracket.take(try positions([("PF_XBTUSD", 2), ("PF_ETHUSD", 8)], at: 3)))
    #expect(fact.isComplete && fact.venueTime == Timestamp(clamping: 2))
    #expect(reading.position?.size == ExactDecimal(2))
    #expect(reading.orders.map(\.venueOrderID) == ["1"])
  }

  @Test("reads again when the position changed, and the last three belong together")
  func again() throws {
    var bracket = BracketedReading(try symbol())
    _ = bracket.take(try positions([]))
    _ = bracket.take(try orders([]))
    #expect(bracket.take(try positions([("PF_XBTUSD", 1)])) == .readOrders)
    _ = bracket.take(try orders(["PF_XBTUSD"], at: 7))
    let (reading, fact) = try reading(bracket.take(try positions([("PF_XBTUSD", 1)], at: 8)))
    #expect(fact.isComplete && fact.venueTime == Timestamp(clamping: 7))
    #expect(reading.orders.count == 1)
  }

  @Test("sees a position that was turned round")
  func turned() throws {
    var bracket = BracketedReading(try symbol())
    _ = bracket.take(try positions([("PF_XBTUSD", 1)]))
    _ = bracket.take(try orders([]))
    #expect(bracket.take(try positions([("PF_XBTUSD", -1)])) == .readOrders)
  }

  @Test("is incomplete, never flat, when a list is missing", arguments: 0..<3)
  func missing(_ place: Int) throws {
    var bracket = BracketedReading(try symbol())
    let facts = [
      try positions([("PF_XBTUSD", 1)], isComplete: place != 0), try orders([], isComplete: place != 1),
      try positions([("PF_XBTUSD", 1)], isComplete: place != 2),
    ]
    var step = bracket.first
    for fact in facts.prefix(place + 1) { step = bracket.take(fact) }
    let (reading, fact) = try reading(step)
    #expect(!fact.isComplete)
    #expect(reading.position != nil || place == 0)
  }

  @Test("gives up after four rounds of a position that keeps changing")
  func limit() throws {
    var bracket = BracketedReading(try symbol())
    var step = bracket.take(try positions([("PF_XBTUSD", 1)]))
    for round in 2...5 {
      #expect(step == .readOrders)
      _ = bracket.take(try orders([]))
      step = bracket.take(try positions([("PF_XBTUSD", Int64(round))]))
    }
    #expect(try !reading(step).1.isComplete)
  }
}
