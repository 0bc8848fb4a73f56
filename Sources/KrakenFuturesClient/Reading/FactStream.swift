import Synchronization
import Trading

/// The one ordered stream of facts. Before somebody asks for it nothing is kept, so that a session that only reads on
/// request does not fill memory.
final class FactStream: Sendable {
  let stream: AsyncStream<VenueFact>
  private let continuation: AsyncStream<VenueFact>.Continuation
  private let isWanted = Mutex(false)

  init() { (stream, continuation) = AsyncStream.makeStream(bufferingPolicy: .unbounded) }

  deinit { continuation.finish() }

  func want() -> AsyncStream<VenueFact> {
    isWanted.withLock { $0 = true }
    return stream
  }

  /// Several facts of one reading stay together.
  func yield(_ facts: [VenueFact]) {
    isWanted.withLock { isWanted in
      guard isWanted else { return }
      for fact in facts { continuation.yield(fact) }
    }
  }
}
