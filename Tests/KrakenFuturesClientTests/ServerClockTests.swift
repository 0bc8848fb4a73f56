import Chronology
import KrakenFuturesClient
import Testing

@Suite("The venue's clock") struct ServerClockTests {
  private let start: Int64 = 1_795_000_000_000

  /// An answer that says the venue's time at an uptime, having taken so long both ways.
  private func take(
    _ clock: inout ServerClock, at uptime: Int64, offset: Int64 = 0, there: Int64 = 10, back: Int64 = 10
  ) -> ServerClock.Change {
    clock.take(
      serverTime: Timestamp(clamping: start + uptime + offset), sentAt: uptime - there,
      receivedAt: uptime + back)
  }

  @Test("is not known before an answer")
  func nothing() {
    var clock = ServerClock()
    let time = clock.now(uptime: 5)
    #expect(time == nil)
    #expect(clock.offset(wallClock: Timestamp(clamping: start), uptime: 0) == nil)
  }

  @Test("lies within what the answers leave possible, and narrows with quick ones")
  func narrows() throws {
    var clock = ServerClock()
    #expect(take(&clock, at: 1_000, there: 400, back: 20) == .none)
    let wide = try #require(clock.bounds)
    #expect(wide.contains(start))
    #expect(take(&clock, at: 2_000, there: 2, back: 3) == .none)
    let narrow = try #require(clock.bounds)
    #expect(narrow.contains(start))
    #expect(narrow.upperBound - narrow.lowerBound <= 6)
    #expect(take(&clock, at: 3_000, there: 900, back: 900) == .none)
    #expect(clock.bounds == narrow)
    let (offset, uncertainty) = try #require(
      clock.offset(wallClock: Timestamp(clamping: start + 2_950), uptime: 3_000))
    #expect(abs(offset - 50) <= 3)
    #expect(uncertainty <= 4)
  }

  @Test("says so when it was set, and never runs backwards")
  func jump() throws {
    var clock = ServerClock()
    _ = take(&clock, at: 1_000)
    let before = clock.now(uptime: 1_100)
    guard case .jumped(let by) = take(&clock, at: 2_000, offset: -5_000) else {
      Issue.record("the jump was not noticed")
      return
    }
    #expect(abs(by + 5_000) <= 20)
    let held = clock.now(uptime: 2_100)
    #expect(held != nil && held == before)
    let later = clock.now(uptime: 9_000)
    #expect(try #require(later) > #require(before))
    let settled = take(&clock, at: 10_000, offset: -5_000)
    #expect(settled == .none)
    let forward = take(&clock, at: 11_000, offset: 60_000)
    #expect(forward != .none)
  }

  @Test("bears servers that differ a little, and clocks that drift")
  func tolerance() {
    var clock = ServerClock()
    _ = take(&clock, at: 1_000, there: 1, back: 1)
    #expect(take(&clock, at: 1_010, offset: 200, there: 1, back: 1) == .none)
    var drifting = ServerClock()
    for minute: Int64 in 0..<600 {
      #expect(take(&drifting, at: minute * 60_000 + 100, offset: minute * 3, there: 2, back: 2) == .none)
    }
  }
}
