/// A document's text by lines, for showing a diagnostic where it is.
public struct SourceText: Sendable {
  /// Every how many lines the start is remembered: a step between memory and search.
  private static let stride = 256

  private let bytes: [UInt8]
  /// Where the lines 1, 257, 513 … start.
  private let starts: [Int]

  /// - Parameter bytes: the file as read; need not be UTF-8. A leading byte order mark is left out, as in editors.
  public init(_ bytes: [UInt8]) {
    let start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    var starts = [start]
    var line = 1
    var index = start
    while let next = Self.startOfNextLine(after: index, in: bytes) {
      line += 1
      if line % Self.stride == 1 { starts.append(next) }
      index = next
    }
    self.bytes = bytes
    self.starts = starts
  }

  /// A line without its end; what is not UTF-8 shows as U+FFFD.
  ///
  /// - Parameter number: from 1. Text that ends with a line feed has one more, empty line, as in editors.
  /// - Returns: nil for a line that is not there.
  public func line(_ number: Int) -> String? {
    start(ofLine: number).map { String(decoding: bytes[$0..<end(ofLineAt: $0)], as: UTF8.self) }
  }

  /// The offset of a line's first byte.
  func start(ofLine number: Int) -> Int? {
    guard number >= 1, (number - 1) / Self.stride < starts.count else { return nil }
    var start = starts[(number - 1) / Self.stride]
    for _ in 0..<(number - 1) % Self.stride {
      guard let next = Self.startOfNextLine(after: start, in: bytes) else { return nil }
      start = next
    }
    return start
  }

  /// The offset of the line's end after `start`, or `start + reach` if that comes first.
  func end(ofLineAt start: Int, reach: Int = .max) -> Int {
    let limit = reach < bytes.count - start ? start + reach : bytes.count
    var end = start
    while end < limit, bytes[end] != 0x0A, bytes[end] != 0x0D { end += 1 }
    return end
  }

  /// Where a column, in scalars from 1, is in the line that starts at `start`; the line's end for one beyond it.
  func offset(ofColumn column: Int, inLineAt start: Int) -> Int {
    var remaining = column - 1
    var index = start
    while index < bytes.count, bytes[index] != 0x0A, bytes[index] != 0x0D {
      if bytes[index] & 0xC0 != 0x80 {
        if remaining <= 0 { return index }
        remaining -= 1
      }
      index += 1
    }
    return index
  }

  /// What the bytes from the first scalar after `start` to `end` show.
  func cells(endingAt end: Int, from start: Int) -> [PrintableText.Cell] {
    var start = start
    while start < end, bytes[start] & 0xC0 == 0x80 { start += 1 }
    return PrintableText.cells(of: String(decoding: bytes[start..<end], as: UTF8.self))
  }

  /// What the bytes from `start` to the last whole scalar before `end` show.
  func cells(startingAt start: Int, to end: Int) -> [PrintableText.Cell] {
    var end = end
    while end < bytes.count, end > start, bytes[end] & 0xC0 == 0x80 { end -= 1 }
    return PrintableText.cells(of: String(decoding: bytes[start..<end], as: UTF8.self))
  }

  private static func startOfNextLine(after start: Int, in bytes: [UInt8]) -> Int? {
    var index = start
    while index < bytes.count {
      let byte = bytes[index]
      index += 1
      if byte == 0x0A { return index }
      if byte == 0x0D { return index < bytes.count && bytes[index] == 0x0A ? index + 1 : index }
    }
    return nil
  }
}
