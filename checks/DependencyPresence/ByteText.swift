/// A text as UTF-8 bytes with the few questions that Python's regular expressions ask of it.
///
/// Parsers here work on bytes because they run over every header of every installed distribution; only
/// bytes outside ASCII are decoded, for the two classes (`\s` and `\b`) that Python defines on Unicode.
struct ByteText: Sendable {
  let bytes: [UInt8]

  init(_ text: String) { bytes = Array(text.utf8) }

  var count: Int { bytes.count }

  /// The byte at `index`, or 0 past the end: no grammar here gives NUL a meaning.
  subscript(index: Int) -> UInt8 { index < bytes.count ? bytes[index] : 0 }

  func text(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }

  func hasPrefix(_ prefix: StaticString, at index: Int) -> Bool {
    let length = prefix.utf8CodeUnitCount
    guard index + length <= bytes.count else { return false }
    return prefix.withUTF8Buffer { expected in
      for offset in 0..<length where unsafe bytes[index + offset] != expected[offset] { return false }
      return true
    }
  }

  /// The same, letters compared without regard to ASCII case; `prefix` is lower case.
  func hasPrefixIgnoringCase(_ prefix: StaticString, at index: Int) -> Bool {
    let length = prefix.utf8CodeUnitCount
    guard index + length <= bytes.count else { return false }
    return prefix.withUTF8Buffer { expected in
      for offset in 0..<length where unsafe ASCII.lowercased(bytes[index + offset]) != expected[offset] {
        return false
      }
      return true
    }
  }

  /// Whether `part` occurs anywhere, as Python's `in` asks; the empty text is in every text.
  func contains(_ part: ByteText) -> Bool {
    guard part.count <= count else { return false }
    return (0...(count - part.count)).contains { bytes[$0...].starts(with: part.bytes) }
  }

  /// The index after the white space that starts at `index`, as `\s*` of a Python `str` pattern sees it.
  func skippingSpace(from index: Int) -> Int {
    var index = index
    while let (scalar, length) = scalar(at: index), PythonCharacter.isSpace(scalar) { index += length }
    return index
  }

  /// The index after the blanks and tabs that start at `index`.
  func skippingBlanks(from index: Int) -> Int {
    var index = index
    while self[index] == UInt8(ascii: " ") || self[index] == UInt8(ascii: "\t") { index += 1 }
    return index
  }

  /// Whether a word starts or ends between the characters before and at `index`: Python's `\b`.
  func isWordBoundary(at index: Int) -> Bool {
    let before = index > 0 && scalar(before: index).map(PythonCharacter.isWord) == true
    let after = scalar(at: index).map { PythonCharacter.isWord($0.0) } == true
    return before != after
  }

  /// The character that starts at `index` and its length in bytes; nil at the end.
  func scalar(at index: Int) -> (Unicode.Scalar, Int)? {
    guard index < bytes.count else { return nil }
    let first = bytes[index]
    if first < 0x80 { return (Unicode.Scalar(first), 1) }
    let length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2
    guard let scalar = text(index..<min(index + length, bytes.count)).unicodeScalars.first else { return nil }
    return (scalar, length)
  }

  private func scalar(before index: Int) -> Unicode.Scalar? {
    var start = index - 1
    while start > 0, bytes[start] & 0xC0 == 0x80 { start -= 1 }
    return scalar(at: start)?.0
  }
}
