import CertificationEvidence
import Chronology
public import Processes
import Synchronization

/// A worker's side of the channel to its guardian. Nothing here waits: a guardian that is paused must not keep the worker
/// from leaving the venue.
public final class WorkerLink: Sendable {
  /// What a guardian writes: that the worker may begin, and that it still watches.
  static let go = UInt8(ascii: "g")
  static let heartbeat = UInt8(ascii: ".")
  static let heartbeatInterval = Milliseconds.seconds(1)
  /// A guardian that was not heard of for so long watches no more.
  static let silence = Milliseconds.seconds(10)
  /// What waits for a guardian that reads no more.
  private static let queueLimit = 16 << 20

  private let channel: ProcessChannel
  private let uptime: @Sendable () -> Int64
  private let state: Mutex<State>

  private struct State {
    var isGone = false
    var mayBegin = false
    var heardAt: Int64
    var queue: [UInt8] = []
  }

  /// - Parameter uptime: a clock that is never set, in milliseconds.
  public init(_ channel: ProcessChannel, uptime: @escaping @Sendable () -> Int64) {
    self.channel = channel
    self.uptime = uptime
    state = Mutex(State(heardAt: uptime()))
  }

  /// Whether the guardian has closed its end, is gone, or was not heard of any more; the worker then leaves the venue by
  /// itself.
  public var isAbandoned: Bool {
    state.withLock { state in
      listen(&state)
      flush(&state)
      return state.isGone
    }
  }

  /// Whether the guardian has let the worker begin.
  var mayBegin: Bool {
    state.withLock { state in
      listen(&state)
      return state.mayBegin
    }
  }

  func send(_ message: WorkerMessage) {
    let line = message.line
    // The lock keeps lines whole: exchanges are recorded by the transport's tasks, too.
    state.withLock { state in
      guard !state.isGone else { return }
      state.queue += line
      flush(&state)
    }
  }

  /// Waits until everything was taken, or nobody takes it any more.
  func finish(_ sleep: @Sendable (Int64) async throws -> Void) async {
    while !isAbandoned, !state.withLock({ $0.queue.isEmpty }) { try? await sleep(10) }
  }

  private func listen(_ state: inout State) {
    while !state.isGone {
      switch channel.read() {
      case .bytes(let bytes):
        state.heardAt = uptime()
        if bytes.contains(Self.go) { state.mayBegin = true }
      case .ended: state.isGone = true
      case .nothing:
        if uptime() - state.heardAt > Self.silence.count { state.isGone = true }
        return
      }
    }
  }

  private func flush(_ state: inout State) {
    guard !state.isGone, !state.queue.isEmpty else { return }
    guard let count = channel.writeWithoutWaiting(state.queue) else {
      state.isGone = true
      return
    }
    state.queue.removeFirst(count)
    if state.queue.count > Self.queueLimit { state.isGone = true }
  }
}
