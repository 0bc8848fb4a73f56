import StrictJSON

/// What the thread does with orders: writes what there is, syncs once, and tells.
final class JournalDesk {
  private let journal: Journal
  private var syncedSeq: Int64
  private var sparesFailure: JournalError?

  init(_ journal: Journal) {
    self.journal = journal
    journal.dropContents()
    syncedSeq = journal.lastSeq
  }

  var status: JournalStatus {
    JournalStatus(
      lastSyncedSeq: syncedSeq, pendingRecords: 0, brokenBy: journal.brokenBy, sparesFailure: sparesFailure,
      hasRoomForEntries: journal.hasRoomForEntries)
  }

  /// - Parameter publish: takes the status and how many records are settled with it, before their tickets are.
  func work(_ orders: [JournalLane.Order], publish: (JournalStatus, Int) -> Void) {
    var written: [(ticket: JournalTicket, records: Int)] = []
    for order in orders {
      switch order {
      case .append(let bodies, let use, let ticket):
        do {
          try append(bodies, use, after: &written, publish)
          written.append((ticket, bodies.count))
        } catch {
          publish(status, bodies.count)
          ticket.settle(.refused(error))
        }
      case .compact(let body, let ticket):
        synchronize(&written, publish)
        let result: JournalResult
        do {
          try journal.compact(body: body)
          result = .synced(through: syncedSeq)
        } catch { result = .refused(error) }
        publish(status, 0)
        ticket.settle(result)
      case .prepareSpares: break
      }
    }
    synchronize(&written, publish)
    // Last: it takes a while, and nobody waits for it.
    do {
      try journal.prepareSpares()
      sparesFailure = nil
    } catch { sparesFailure = error }
    publish(status, 0)
  }

  /// More may have waited than the segments that were ready can hold.
  private func append(
    _ bodies: [JSON], _ use: JournalUse, after written: inout [(ticket: JournalTicket, records: Int)],
    _ publish: (JournalStatus, Int) -> Void
  ) throws(JournalError) {
    do {
      try journal.append(bodies, use: use)
    } catch {
      guard case .noRoom = error else { throw error }
      synchronize(&written, publish)
      try? journal.prepareSpares()
      try journal.append(bodies, use: use)
    }
  }

  private func synchronize(
    _ written: inout [(ticket: JournalTicket, records: Int)], _ publish: (JournalStatus, Int) -> Void
  ) {
    guard !written.isEmpty else { return }
    let result: JournalResult
    do {
      try journal.synchronize()
      syncedSeq = journal.lastSeq
      result = .synced(through: syncedSeq)
    } catch { result = .refused(error) }
    publish(status, written.reduce(0) { $0 + $1.records })
    for (ticket, _) in written { ticket.settle(result) }
    written.removeAll()
  }
}
