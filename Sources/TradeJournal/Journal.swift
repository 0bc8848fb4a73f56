public import DurableFiles
public import StrictJSON

/// The engine's journal: a chain of records in a folder of preallocated segments, `000001.jsonl` and on, with a
/// snapshot that stands for the oldest.
///
/// One owner, one thread at a time, and every call may wait for the disk: ``JournalWriter`` is for those who must not.
/// After a failed write or sync the journal is broken, and takes nothing until it is opened again: what a kernel did
/// with bytes that it could not write is not known, and a second sync that succeeds proves nothing.
public final class Journal {
  /// What opening found.
  public private(set) var contents: JournalContents
  let folder: JournalFolder
  let settings: JournalSettings
  private let disk: JournalDisk
  private let lock: FolderLock

  var head: JournalHead
  /// The one that is written, and those kept ahead.
  var segments: [Segment]
  /// Where the next line goes.
  var offset: Int
  private var isSynced = true
  /// Why nothing is taken any more.
  public private(set) var brokenBy: FileError?

  /// Opens or begins a journal; the folder is made when it is missing, its parent has to be there.
  ///
  /// Everything is read and checked. What is in the segment written last is then written once more and synced: after a
  /// failed sync, or a crash before one, a file reads back what is not on disk.
  ///
  /// A folder that is gone as a whole reads as a new journal: whoever has other state beside it knows better.
  ///
  /// - Throws: ``JournalError/damaged(_:)``, `busy` while another process has it open, `failed`.
  public init(
    opening path: String, _ settings: JournalSettings = .standard, disk: JournalDisk = .system
  ) throws(JournalError) {
    try settings.check()
    do throws(FileError) {
      if try DurableFiles.statusIfPresent(path) == nil { try DurableFiles.createFolder(path, mode: 0o700) }
      lock = try FolderLock(path)
      folder = try JournalFolder(path)
    } catch { throw JournalError(error) }
    let replay = try JournalReplay(folder)
    do throws(FileError) {
      segments = try Self.open(replay, folder, settings, disk)
    } catch { throw JournalError(error) }
    folder.removeLeftovers()
    (contents, head, offset) = (replay.contents, replay.head, replay.writing?.offset ?? 0)
    (self.settings, self.disk) = (settings, disk)
    // Without spares there is no room for entries, which tells whoever asks; all else goes on.
    try? prepareSpares()
  }

  /// The number of the last record, synced or not; 0 when there was none ever.
  public var lastSeq: Int64 { head.seq }

  /// Writes records at the end, all of them or none; they are on stable storage after ``synchronize()``.
  ///
  /// - Returns: the number of the last one.
  /// - Throws: `noRoom`, `invalid`, after which all is as before; `broken`.
  @discardableResult
  public func append(_ bodies: [JSON], use: JournalUse) throws(JournalError) -> Int64 {
    try checkIntact()
    let placement = try place(bodies, use)
    do throws(FileError) {
      for (index, run) in placement.runs.enumerated() {
        if index > 0 { try roll() }
        isSynced = isSynced && run.isEmpty
        try disk.write(segments[0].file, run, offset)
        offset += run.count
      }
    } catch { throw broken(error) }
    head = placement.head
    return head.seq
  }

  /// Returns when all records are on stable storage.
  public func synchronize() throws(JournalError) {
    try checkIntact()
    guard !isSynced else { return }
    do { try disk.synchronize(segments[0].file) } catch { throw broken(error) }
    isSynced = true
  }

  /// The segment before has to be on disk before anything is in the next: a hole is then always at the end.
  private func roll() throws(FileError) {
    if !isSynced { try disk.synchronize(segments[0].file) }
    isSynced = true
    segments.removeFirst()
    offset = 0
  }

  /// Makes the segments that are kept ahead; for when there is time. A disk that has no room for them is no failure of
  /// the journal: ordinary records are refused once the reserve is reached.
  public func prepareSpares() throws(JournalError) {
    try checkIntact()
    while segments.count <= settings.spareSegments, let newest = segments.last {
      do throws(FileError) {
        segments.append(try Segment(creating: newest.number + 1, folder, settings, disk))
      } catch { throw .failed(error) }
    }
  }

  /// Replaces the records so far by a state that they lead to, and removes the segments before the written one.
  ///
  /// - Throws: `failed` when the snapshot could not be written or a segment not removed: the journal goes on without.
  public func compact(body: JSON) throws(JournalError) {
    try synchronize()
    let snapshot = JournalSnapshot(head: head, segment: segments[0].number, body: body)
    let bytes = try snapshot.encoded()
    do throws(FileError) {
      try DurableFiles.replace(folder.snapshotPath, with: bytes, mode: 0o600)
      for number in try JournalFolder(folder.path).segments where number < snapshot.segment {
        try DurableFiles.remove(folder.path(ofSegment: number))
      }
    } catch { throw .failed(error) }
  }

  /// Nobody reads it any more.
  func dropContents() {
    contents = JournalContents(
      snapshot: nil, records: [], tornBytes: 0, discardedSnapshot: nil, isNew: false)
  }

  private func checkIntact() throws(JournalError) {
    if let brokenBy { throw .broken(by: brokenBy) }
  }

  private func broken(_ error: FileError) -> JournalError {
    brokenBy = error
    return .broken(by: error)
  }

  private static func open(
    _ replay: JournalReplay, _ folder: JournalFolder, _ settings: JournalSettings, _ disk: JournalDisk
  ) throws(FileError) -> [Segment] {
    guard let writing = replay.writing else {
      return [try Segment(creating: 1, folder, settings, disk)]
    }
    var segments: [Segment] = []
    for number in folder.segments where number >= writing.number {
      segments.append(try Segment(opening: number, folder, settings))
    }
    if let last = replay.last {
      let file =
        last.number == writing.number
        ? segments[0].file : try PreallocatedFile(opening: folder.path(ofSegment: last.number))
      try disk.write(file, last.bytes + [UInt8](repeating: 0, count: last.tornBytes), 0)
      try disk.synchronize(file)
    }
    return segments
  }
}
