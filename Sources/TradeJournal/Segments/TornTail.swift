import Glibc

/// Tells a line that a crash tore from damage, by what can be there at all.
///
/// Segments are zeros before they are written, and written from front to back. A write that did not happen in full
/// leaves zeros where bytes are missing: from some byte on when the process was killed, and in whole sectors, anywhere
/// in the write, when the power went. So a line is torn if it is the last one, with nothing but zeros behind it, and
/// lacks its newline or has holes of the shape of sectors. A whole line with something else in it was changed later:
/// damage, even at the very end, since it may have been acted upon.
///
/// Records are synced before others are written, so at most one write is torn. If it had several lines, and sectors of
/// a later one are there while an earlier one's are not, that counts as damage too: it looks the same as damage to
/// records that were on disk.
struct TornTail {
  static let sectorBytes = 512

  private let bytes: [UInt8]
  /// Behind the last whole line.
  private let start: Int

  init(_ bytes: [UInt8], from start: Int) {
    (self.bytes, self.start) = (bytes, start)
  }

  /// - Returns: how many bytes the torn line takes, holes included; 0 when only zeros follow.
  func length() throws(JournalLine.Mismatch) -> Int {
    guard !isZero, let last = bytes[start...].lastIndex(where: { $0 != 0 }) else { return 0 }
    let end = last + 1
    if let newline = bytes[start..<last].firstIndex(of: 0x0A) {
      let found = "\(end - newline - 1) bytes after it, and a hole or a mistake before"
      throw JournalLine.Mismatch(expected: "a whole line", found: found)
    }
    guard end - start <= JournalSettings.longestLine else {
      throw JournalLine.Mismatch(expected: "a line that ends", found: "\(end - start) bytes without an end")
    }
    if let hole = misplacedHole(before: end) {
      throw JournalLine.Mismatch(
        expected: "zeros only in the place of whole sectors", found: "zeros at byte \(hole)")
    }
    // A whole line whose newline became something else.
    if (try? JournalLine(reading: Array(bytes[start..<last]))) != nil {
      throw JournalLine.Mismatch(expected: "a newline", found: "byte \(bytes[last])")
    }
    return end - start
  }

  /// Nearly always, and over millions of bytes: each equals the one before it, and the first is 0.
  private var isZero: Bool {
    guard start < bytes.count else { return true }
    return unsafe bytes.withUnsafeBytes { all in
      let rest = unsafe UnsafeRawBufferPointer(rebasing: all[start...])
      guard let first = rest.baseAddress, unsafe rest[0] == 0 else { return false }
      return unsafe memcmp(first, first + 1, rest.count - 1) == 0
    }
  }

  private func misplacedHole(before end: Int) -> Int? {
    var place = start
    while let first = bytes[place..<end].firstIndex(of: 0) {
      let next = bytes[first..<end].firstIndex { $0 != 0 } ?? end
      let isWhole = (first == start || first % Self.sectorBytes == 0) && next % Self.sectorBytes == 0
      if !isWhole { return first }
      place = next
    }
    return nil
  }
}
