public import StrictJSON

/// A journal with a thread of its own: whoever hands records over goes on at once, however long the disk takes.
///
/// Records are written in the order in which they were handed over. What waits while the disk syncs is synced together
/// next.
public final class JournalWriter: Sendable {
  private let lane: JournalLane

  /// Takes the journal over, which is closed with the writer. Read its contents first.
  ///
  /// - Throws: `invalid` when no thread can be started.
  public init(_ journal: sending Journal, backlog: JournalBacklog = .standard) throws(JournalError) {
    lane = try JournalLane(journal, backlog)
  }

  /// What was handed over is still written; ``close()`` waits for that.
  deinit { lane.close() }

  public var status: JournalStatus { lane.status }

  /// Hands records over, all of which are written or none, and returns at once. Without any, the ticket is settled when
  /// all before it is on disk.
  public func submit(_ bodies: [JSON], use: JournalUse) -> JournalTicket {
    lane.submit(bodies, use)
  }

  /// Replaces everything handed over before by a state, see ``Journal/compact(body:)``.
  public func compact(body: JSON) -> JournalTicket { lane.compact(body) }

  /// Tries again to make segments ahead, for a disk that had no room. Otherwise that happens after each sync.
  public func prepareSpares() { lane.prepareSpares() }

  /// Waits for the ticket's result, as long as the disk takes.
  public func settled(_ ticket: JournalTicket) async -> JournalResult { await ticket.settled() }

  /// Waits for the ticket's result, but not longer than that.
  ///
  /// - Returns: nil while it is not known; also when the task is cancelled.
  public func settled(
    _ ticket: JournalTicket, withinMilliseconds milliseconds: Int64
  ) async -> JournalResult? {
    if let result = ticket.result { return result }
    await withTaskGroup(of: Void.self) { group in
      group.addTask { _ = await ticket.wait() }
      group.addTask { try? await Task.sleep(for: .milliseconds(max(0, milliseconds))) }
      await group.next()
      group.cancelAll()
    }
    return ticket.result
  }

  /// Takes no more, and returns when what was handed over is settled and the journal can be opened again.
  public func close() async {
    lane.close()
    await lane.ended()
  }
}
