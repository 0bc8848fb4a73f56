import Testing

/// Lets a few tests run at a time: each has a simulated venue, a guardian and a worker, which have to answer each other
/// within the venue's times.
struct Turns: TestTrait, SuiteTrait, TestScoping {
  var isRecursive: Bool { true }
  private static let waiting = WaitingLine(places: 6)

  @concurrent func provideScope(
    for test: Test, testCase: Test.Case?, performing function: @concurrent @Sendable () async throws -> Void
  ) async throws {
    await Self.waiting.enter()
    do {
      try await function()
      await Self.waiting.leave()
    } catch {
      await Self.waiting.leave()
      throw error
    }
  }
}

extension Trait where Self == Turns {
  /// A few at a time, of all suites that say so.
  static var inTurn: Turns { Turns() }
}

private actor WaitingLine {
  private var places: Int
  private var line: [CheckedContinuation<Void, Never>] = []

  init(places: Int) { self.places = places }

  func enter() async {
    guard places == 0 else {
      places -= 1
      return
    }
    await withCheckedContinuation { line.append($0) }
  }

  func leave() {
    guard !line.isEmpty else {
      places += 1
      return
    }
    line.removeFirst().resume()
  }
}
