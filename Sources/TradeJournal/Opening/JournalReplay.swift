import DurableFiles

/// Reads a whole journal without changing it.
struct JournalReplay {
  let contents: JournalContents
  let head: JournalHead
  /// The segment that the next record goes into, and where in it; nil for a new journal.
  let writing: (number: Int, offset: Int)?
  /// The last segment with anything in it, as far as that is whole, and the torn bytes behind.
  let last: (number: Int, bytes: [UInt8], tornBytes: Int)?

  /// - Parameter keepsOlder: also records that the snapshot stands for, as far as their segments are there.
  init(_ folder: JournalFolder, keepsOlder: Bool = false) throws(JournalError) {
    var snapshot: JournalSnapshot?
    var discarded: String?
    let first = folder.segments.first
    switch try JournalSnapshot.load(folder.snapshotPath) {
    case .absent: break
    case .valid(let valid): snapshot = valid
    case .damaged(let reason):
      guard first == 1 else {
        throw .damaged(
          JournalDamage(
            segment: JournalSnapshot.name, line: 0, expected: "the snapshot before the first segment",
            found: reason))
      }
      discarded = reason
    }
    try Self.checkNumbers(folder.segments, snapshot)
    var walk = SegmentWalk(folder, from: (first ?? 1) == 1 ? .start : nil, snapshot, keepsOlder: keepsOlder)
    for number in folder.segments { try walk.take(number) }
    let head = try walk.finish()
    self.head = head
    (writing, last) = (walk.writing, walk.last)
    contents = JournalContents(
      snapshot: snapshot.map { JournalRecord(seq: $0.head.seq, body: $0.body) }, records: walk.records,
      tornBytes: walk.last?.tornBytes ?? 0, discardedSnapshot: discarded,
      isNew: first == nil && snapshot == nil)
  }

  private static func checkNumbers(
    _ segments: [Int], _ snapshot: JournalSnapshot?
  ) throws(JournalError) {
    // Those before the snapshot's may have been removed.
    var expected = snapshot.map { min($0.segment, segments.first ?? $0.segment) } ?? 1
    for number in segments {
      guard number == expected else { throw .missing(segment: expected, next: number) }
      expected += 1
    }
    if let snapshot, snapshot.segment >= expected { throw .missing(segment: snapshot.segment, next: nil) }
  }
}

extension JournalError {
  static func missing(segment: Int, next: Int?) -> JournalError {
    .damaged(
      JournalDamage(
        segment: SegmentName.of(segment), line: 0, expected: "the segment",
        found: next.map { "none, though there is '\(SegmentName.of($0))'" } ?? "none"))
  }
}
