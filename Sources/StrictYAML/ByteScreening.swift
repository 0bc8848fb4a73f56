/// The first pass over a document: everything that bytes alone show to be wrong.
///
/// What it refuses is replaced, one character for one, so that libyaml can go on and find the other mistakes at
/// their true places. Documents made of clean bytes pass untouched.
struct ByteScreening {
  private let bytes: [UInt8]
  private var mistakes: DiagnosticList

  private var line = 1
  /// Offset of the line's first character.
  private var lineStart = 0
  /// Continuation bytes since `lineStart`, which are no columns of their own.
  private var continuationBytes = 0

  private var combining = CombiningRun()
  /// Where the last character beyond ASCII ended: a row that starts elsewhere is a new one.
  private var endOfRun = 0

  private var firstTab: Mark?
  private var firstCarriageReturn: Mark?
  /// Single characters, in the document's order, that libyaml must not see.
  private var patches: [(range: Range<Int>, replacement: UInt8)] = []

  private init(bytes: [UInt8], mistakes: DiagnosticList) {
    self.bytes = bytes
    self.mistakes = mistakes
  }

  /// - Returns: bytes that libyaml can read and where they end, or nil if there is no use in going on.
  static func screen(_ bytes: [UInt8], mistakes: inout DiagnosticList) -> (bytes: [UInt8], end: Mark)? {
    var screening = ByteScreening(bytes: bytes, mistakes: mistakes)
    let complete = screening.run()
    mistakes = screening.mistakes
    guard complete, !mistakes.isOverfull else { return nil }
    return (screening.patched(), end: screening.mark(at: bytes.count))
  }

  private mutating func run() -> Bool {
    var index = 0
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) {
      mistakes.add(.byteOrderMark, at: mark(at: 0), "the file starts with a byte order mark")
      index = 3
      lineStart = 3
    }
    checkForDirective(at: index)
    while index < bytes.count {
      let byte = bytes[index]
      if byte >= 0x20, byte < 0x7F {
        index += 1
      } else if byte == 0x0A {
        index += 1
        startLine(at: index)
      } else {
        guard let next = screenRareCharacter(at: index) else { return false }
        index = next
      }
    }
    reportLineEndsAndTabs()
    return true
  }

  /// - Returns: where the next character starts, or nil to stop.
  private mutating func screenRareCharacter(at index: Int) -> Int? {
    switch bytes[index] {
    case 0x09:
      if firstTab == nil { firstTab = mark(at: index) }
      return index + 1
    case 0x0D:
      if firstCarriageReturn == nil { firstCarriageReturn = mark(at: index) }
      let isAlone = index + 1 == bytes.count || bytes[index + 1] != 0x0A
      if isAlone { startLine(at: index + 1) }
      return index + 1
    default: break
    }
    guard let (scalar, length) = UTF8Decoding.scalar(at: index, in: bytes) else {
      let byte = String(bytes[index], radix: 16, uppercase: true)
      mistakes.add(.notUTF8, at: mark(at: index), "the byte 0x\(byte) is not UTF-8 here")
      return nil
    }
    if let refused = RefusedCharacter(scalar) {
      mistakes.add(refused.mistake, at: mark(at: index), refused.phrase(for: scalar))
      if mistakes.isOverfull { return nil }
      patches.append((index..<index + length, refused.replacement))
    }
    if index != endOfRun { combining.reset() }
    endOfRun = index + length
    if combining.exceedsLimit(with: scalar) {
      mistakes.add(.combiningCharacters, at: mark(at: index), CombiningRun.phrase)
      return nil
    }
    continuationBytes += length - 1
    return index + length
  }

  private mutating func startLine(at offset: Int) {
    line += 1
    lineStart = offset
    continuationBytes = 0
    checkForDirective(at: offset)
  }

  /// libyaml compares each `%TAG` with all before it, so a file of them takes hours; none gets that far. A line
  /// of quoted text that starts with `%` in the first column is refused as well.
  private mutating func checkForDirective(at offset: Int) {
    guard offset < bytes.count, bytes[offset] == 0x25, !mistakes.isOverfull else { return }
    mistakes.add(.directive, at: mark(at: offset), "a line that starts with '%' is a directive")
    patches.append((offset..<offset + 1, 0x23))
  }

  private mutating func reportLineEndsAndTabs() {
    if let firstTab {
      mistakes.add(.tab, at: firstTab, "a tab character; this is the first in the file")
    }
    if let firstCarriageReturn {
      mistakes.add(
        .carriageReturn, at: firstCarriageReturn, "a carriage return; this is the first in the file")
    }
  }

  private func mark(at offset: Int) -> Mark {
    Mark(line: line, column: offset - lineStart - continuationBytes + 1)
  }

  /// The bytes without a byte order mark, refused characters and tabs replaced.
  private func patched() -> [UInt8] {
    let start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    if patches.isEmpty, firstTab == nil, start == 0 { return bytes }
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count)
    var copied = start
    for patch in patches {
      result += bytes[copied..<patch.range.lowerBound]
      result.append(patch.replacement)
      copied = patch.range.upperBound
    }
    result += bytes[copied...]
    return firstTab == nil ? result : result.map { $0 == 0x09 ? 0x20 : $0 }
  }
}
