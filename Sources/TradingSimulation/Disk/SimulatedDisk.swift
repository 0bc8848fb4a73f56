import SimulatedVenue
import Trading

/// The engine's disk: a journal and the kill switch's file. What was written and not synced is lost in a crash, wholly or
/// but for a beginning, and a file that was replaced may be the old one again.
struct SimulatedDisk: Sendable {
  enum Mode: Sendable { case healthy, failing, full }

  /// Everything that was written and is not lost, in order.
  private(set) var records: [TradeRecord] = []
  private(set) var syncedCount = 0
  private(set) var isSyncing = false
  var mode = Mode.healthy
  /// Milliseconds that a sync takes beyond the usual.
  var delay: Int64 = 0
  /// The kill switch as it stands on disk for certain; nil where no file was ever made.
  private(set) var durable: Standing?
  /// Written over it, and not synced.
  private(set) var written: Standing?

  var isAllSynced: Bool { syncedCount == records.count }

  mutating func append(_ record: TradeRecord) { records.append(record) }

  /// - Returns: how many records the sync that begins now makes certain; nil when none begins.
  mutating func beginSync() -> Int? {
    guard !isSyncing, mode != .failing, syncedCount < records.count else { return nil }
    isSyncing = true
    return records.count
  }

  mutating func endSync(through count: Int) {
    isSyncing = false
    guard mode != .failing else { return }
    syncedCount = max(syncedCount, count)
  }

  /// Another process opens it; a sync that the one before began is nothing to this one.
  mutating func open() { isSyncing = false }

  mutating func write(_ standing: Standing) { written = standing }

  mutating func syncLatch() {
    if let written { durable = written }
    written = nil
  }

  /// What is left after the process, and the machine's memory, are gone.
  mutating func crash(_ random: inout SeededGenerator) {
    let kept = random.chance(1, in: 3) ? 0 : random.below(records.count - syncedCount + 1)
    records.removeLast(records.count - syncedCount - kept)
    syncedCount = records.count
    isSyncing = false
    if let written, random.chance(1, in: 2) { durable = written }
    written = nil
  }
}
