import DurableFiles
import TradeJournal

/// How the journal stands, as far as its thread has got.
public struct JournalStanding: Sendable, Hashable {
  /// The number of the last record that is on stable storage.
  public var lastSyncedRecord: Int64
  /// Handed over, and neither written nor refused yet.
  public var pendingRecords: Int
  /// Whether the journal would take an entry's records now.
  public var hasRoomForEntries: Bool
  /// Why nothing is taken any more; nil while it is.
  public var brokenBy: String?
  /// Why no room could be made ahead, at the last attempt.
  public var roomFailure: String?

  public init(
    lastSyncedRecord: Int64, pendingRecords: Int, hasRoomForEntries: Bool, brokenBy: String?,
    roomFailure: String?
  ) {
    self.lastSyncedRecord = lastSyncedRecord
    self.pendingRecords = pendingRecords
    self.hasRoomForEntries = hasRoomForEntries
    self.brokenBy = brokenBy
    self.roomFailure = roomFailure
  }

  init(_ status: JournalStatus) {
    self.init(
      lastSyncedRecord: status.lastSyncedSeq, pendingRecords: status.pendingRecords,
      hasRoomForEntries: status.hasRoomForEntries, brokenBy: status.brokenBy.map { "\($0)" },
      roomFailure: status.sparesFailure.map { "\($0)" })
  }
}

/// The file system that holds state, journal and decision log.
public struct DiskStanding: Sendable, Hashable {
  public var availableBytes: Int64
  public var isReadOnly: Bool

  public init(availableBytes: Int64, isReadOnly: Bool) {
    self.availableBytes = availableBytes
    self.isReadOnly = isReadOnly
  }

  /// Nil where it cannot be told.
  public init?(of folder: StateFolder) {
    guard let system = try? DurableFiles.fileSystem(folder.path) else { return nil }
    self.init(availableBytes: Int64(clamping: system.bytesAvailable), isReadOnly: system.isReadOnly)
  }
}
