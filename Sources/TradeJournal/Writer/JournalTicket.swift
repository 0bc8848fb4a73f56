internal import Synchronization

/// What became of records that were handed over.
public enum JournalResult: Sendable, Hashable {
  /// They are on stable storage, as is everything up to this record.
  case synced(through: Int64)
  /// They count as not written. After `broken` they may be on disk all the same.
  case refused(JournalError)
}

/// Records on their way to the disk.
public final class JournalTicket: Sendable {
  private struct State {
    var result: JournalResult?
    var waiting: [Int: CheckedContinuation<JournalResult?, Never>] = [:]
    /// Waits that were cancelled before they began.
    var cancelled: Set<Int> = []
    var count = 0
  }

  private let state = Mutex(State())

  init() {}

  /// Nil while it is not known.
  public var result: JournalResult? { state.withLock(\.result) }

  /// Once.
  func settle(_ result: JournalResult) {
    let waiting = state.withLock { state in
      state.result = result
      defer { state.waiting.removeAll() }
      return state.waiting
    }
    for continuation in waiting.values { continuation.resume(returning: result) }
  }

  /// Waits until it is settled, or until the task is cancelled: nil.
  func wait() async -> JournalResult? {
    let number = nextNumber()
    return await withTaskCancellationHandler {
      await withCheckedContinuation { enter($0, as: number) }
    } onCancel: {
      cancel(number)
    }
  }

  /// Waits until it is settled, whether or not the task is cancelled.
  func settled() async -> JournalResult {
    // Several may wait for one ticket, each under a number of its own.
    let number = nextNumber()
    let result = await withCheckedContinuation { enter($0, as: number) }
    return result ?? .refused(.closed)
  }

  private func nextNumber() -> Int {
    state.withLock { state in
      state.count += 1
      return state.count
    }
  }

  private func enter(_ continuation: CheckedContinuation<JournalResult?, Never>, as number: Int) {
    let isOver = state.withLock { state in
      if state.result != nil || state.cancelled.remove(number) != nil { return true }
      state.waiting[number] = continuation
      return false
    }
    if isOver { continuation.resume(returning: result) }
  }

  private func cancel(_ number: Int) {
    let continuation = state.withLock { state in
      let continuation = state.waiting.removeValue(forKey: number)
      if continuation == nil, state.result == nil { state.cancelled.insert(number) }
      return continuation
    }
    continuation?.resume(returning: nil)
  }
}
