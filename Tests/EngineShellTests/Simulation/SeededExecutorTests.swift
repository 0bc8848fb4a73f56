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
    let isAsleep = Tape<Bool>()
    let task = Task(executorPreference: executor) {
      await withCheckedContinuation { continuation in
        // One that resumes before the task sleeps brings no work.
        OtherThread.start {
          while isAsleep.all.isEmpty { usleep(1_000) }
          continuation.resume()
        }
      }
      isDone.add(true)
    }
    // Nothing is left to do here until the other thread comes.
    for _ in 0..<60_000 where isDone.all.isEmpty {
      _ = executor.run(until: { !isDone.all.isEmpty }, most: 100)
      isAsleep.add(true)
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

/// A thread that belongs to no pool, so that nobody's work can keep it from running.
private final class OtherThread: Sendable {
  private let work: @Sendable () -> Void

  private init(_ work: @escaping @Sendable () -> Void) { self.work = work }

  static func start(_ work: @escaping @Sendable () -> Void) {
    let own = unsafe Unmanaged.passRetained(OtherThread(work))
    var thread: pthread_t = 0
    let error = unsafe pthread_create(
      &thread, nil,
      { context in
        if let context = unsafe context {
          unsafe Unmanaged<OtherThread>.fromOpaque(context).takeRetainedValue().work()
        }
        return nil
      }, own.toOpaque())
    if error == 0 { pthread_detach(thread) } else { unsafe own.release() }
  }
}
