import Glibc
import KrakenFuturesClient
import SimulatedVenue
import Synchronization

/// One thread, one clock that is moved by hand, and a seed that says which of the tasks that could go on does.
///
/// Time passes only when no task can go on, and then up to the next timer. Work that arrives from any other thread has
/// escaped: what it does is not decided by the seed, and the session is worth nothing.
final class SeededExecutor: TaskExecutor {
  private struct Timer {
    let id: Int
    let at: Int64
    let continuation: CheckedContinuation<Void, any Error>
  }

  private struct State {
    var random: SeededGenerator
    var jobs: [UnownedJob] = []
    var timers: [Timer] = []
    var now: Int64 = 0
    var lastTimer = 0
    var ended: Set<Int> = []
    var escapes = 0
    let thread = pthread_self()
  }

  private let state: Mutex<State>

  init(seed: UInt64) {
    state = Mutex(State(random: SeededGenerator(seed: seed ^ 0x4558_4543)))
  }

  var now: Int64 { state.withLock { $0.now } }
  /// How often work came from another thread.
  var escapes: Int { state.withLock { $0.escapes } }

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    let thread = pthread_self()
    state.withLock { state in
      if thread != state.thread { state.escapes += 1 }
      state.jobs.append(job)
    }
  }

  /// Works until nothing is left to do, or something is wrong.
  ///
  /// - Parameter most: jobs; a session that needs more does not end.
  /// - Returns: whether the end was reached.
  func run(until isDone: () -> Bool, most: Int) -> Bool {
    for _ in 0..<most {
      if isDone() { return true }
      let job = state.withLock { state -> UnownedJob? in
        guard !state.jobs.isEmpty else { return nil }
        return state.jobs.remove(at: state.random.below(state.jobs.count))
      }
      if let job {
        unsafe job.runSynchronously(on: asUnownedTaskExecutor())
      } else if !passTime() {
        return isDone()
      }
    }
    return false
  }

  /// To the next timer.
  private func passTime() -> Bool {
    let due = state.withLock { state -> [Timer] in
      guard let next = state.timers.map(\.at).min() else { return [] }
      state.now = max(state.now, next)
      let due = state.timers.filter { $0.at <= state.now }
      state.timers.removeAll { $0.at <= state.now }
      return due
    }
    for timer in due { timer.continuation.resume() }
    return !due.isEmpty
  }

  func sleep(_ milliseconds: Int64) async throws {
    let id = state.withLock { state -> Int in
      state.lastTimer += 1
      return state.lastTimer
    }
    try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        let isOver = state.withLock { state -> Bool in
          if state.ended.remove(id) != nil { return true }
          state.timers.append(Timer(id: id, at: state.now + max(1, milliseconds), continuation: continuation))
          return false
        }
        if isOver { continuation.resume(throwing: CancellationError()) }
      }
    } onCancel: {
      let timer = state.withLock { state -> Timer? in
        guard let place = state.timers.firstIndex(where: { $0.id == id }) else {
          state.ended.insert(id)
          return nil
        }
        return state.timers.remove(at: place)
      }
      timer?.continuation.resume(throwing: CancellationError())
    }
  }
}
