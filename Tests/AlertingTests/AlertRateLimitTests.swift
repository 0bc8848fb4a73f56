import EngineConfiguration
import GateScene
import Testing

@testable import Alerting

@Suite("What is said again and again") struct AlertRateLimitTests {
  @Test("is said at once, and then counted") func counted() {
    var limit = AlertRateLimit()
    for number in 1...3 {
      #expect(limit.take(Alerts.alert("a.b", id: "\(number)"), about: nil, at: 0)?.id == "\(number)")
    }
    for second in 1...5 {
      #expect(
        limit.take(Alerts.alert("a.b", id: "\(second + 3)"), about: nil, at: Int64(second) * 1_000) == nil)
    }
    #expect(limit.nextRelease == 60_000 && limit.release(at: 59_999).isEmpty)
    let released = limit.release(at: 60_000)
    #expect(released.map(\.id) == ["8"] && released.map(\.repeats) == [4])
    #expect(limit.nextRelease == nil)
  }

  @Test("is kept apart from other codes, and from the same about something else") func apart() {
    var limit = AlertRateLimit()
    for _ in 1...3 { #expect(limit.take(Alerts.alert("a.b"), about: "PF_XBTUSD", at: 0) != nil) }
    #expect(limit.take(Alerts.alert("a.b"), about: "PF_ETHUSD", at: 0) != nil)
    #expect(limit.take(Alerts.alert("a.c"), about: "PF_XBTUSD", at: 0) != nil)
    #expect(limit.take(Alerts.alert("a.b"), about: "PF_XBTUSD", at: 0) == nil)
  }

  @Test("is said less and less often, and at once again after it was quiet") func slower() {
    var limit = AlertRateLimit()
    var times: [Int64] = []
    for time in stride(from: Int64(0), to: 1_000_000, by: 1_000) {
      times += limit.release(at: time).map { _ in time }
      if limit.take(Alerts.alert("a.b"), about: nil, at: time) != nil { times.append(time) }
    }
    #expect(times == [0, 1_000, 2_000, 60_000, 180_000, 420_000, 900_000])
    _ = limit.release(at: 1_500_000)
    #expect(limit.take(Alerts.alert("a.b"), about: nil, at: 3_000_000) != nil)
    #expect(limit.nextRelease == nil)
  }

  /// Whatever comes: nothing is lost from the count, and what cannot wait is held for seconds.
  @Test(
    "is never lost, and held for ten seconds at most where it cannot wait",
    arguments: 0..<200 as Range<UInt64>)
  func conserved(_ seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    var limit = AlertRateLimit()
    var (time, taken, said): (Int64, Int64, Int64) = (0, 0, 0)
    var heldSince: Int64?
    for _ in 0..<300 {
      time += Int64.random(in: 0...4_000, using: &random)
      for alert in limit.release(at: time) {
        said += 1 + alert.repeats
        heldSince = nil
      }
      if let heldSince { #expect(time - heldSince <= 10_000) }
      if Bool.random(using: &random) {
        taken += 1
        if limit.take(Alerts.alert("kill-switch.tripped", .critical), about: nil, at: time) != nil {
          said += 1
        } else {
          heldSince = heldSince ?? time
          #expect((limit.nextRelease ?? .max) - time <= 10_000)
        }
      }
      // The shell wakes when it is asked to.
      if let next = limit.nextRelease, next - time < 4_000 {
        time = max(time, next)
        for alert in limit.release(at: time) {
          said += 1 + alert.repeats
          heldSince = nil
        }
      }
    }
    for alert in limit.releaseAll() { said += 1 + alert.repeats }
    #expect(said == taken)
  }
}
