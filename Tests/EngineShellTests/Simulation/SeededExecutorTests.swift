import Glibc
import Testing

@Suite("The seeded executor") struct SeededExecutorTests {
  @Test("lets time pass only when nobody can go on, in the order of timers")
  func time() {
    let executor = SeededExecutor(seed: 1)
    let seen = Tape<Int64>()
    let isDone = Tape<Bool>()
    let task = Task(executorPreference: executor) {
      await withTaskGroup(of: Void.self) { group in
        for milliseconds: Int64 in [300, 100, 200] {
          group.addTask {
            try? await executor.sleep(milliseconds)
            seen.add(executor.now)
          }
        }
      }
      isDone.add(true)
    }
    #expect(executor.run(until: { !isDone.all.isEmpty }, most: 1_000))
    #expect(seen.all == [100, 200, 300] && executor.escapes == 0)
    _ = task
  }

  @Test("notices work that comes from another thread")
  func escape() {
    let executor = SeededExecutor(seed: 1)
    let isDone = Tape<Bool>()
    let task = Task(executorPreference: executor) {
      await withCheckedContinuation { continuation in
        _ = Task.detached { continuation.resume() }
      }
      isDone.add(true)
    }
    // Nothing is left to do here until the other thread comes.
    for _ in 0..<60_000 where isDone.all.isEmpty {
      _ = executor.run(until: { !isDone.all.isEmpty }, most: 100)
      usleep(1_000)
    }
    #expect(!isDone.all.isEmpty && executor.escapes > 0)
    _ = task
  }

  @Test("draws another order for another seed, and the same for the same")
  func order() {
    func run(_ seed: UInt64) -> [Int64] {
      let executor = SeededExecutor(seed: seed)
      let seen = Tape<Int64>()
      let isDone = Tape<Bool>()
      let task = Task(executorPreference: executor) {
        await withTaskGroup(of: Void.self) { group in
          for number in Int64(0)..<20 { group.addTask { seen.add(number) } }
        }
        isDone.add(true)
      }
      _ = executor.run(until: { !isDone.all.isEmpty }, most: 10_000)
      _ = task
      return seen.all
    }
    #expect(run(5) == run(5))
    #expect(run(5) != run(6))
  }
}
