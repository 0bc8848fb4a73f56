import Chronology
import Glibc
import Testing

@testable import AlertDelivery

@Suite("Work that may never come back", .timeLimit(.minutes(1))) struct OwnThreadTests {
  @Test("is waited for as long as it may take") func inTime() async {
    #expect(await OwnThread.run(within: .seconds(10)) { 7 } == 7)
  }

  @Test("is left behind after that") func late() async {
    let began = ContinuousClock.now
    #expect(await OwnThread.run(within: Milliseconds(200), Self.hang) == nil)
    #expect(ContinuousClock.now - began < .seconds(4))
  }

  @Test("is left behind when the engine ends") func cancelled() async {
    let began = ContinuousClock.now
    let value = await withTaskGroup(of: Int?.self) { group in
      group.addTask { await OwnThread.run(within: .seconds(30), Self.hang) }
      group.addTask {
        try? await ContinuousClock().sleep(for: .milliseconds(200))
        return 1
      }
      _ = await group.next()
      group.cancelAll()
      return await group.next() ?? 2
    }
    #expect(value == nil && ContinuousClock.now - began < .seconds(4))
  }

  private static let hang: @Sendable () -> Int = {
    sleep(5)
    return 1
  }
}
