import CertificationEvidence
public import Processes
import Synchronization

/// A worker's side of the channel to its guardian.
public final class WorkerLink: Sendable {
  private let channel: ProcessChannel
  private let isGone = Mutex(false)

  public init(_ channel: ProcessChannel) { self.channel = channel }

  /// Whether the guardian has closed its end or is gone; the worker then leaves the venue by itself.
  public var isAbandoned: Bool {
    isGone.withLock { isGone in
      if isGone { return true }
      if case .ended = channel.read() { isGone = true }
      return isGone
    }
  }

  func send(_ message: WorkerMessage) {
    // The lock keeps lines whole: exchanges are recorded by the transport's tasks, too.
    isGone.withLock { isGone in
      if !isGone, !channel.write(message.line) { isGone = true }
    }
  }
}
