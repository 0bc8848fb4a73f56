import StrictJSON

/// Reads segments one after the other and checks that each record follows from the one before.
struct SegmentReader {
  /// What one segment's bytes hold.
  struct Scan {
    var records: [JournalRecord] = []
    /// Of each record's line.
    var hashes: [String] = []
    /// Bytes of whole lines.
    var end = 0
    var isClosed = false
    /// Bytes of a torn line behind those.
    var tornBytes = 0

    var isEmpty: Bool { end == 0 && tornBytes == 0 }
  }

  /// Nil until the first record is read, where older segments were removed.
  private(set) var head: JournalHead?
  private let anchor: JournalHead?

  /// - Parameters:
  ///   - head: what is before the first segment, where that is known.
  ///   - anchor: otherwise, a head that the records lead to or start from.
  init(from head: JournalHead?, or anchor: JournalHead?) {
    (self.head, self.anchor) = (head, anchor)
  }

  mutating func read(_ segment: String, _ bytes: [UInt8]) throws(JournalDamage) -> Scan {
    var scan = Scan()
    var count = 1
    do throws(JournalLine.Mismatch) {
      while let line = Self.wholeLine(of: bytes, at: scan.end) {
        guard !scan.isClosed else {
          throw JournalLine.Mismatch(expected: "nothing after the closing line", found: "a line")
        }
        if SegmentClosing.isOne(line) {
          try checkClosing(line)
          scan.isClosed = true
        } else {
          let (record, hash) = try link(line)
          scan.records.append(record)
          scan.hashes.append(hash)
        }
        scan.end += line.count + 1
        count += 1
      }
      scan.tornBytes = try TornTail(bytes, from: scan.end).length()
      guard !scan.isClosed || scan.tornBytes == 0 else {
        throw JournalLine.Mismatch(expected: "nothing after the closing line", found: "a torn line")
      }
    } catch {
      throw JournalDamage(segment: segment, line: count, expected: error.expected, found: error.found)
    }
    return scan
  }

  /// The bytes up to the next newline; nil when they have a zero among them, or are too long for a line.
  private static func wholeLine(of bytes: [UInt8], at start: Int) -> [UInt8]? {
    let window = bytes[start...].prefix(JournalSettings.longestLine)
    guard let end = window.firstIndex(where: { $0 == 0x0A || $0 == 0 }), bytes[end] == 0x0A else {
      return nil
    }
    return Array(bytes[start..<end])
  }

  private mutating func link(_ line: [UInt8]) throws(JournalLine.Mismatch) -> (JournalRecord, String) {
    let record = try JournalLine(reading: line)
    let isBeforeAnchor = head == nil && record.seq <= anchor?.seq ?? 0
    if !isBeforeAnchor, let head = head ?? anchor {
      guard record.seq == head.seq + 1 else {
        throw JournalLine.Mismatch(expected: "record \(head.seq + 1)", found: "record \(record.seq)")
      }
      guard record.previous == head.hash else {
        throw JournalLine.Mismatch(expected: "prev \(head.hash)", found: "prev \(record.previous)")
      }
    }
    let next = record.head
    head = next
    return (JournalRecord(seq: record.seq, body: record.body), next.hash)
  }

  private func checkClosing(_ line: [UInt8]) throws(JournalLine.Mismatch) {
    guard let head else {
      throw JournalLine.Mismatch(expected: "a record", found: "the closing line of a segment without one")
    }
    let expected = SegmentClosing.line(at: head)
    guard line == expected else {
      throw JournalLine.Mismatch(
        expected: String(decoding: expected, as: UTF8.self), found: String(decoding: line, as: UTF8.self))
    }
  }
}
