import Chronology
import Glibc
import Testing

@testable import AlertDelivery

@Suite("Work that may never come back", .timeLimit(.minutes(1))) struct OwnThreadTests {
  @Test("is waited for as long as it may take") func inTime() async {
    #expect(await OwnThread.run(within: .seconds(10)) { 7 } == 7)
  }

  @Test("is left behind after that") func late() async {
    #expect(await OwnThread.run(within: Milliseconds(200), Self.hang) == nil)
  }

  @Test("is left behind when the engine ends") func cancelled() async {
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
    #expect(value == nil)
  }

  /// For longer than this suite may take: whoever waits for it fails by that.
  private static let hang: @Sendable () -> Int = {
    sleep(120)
    return 1
  }
}
