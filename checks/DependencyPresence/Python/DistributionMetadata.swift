/// The header of a distribution's METADATA or PKG-INFO, as far as dependencies need it.
///
/// The format is that of mail headers (core metadata specification; `email.parser` reads it in Python):
/// names without regard to case, a line that begins with a blank continues the one before, and the first
/// line that is no header ends them. What follows is a description, often long, and not read.
public struct DistributionMetadata: Sendable, Hashable {
  public private(set) var name: String?
  public private(set) var version: String?
  public private(set) var requiresPython: String?
  public internal(set) var requiresDist: [String] = []
  public private(set) var providesExtras: [String] = []
  /// Whether the end of the header was seen: an empty line, or a line that is no header.
  public private(set) var isComplete = false

  public init(_ bytes: [UInt8]) {
    var index = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    var field: (name: ArraySlice<UInt8>, value: [UInt8])?
    while index < bytes.count {
      let start = index
      while index < bytes.count, bytes[index] != 0x0A, bytes[index] != 0x0D { index += 1 }
      let line = bytes[start..<index]
      let isCutOff = index == bytes.count
      if index < bytes.count, bytes[index] == 0x0D, index + 1 < bytes.count, bytes[index + 1] == 0x0A {
        index += 1
      }
      index += 1
      if let first = line.first, first == 0x20 || first == 0x09 {
        field?.value.append(contentsOf: line)
        continue
      }
      keep(field)
      field = nil
      guard let colon = line.firstIndex(of: UInt8(ascii: ":")), colon > start,
        line[..<colon].allSatisfy({ (0x21...0x7E).contains($0) })
      else {
        isComplete = !isCutOff
        return
      }
      if Self.isWanted(line[start]) { field = (line[..<colon], Array(line[(colon + 1)...])) }
    }
    keep(field)
  }

  /// All the fields that matter here begin with N, V, R or P; the rest need no copying.
  private static func isWanted(_ first: UInt8) -> Bool {
    switch ASCII.lowercased(first) {
    case UInt8(ascii: "n"), UInt8(ascii: "v"), UInt8(ascii: "r"), UInt8(ascii: "p"): true
    default: false
    }
  }

  /// Where a field that stands once stands twice, the first counts, as in `email.message`.
  private mutating func keep(_ field: (name: ArraySlice<UInt8>, value: [UInt8])?) {
    guard let field else { return }
    let name = String(decoding: field.name.map(ASCII.lowercased), as: UTF8.self)
    let value = PythonCharacter.stripped(String(decoding: field.value, as: UTF8.self).unicodeScalars[...])
    switch name {
    case "name" where self.name == nil: self.name = value
    case "version" where version == nil: version = value
    case "requires-python" where requiresPython == nil: requiresPython = value
    case "requires-dist": requiresDist.append(value)
    case "provides-extra": providesExtras.append(value)
    default: break
    }
  }
}
