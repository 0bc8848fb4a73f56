/// The last line of a segment that is followed by another, `{"closed":N,"head":"…"}`: N records, and the last one's
/// digest.
///
/// It is written and synced before the next segment's first record. So a segment that has vanished from the end is
/// missed, and one that was not closed has none behind it.
enum SegmentClosing {
  /// Kept free in every segment, newline included.
  static let room = 128

  static func line(at head: JournalHead) -> [UInt8] {
    Array(#"{"closed":\#(head.seq),"head":"\#(head.hash)"}"#.utf8)
  }

  static func isOne(_ line: [UInt8]) -> Bool { line.starts(with: Array(#"{"closed":"#.utf8)) }
}
