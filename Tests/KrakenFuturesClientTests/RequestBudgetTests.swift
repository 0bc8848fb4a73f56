import Chronology
import KrakenFutures
import KrakenFuturesClient
import Testing
import Trading

/// 500 points in 10 s, 250 of them kept for protection.
private func budget() -> RequestBudget { RequestBudget(KrakenFutures.capabilities.rateBudget) }

@Suite("The request budget") struct RequestBudgetTests {
  @Test("gives reads half of the points, and says when there are more")
  func reads() {
    var budget = budget()
    for _ in 0..<125 { #expect(budget.take(2, for: .routineRead, at: 100) == nil) }
    #expect(budget.take(2, for: .routineRead, at: 200) == 10_100)
    #expect(budget.take(2, for: .routineRead, at: 10_099) == 10_100)
    #expect(budget.take(2, for: .routineRead, at: 10_100) == nil)
    #expect(budget.spent(at: 10_100) == 2)
  }

  @Test("keeps the reserve from entries and routine reads, together")
  func reserve() {
    var budget = budget()
    for _ in 0..<12 { #expect(budget.take(10, for: .entry, at: 0) == nil) }
    for _ in 0..<65 { #expect(budget.take(2, for: .routineRead, at: 5) == nil) }
    #expect(budget.take(2, for: .routineRead, at: 6) != nil)
    #expect(budget.take(10, for: .entry, at: 6) == 10_000)
    #expect(budget.take(2, for: .protectiveRead, at: 6) == nil)
  }

  @Test("leaves half of the reserve to sends, whoever reads for protection")
  func protectiveReads() {
    var budget = budget()
    var count = 0
    while budget.take(2, for: .protectiveRead, at: 0) == nil { count += 1 }
    #expect(count == 187)
    #expect(budget.take(10, for: .protectiveSend, at: 1) == nil)
  }

  @Test("gives what nobody protects or enters by no more than a routine read")
  func background() {
    for share in [BudgetShare.routineRead, .background] {
      var budget = budget()
      var count = 0
      while budget.take(2, for: share, at: 0) == nil { count += 1 }
      #expect(count == 125)
      #expect(budget.take(2, for: .protectiveRead, at: 0) == nil)
    }
  }

  @Test("never holds a protective send back, even beyond the venue's own budget")
  func protection() {
    var budget = budget()
    for _ in 0..<100 { #expect(budget.take(10, for: .protectiveSend, at: 0) == nil) }
    #expect(budget.spent(at: 0) == 1_000)
    budget.notePressure(at: 0)
    #expect(budget.take(10, for: .protectiveSend, at: 0) == nil)
    #expect(budget.take(2, for: .protectiveRead, at: 0) != nil)
    #expect(budget.take(10, for: .entry, at: 0) != nil)
  }

  @Test("pauses ordinary requests when the venue says that they are too many, longer each time, and recovers")
  func pressure() {
    var budget = budget()
    var now: Int64 = 0
    for expected: Int64 in [500, 1_000, 2_000, 4_000, 8_000, 10_000, 10_000] {
      budget.notePressure(at: now)
      budget.notePressure(at: now)
      #expect(budget.take(2, for: .routineRead, at: now) == now + expected)
      #expect(budget.take(10, for: .entry, at: now) == now + expected)
      #expect(budget.take(2, for: .protectiveRead, at: now) == nil)
      now += expected
    }
    #expect(budget.take(2, for: .routineRead, at: now) == nil)
    budget.noteRelief()
    budget.notePressure(at: now)
    #expect(budget.take(2, for: .routineRead, at: now) == now + 500)
  }

  @Test("never asks for more than fits in any window, whatever comes when")
  func anyWindow() {
    var budget = budget()
    var spent: [(at: Int64, points: Int)] = []
    var state: UInt64 = 1
    var now: Int64 = 0
    for _ in 0..<5_000 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      now += Int64(state >> 58)
      let share: BudgetShare =
        state >> 40 & 3 == 0 ? .entry : state >> 40 & 3 == 1 ? .protectiveRead : .routineRead
      let points = share == .entry ? 10 : 2
      if budget.take(points, for: share, at: now) == nil { spent.append((now, points)) }
      let window = spent.filter { now - $0.at < 10_000 }.reduce(0) { $0 + $1.points }
      #expect(window <= 375)
    }
  }
}
