internal import Synchronization

/// A call whose answer is there, and not yet given.
struct FinishedCall: Sendable {
  let call: TransferCall
  let outcome: TransferCall.Outcome
}

/// One call of `perform` on its way: its request, whether it was cancelled, and where its answer goes.
final class TransferCall: Sendable {
  typealias Outcome = Result<HTTPResponse, TransportError>

  let request: HTTPRequest
  private let cancelled = Atomic(false)
  private let continuation: Mutex<CheckedContinuation<Outcome, Never>?> = Mutex(nil)

  init(_ request: HTTPRequest) { self.request = request }

  /// Set before the lane is told, so that a call that begins later than its cancellation still sees it.
  var isCancelled: Bool { cancelled.load(ordering: .acquiring) }
  func markCancelled() { cancelled.store(true, ordering: .releasing) }

  /// Before the call is handed to a lane.
  func suspend(_ waiting: CheckedContinuation<Outcome, Never>) { continuation.withLock { $0 = waiting } }

  /// Once; later answers go nowhere.
  func finish(_ outcome: Outcome) {
    let waiting = continuation.withLock { place in
      let waiting = place
      place = nil
      return waiting
    }
    waiting?.resume(returning: outcome)
  }
}
