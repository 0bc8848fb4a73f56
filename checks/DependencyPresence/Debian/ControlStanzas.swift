/// Reads control data (deb822): stanzas with empty lines between, fields with continuation lines.
///
/// Only wanted fields are kept. A database is a megabyte or more of descriptions and checksums, and it is
/// read on every run.
struct ControlStanzas {
  /// Field names in lower case.
  let wanted: Set<String>

  /// One dictionary for each stanza that has a wanted field, in the order of the text.
  func read(_ bytes: [UInt8]) -> [[String: String]] {
    let initials = Set(wanted.compactMap(\.utf8.first))
    var stanzas: [[String: String]] = []
    var stanza: [String: String] = [:]
    var field: String?
    var index = 0
    while index < bytes.count {
      let start = index
      while index < bytes.count, bytes[index] != 0x0A { index += 1 }
      let line = bytes[start..<index]
      index += 1
      guard let first = line.first, !line.allSatisfy(Self.isBlank) else {
        if !stanza.isEmpty { stanzas.append(stanza) }
        stanza = [:]
        field = nil
        continue
      }
      if first == 0x20 || first == 0x09 {
        if let field { stanza[field]?.append("\n" + Self.text(line)) }
        continue
      }
      field = nil
      guard initials.contains(ASCII.lowercased(first)), let colon = line.firstIndex(of: UInt8(ascii: ":"))
      else { continue }
      let name = String(decoding: line[..<colon].map(ASCII.lowercased), as: UTF8.self)
      guard wanted.contains(name) else { continue }
      field = name
      stanza[name] = Self.text(line[(colon + 1)...])
    }
    if !stanza.isEmpty { stanzas.append(stanza) }
    return stanzas
  }

  private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0D }

  private static func text(_ line: ArraySlice<UInt8>) -> String {
    var line = line.drop(while: isBlank)
    while let last = line.last, isBlank(last) { line.removeLast() }
    return String(decoding: line, as: UTF8.self)
  }
}
