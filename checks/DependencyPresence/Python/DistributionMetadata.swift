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
    var field: Field?
    var value: [UInt8] = []
    while index < bytes.count {
      let start = index
      while index < bytes.count, bytes[index] != 0x0A, bytes[index] != 0x0D { index += 1 }
      let end = index
      if index + 1 < bytes.count, bytes[index] == 0x0D, bytes[index + 1] == 0x0A { index += 1 }
      index += 1
      if start < end, bytes[start] == 0x20 || bytes[start] == 0x09 {
        if field != nil { value.append(contentsOf: bytes[start..<end]) }
        continue
      }
      if let field { keep(field, value) }
      field = nil
      var colon = start
      while colon < end, (0x21...0x7E).contains(bytes[colon]), bytes[colon] != UInt8(ascii: ":") {
        colon += 1
      }
      guard colon > start, colon < end, bytes[colon] == UInt8(ascii: ":") else {
        isComplete = end < bytes.count
        return
      }
      field = Field.allCases.first { $0.isNamed(bytes[start..<colon]) }
      if field != nil { value = Array(bytes[(colon + 1)..<end]) }
    }
    if let field { keep(field, value) }
  }

  private enum Field: CaseIterable {
    case name, version, requiresPython, requiresDist, providesExtra

    private var lowerCaseName: StaticString {
      switch self {
      case .name: "name"
      case .version: "version"
      case .requiresPython: "requires-python"
      case .requiresDist: "requires-dist"
      case .providesExtra: "provides-extra"
      }
    }

    /// Compares in place: most headers are none of these, and there are thousands of them.
    func isNamed(_ name: ArraySlice<UInt8>) -> Bool {
      guard name.count == lowerCaseName.utf8CodeUnitCount else { return false }
      return lowerCaseName.withUTF8Buffer { expected in
        for (offset, byte) in name.enumerated() where unsafe ASCII.lowercased(byte) != expected[offset] {
          return false
        }
        return true
      }
    }
  }

  /// Where a field that stands once stands twice, the first counts, as in `email.message`.
  private mutating func keep(_ field: Field, _ bytes: [UInt8]) {
    let value = PythonCharacter.stripped(bytes)
    switch field {
    case .name: name = name ?? value
    case .version: version = version ?? value
    case .requiresPython: requiresPython = requiresPython ?? value
    case .requiresDist: requiresDist.append(value)
    case .providesExtra: providesExtras.append(value)
    }
  }
}
