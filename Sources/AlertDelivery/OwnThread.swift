import Chronology
import Glibc
import Synchronization

/// A thread for one piece of work that may block: Swift's own threads are as many as the machine has cores, and trading
/// needs them.
enum OwnThread {
  /// - Returns: nil when no thread could be started.
  static func run<Value: Sendable>(_ body: @escaping @Sendable () -> Value) async -> Value? {
    await withCheckedContinuation { continuation in
      let isStarted = start { continuation.resume(returning: body()) }
      if !isStarted { continuation.resume(returning: nil) }
    }
  }

  /// The same for work that may never come back, which is then left behind.
  ///
  /// - Returns: nil when it took longer, or the task was cancelled, or no thread could be started, or too many hang.
  static func run<Value: Sendable>(
    within longest: Milliseconds, _ body: @escaping @Sendable () -> Value
  ) async -> Value? {
    guard leftBehind.count < mostLeftBehind else { return nil }
    let answer = FirstAnswer<Value>()
    return await withTaskGroup(of: Void.self) { group in
      group.addTask {
        if (try? await ContinuousClock().sleep(for: .milliseconds(longest.count))) != nil { answer.give(nil) }
      }
      let value = await withTaskCancellationHandler {
        await withCheckedContinuation { continuation in
          answer.hand(to: continuation)
          leftBehind.add(1)
          let isStarted = start {
            let value = body()
            leftBehind.add(-1)
            answer.give(value)
          }
          if !isStarted {
            leftBehind.add(-1)
            answer.give(nil)
          }
        }
      } onCancel: {
        answer.give(nil)
      }
      group.cancelAll()
      return value
    }
  }

  /// As many threads as may hang: each keeps its stack.
  private static let mostLeftBehind = 32
  private static let leftBehind = ThreadCount()

  /// Without signals: the engine takes them with a descriptor.
  ///
  /// - Returns: false when no thread could be started; then nothing is run.
  static func start(_ body: @escaping @Sendable () -> Void) -> Bool {
    var all = sigset_t()
    var before = sigset_t()
    unsafe sigfillset(&all)
    unsafe pthread_sigmask(SIG_SETMASK, &all, &before)
    defer { unsafe pthread_sigmask(SIG_SETMASK, &before, nil) }
    var thread: pthread_t = 0
    let work = unsafe Unmanaged.passRetained(Work(body))
    let error = unsafe pthread_create(
      &thread, nil,
      { context in
        if let context = unsafe context {
          unsafe Unmanaged<Work>.fromOpaque(context).takeRetainedValue().body()
        }
        return nil
      }, work.toOpaque())
    guard error == 0 else {
      unsafe work.release()
      return false
    }
    pthread_detach(thread)
    return true
  }

  private final class Work: Sendable {
    let body: @Sendable () -> Void

    init(_ body: @escaping @Sendable () -> Void) { self.body = body }
  }
}

/// Threads whose work is under way.
private final class ThreadCount: Sendable {
  private let number = Atomic(0)

  var count: Int { number.load(ordering: .relaxed) }
  func add(_ change: Int) { number.add(change, ordering: .relaxed) }
}

/// The first of several answers, handed to the one who waits for it; the others come to nothing.
private final class FirstAnswer<Value: Sendable>: Sendable {
  private enum State {
    case open
    case awaited(CheckedContinuation<Value?, Never>)
    case given(Value?)
  }

  private let state = Mutex(State.open)

  func hand(to continuation: CheckedContinuation<Value?, Never>) {
    let early: Value?? = state.withLock { state in
      if case .given(let value) = state { return .some(value) }
      state = .awaited(continuation)
      return nil
    }
    if let early { continuation.resume(returning: early) }
  }

  func give(_ value: Value?) {
    let waiting: CheckedContinuation<Value?, Never>? = state.withLock { state in
      switch state {
      case .given: return nil
      case .open:
        state = .given(value)
        return nil
      case .awaited(let continuation):
        state = .given(value)
        return continuation
      }
    }
    waiting?.resume(returning: value)
  }
}
