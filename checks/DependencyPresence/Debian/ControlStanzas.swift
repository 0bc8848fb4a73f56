import Glibc

/// Reads control data (deb822): stanzas with empty lines between, fields with continuation lines.
///
/// Only the places of wanted fields are kept. A database is a megabyte or more of descriptions and
/// checksums, and it is read on every run.
struct ControlStanzas {
  /// The wanted fields of one stanza, by their index in the list of wanted names.
  struct Stanza {
    fileprivate let bytes: [UInt8]
    fileprivate var ranges: [Range<Int>?]

    /// A field's bytes, continuation lines and their line feeds included, without blanks around them.
    subscript(field: Int) -> ArraySlice<UInt8>? {
      guard let range = ranges[field] else { return nil }
      var value = bytes[range].drop(while: ControlStanzas.isBlank)
      while let last = value.last, ControlStanzas.isBlank(last) { value.removeLast() }
      return value
    }

    func text(_ field: Int) -> String? { self[field].map { String(decoding: $0, as: UTF8.self) } }
  }

  /// Calls `body` with every stanza that has a wanted field, in the order of the text.
  ///
  /// - Parameter wanted: field names in lower case.
  static func read(_ bytes: [UInt8], wanted: [StaticString], _ body: (Stanza) -> Void) {
    let none = [Range<Int>?](repeating: nil, count: wanted.count)
    var stanza = Stanza(bytes: bytes, ranges: none)
    var isEmpty = true
    var field: Int?
    var index = 0
    while index < bytes.count {
      let start = index
      let end = lineEnd(bytes, from: start)
      index = end + 1
      let first = start < end ? bytes[start] : 0x20
      if isBlank(first) {
        if !bytes[start..<end].allSatisfy(isBlank) {
          if let field, let range = stanza.ranges[field] { stanza.ranges[field] = range.lowerBound..<end }
        } else {
          if !isEmpty { body(stanza) }
          stanza.ranges = none
          isEmpty = true
          field = nil
        }
        continue
      }
      field = nil
      for (candidate, name) in wanted.enumerated() where isField(name, bytes, at: start, end: end) {
        field = candidate
        isEmpty = false
        stanza.ranges[candidate] = (start + name.utf8CodeUnitCount + 1)..<end
      }
    }
    if !isEmpty { body(stanza) }
  }

  private static func isField(_ name: StaticString, _ bytes: [UInt8], at start: Int, end: Int) -> Bool {
    let length = name.utf8CodeUnitCount
    guard start + length < end, bytes[start + length] == UInt8(ascii: ":") else { return false }
    return name.withUTF8Buffer { expected in
      for offset in 0..<length where unsafe ASCII.lowercased(bytes[start + offset]) != expected[offset] {
        return false
      }
      return true
    }
  }

  /// The index of the next line feed, or of the end; memchr(3) reads many bytes at a time.
  private static func lineEnd(_ bytes: [UInt8], from start: Int) -> Int {
    unsafe bytes.withUnsafeBytes { buffer in
      guard let base = buffer.baseAddress,
        let found = unsafe memchr(base + start, 0x0A, buffer.count - start)
      else { return buffer.count }
      return unsafe UnsafeRawPointer(found) - base
    }
  }

  fileprivate static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0D }
}
