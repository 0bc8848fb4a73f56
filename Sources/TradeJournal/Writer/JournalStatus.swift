public import DurableFiles

/// How the journal stands, as far as its thread has got.
public struct JournalStatus: Sendable, Hashable {
  /// The last record that is on stable storage.
  public var lastSyncedSeq: Int64
  /// Handed over, and neither written nor refused yet.
  public var pendingRecords: Int
  /// Why nothing is taken any more.
  public var brokenBy: FileError?
  /// Why no segment could be made ahead, at the last attempt.
  public var sparesFailure: JournalError?
  /// Whether an ordinary record handed over now would probably be written: nothing is broken, there is space outside
  /// the reserve, and the disk keeps up.
  public var hasRoomForEntries: Bool
}

/// How many records may wait for a disk that has stalled.
public struct JournalBacklog: Sendable, Hashable {
  public let ordinary: Int
  public let protective: Int

  public static let standard = JournalBacklog(ordinary: 256, protective: 65_536)

  public init(ordinary: Int, protective: Int) {
    self.ordinary = ordinary
    self.protective = protective
  }

  func limit(for use: JournalUse) -> Int { use == .ordinary ? ordinary : protective }
}
