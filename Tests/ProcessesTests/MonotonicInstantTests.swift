import Processes
import Testing

@Suite("A monotonic instant only grows and never overflows")
struct MonotonicInstantTests {
  @Test("time goes on")
  func grows() {
    let first = MonotonicInstant.now()
    let boot = MonotonicInstant.bootTime()
    #expect(first <= .now())
    #expect(boot >= first.nanoseconds && boot <= MonotonicInstant.bootTime())
  }

  @Test(
    "distances saturate",
    arguments: [
      (Int64.max, Int.max, Int64.max), (.min, .min, .min), (0, .max, .max), (0, .min, .min),
      (5, 1, 1_000_005),
      (.max, 1, .max), (.min, -1, .min), (0, -2, -2_000_000),
    ])
  func saturates(_ start: Int64, _ milliseconds: Int, _ expected: Int64) {
    let moved = MonotonicInstant(nanoseconds: start).advanced(byMilliseconds: milliseconds)
    #expect(moved.nanoseconds == expected)
  }

  @Test("microseconds count whole ones and never go below zero")
  func microseconds() {
    let start = MonotonicInstant(nanoseconds: 1_000)
    #expect(MonotonicInstant(nanoseconds: 3_999).microseconds(since: start) == 2)
    #expect(start.microseconds(since: MonotonicInstant(nanoseconds: 3_999)) == 0)
    #expect(MonotonicInstant(nanoseconds: .max).microseconds(since: MonotonicInstant(nanoseconds: .min)) > 0)
  }
}
