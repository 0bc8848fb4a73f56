/// A distribution's name in the form that PEP 503 compares: lower case, runs of `-`, `_` and `.` as one `-`.
public struct DistributionName: Sendable, Hashable, Comparable, CustomStringConvertible {
  public let normalized: String

  /// Normalizes `name`; nil unless it is a name by PEP 508: ASCII letters, digits, `.`, `_` and `-`, with a
  /// letter or digit at both ends.
  public init?(_ name: String) {
    let bytes = Array(name.utf8)
    guard let first = bytes.first, let last = bytes.last,
      ASCII.isAlphanumeric(first), ASCII.isAlphanumeric(last),
      bytes.allSatisfy({ ASCII.isAlphanumeric($0) || Self.isSeparator($0) })
    else { return nil }
    normalized = Self.normalize(name)
  }

  /// Normalizes a name that some grammar has already let through.
  init(normalizing name: String) { normalized = Self.normalize(name) }

  /// The normal form of any text, whether it is a valid name or not: packaging's `canonicalize_name`.
  public static func normalize(_ name: String) -> String {
    let isASCII = name.utf8.allSatisfy { $0 < 0x80 }
    let bytes = isASCII ? collapsed(name.utf8) : collapsed(PythonCharacter.lowercased(name))
    return String(decoding: bytes, as: UTF8.self)
  }

  private static func collapsed(_ bytes: some Collection<UInt8>) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count)
    for byte in bytes {
      if !isSeparator(byte) {
        result.append(ASCII.lowercased(byte))
      } else if result.last != UInt8(ascii: "-") {
        result.append(UInt8(ascii: "-"))
      }
    }
    return result
  }

  public static func < (left: DistributionName, right: DistributionName) -> Bool {
    left.normalized.utf8.lexicographicallyPrecedes(right.normalized.utf8)
  }

  public var description: String { normalized }

  private static func isSeparator(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_") || byte == UInt8(ascii: ".")
  }
}
