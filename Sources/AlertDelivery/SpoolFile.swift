import Alerting
import DurableFiles
import StrictJSON
import Synchronization

/// The spool on disk. Nobody waits for it: a thread writes the newest form, and what came in between is never written.
final class SpoolFile: Sendable {
  private struct State {
    var newest: AlertSpool?
    var isWriting = false
    var isFailureTold = false
  }

  /// Far more than a spool has.
  private static let mostBytes = 8 << 20

  private let path: String
  private let say: @Sendable (String) -> Void
  private let state = Mutex(State())

  init(_ path: String, say: @escaping @Sendable (String) -> Void) {
    self.path = path
    self.say = say
  }

  /// What an earlier start left; one that cannot be read is said, and begun anew.
  func load() -> AlertSpool {
    let bytes: [UInt8]
    do { bytes = try DurableFiles.read(path, limit: Self.mostBytes, follow: false) } catch {
      if !error.isNotFound { say("note: alerts that were waiting cannot be read: \(error)") }
      return AlertSpool()
    }
    do {
      return try AlertSpool(
        try JSON.parse(bytes, limits: JSONLimits(bytes: Self.mostBytes, depth: 8, values: 1 << 16)))
    } catch {
      say("note: alerts that were waiting are lost: '\(path)' is damaged: \(error)")
      return AlertSpool()
    }
  }

  func store(_ spool: AlertSpool) {
    let begins = state.withLock { state in
      state.newest = spool
      defer { state.isWriting = true }
      return !state.isWriting
    }
    guard begins, !OwnThread.start({ self.write() }) else { return }
    state.withLock { $0.isWriting = false }
  }

  /// Whether the newest form is on stable storage, as far as it can be written.
  var isSettled: Bool { state.withLock { !$0.isWriting } }

  private func write() {
    while let spool = next() {
      do {
        try DurableFiles.replace(path, with: spool.json.encoded() + [0x0A], mode: 0o600)
        state.withLock { $0.isFailureTold = false }
      } catch {
        let isNew = state.withLock { state in
          defer { state.isFailureTold = true }
          return !state.isFailureTold
        }
        if isNew { say("note: waiting alerts cannot be kept, and are delivered all the same: \(error)") }
      }
    }
  }

  private func next() -> AlertSpool? {
    state.withLock { state in
      defer { state.newest = nil }
      state.isWriting = state.newest != nil
      return state.newest
    }
  }
}
