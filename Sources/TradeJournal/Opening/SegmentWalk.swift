import DurableFiles

/// Goes through the segments in order, past the snapshot, up to the one that is written.
struct SegmentWalk {
  private let folder: JournalFolder
  private let snapshot: JournalSnapshot?
  /// Also records that the snapshot stands for.
  private let keepsOlder: Bool
  private var reader: SegmentReader
  /// The segment before this one was closed, or there was none.
  private var mayBegin = true

  private(set) var records: [JournalRecord] = []
  private(set) var writing: (number: Int, offset: Int)?
  private(set) var last: (number: Int, bytes: [UInt8], tornBytes: Int)?

  init(
    _ folder: JournalFolder, from head: JournalHead?, _ snapshot: JournalSnapshot?, keepsOlder: Bool
  ) {
    (self.folder, self.snapshot, self.keepsOlder) = (folder, snapshot, keepsOlder)
    reader = SegmentReader(from: head, or: snapshot?.head)
  }

  mutating func take(_ number: Int) throws(JournalError) {
    let name = SegmentName.of(number)
    let bytes: [UInt8]
    do {
      let file = try FileDescriptor.openRegular(folder.path(ofSegment: number), follow: false)
      bytes = try DurableFiles.read(descriptor: file.number, limit: 1 << 30, path: name)
    } catch { throw JournalError(error) }
    let scan: SegmentReader.Scan
    do { scan = try reader.read(name, bytes) } catch { throw .damaged(error) }

    guard mayBegin else {
      // A segment that is kept ahead.
      guard scan.isEmpty else {
        throw .damaged(
          JournalDamage(
            segment: name, line: 1, expected: "zeros, as the segment before it is not closed", found: "a line"
          ))
      }
      return
    }
    try checkLength(of: scan, bytes.count, name)
    try compare(scan, with: name)
    if !scan.isEmpty { last = (number, Array(bytes[..<scan.end]), scan.tornBytes) }
    writing = scan.isClosed ? nil : (number, scan.end)
    mayBegin = scan.isClosed
  }

  /// - Returns: what the last record left the chain at.
  func finish() throws(JournalError) -> JournalHead {
    if let last, writing == nil { throw .missing(segment: last.number + 1, next: nil) }
    // No record is left when all were before the snapshot.
    let head = reader.head ?? snapshot?.head ?? .start
    guard let snapshot, head.seq < snapshot.head.seq else { return head }
    throw .damaged(
      JournalDamage(
        segment: JournalSnapshot.name, line: 0, expected: "record \(snapshot.head.seq) in the segments",
        found: "only records up to \(head.seq)"))
  }

  /// Segments have their full length before anything is in them, so that no crash makes one shorter.
  private func checkLength(
    of scan: SegmentReader.Scan, _ count: Int, _ name: String
  ) throws(JournalError) {
    let left = count - scan.end
    let room = SegmentClosing.room
    // A torn line may be the closing one, which stands in that room itself.
    let isWhole = scan.isClosed || left - scan.tornBytes >= room || (scan.tornBytes < room && left >= room)
    guard !isWhole else { return }
    throw .damaged(
      JournalDamage(segment: name, line: 0, expected: "\(room) bytes for a closing line", found: "\(left)"))
  }

  private mutating func compare(_ scan: SegmentReader.Scan, with name: String) throws(JournalError) {
    guard let snapshot else {
      records += scan.records
      return
    }
    for (record, hash) in zip(scan.records, scan.hashes) where record.seq <= snapshot.head.seq {
      guard record.seq == snapshot.head.seq else { continue }
      guard hash == snapshot.head.hash else {
        let line = Int(record.seq - (scan.records.first?.seq ?? 0)) + 1
        throw .damaged(
          JournalDamage(
            segment: name, line: line, expected: "the snapshot's record \(snapshot.head.hash)", found: hash))
      }
    }
    records += keepsOlder ? scan.records : scan.records.filter { $0.seq > snapshot.head.seq }
  }
}
