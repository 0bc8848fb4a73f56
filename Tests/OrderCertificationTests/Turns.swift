import GateScene
import Testing

/// Lets a few tests run at a time: each has a simulated venue, a guardian and a worker.
struct Turns: TestTrait, SuiteTrait, TestScoping {
  var isRecursive: Bool { true }

  @concurrent func provideScope(
    for test: Test, testCase: Test.Case?, performing function: @concurrent @Sendable () async throws -> Void
  ) async throws {
    await WaitingLine.scenes.enter()
    do {
      try await function()
      await WaitingLine.scenes.leave()
    } catch {
      await WaitingLine.scenes.leave()
      throw error
    }
  }
}

extension Trait where Self == Turns {
  /// A few at a time, of all suites that say so.
  static var inTurn: Turns { Turns() }
}
