extension JSON {
  /// The value in one byte form: no white space, members in their order, and escapes only where RFC 8259 §7
  /// demands them (`"`, `\`, U+0000 to U+001F: `\b \t \n \f \r`, else `\u00xx` with lower-case digits).
  ///
  /// - Parameters:
  ///   - sortedKeys: members in the order of their keys' UTF-8 bytes, at every depth.
  ///   - pretty: one member or item per line, indented by 2 spaces, for people.
  /// - Precondition: every number is a number of RFC 8259 §6.
  public func encoded(sortedKeys: Bool = false, pretty: Bool = false) -> [UInt8] {
    var writer = JSONWriter(sortedKeys: sortedKeys, pretty: pretty)
    writer.write(self, depth: 0)
    return writer.bytes
  }

  /// ``encoded(sortedKeys:pretty:)`` as text.
  public func text(sortedKeys: Bool = false, pretty: Bool = false) -> String {
    String(decoding: encoded(sortedKeys: sortedKeys, pretty: pretty), as: UTF8.self)
  }
}

/// Writes values one after the other into bytes.
struct JSONWriter {
  private(set) var bytes: [UInt8] = []
  private let sortedKeys: Bool
  private let pretty: Bool

  init(sortedKeys: Bool, pretty: Bool) {
    self.sortedKeys = sortedKeys
    self.pretty = pretty
  }

  mutating func write(_ value: JSON, depth: Int) {
    switch value {
    case .null: bytes += "null".utf8
    case .bool(let value): bytes += (value ? "true" : "false").utf8
    case .number(let lexeme):
      precondition(JSON.isNumber(lexeme), "a JSON number is made of a lexeme of RFC 8259")
      bytes += lexeme.utf8
    case .string(let text): write(text)
    case .array(let items):
      writeContainer(items, opening: 0x5B, closing: 0x5D, depth: depth) { writer, item in
        writer.write(item, depth: depth + 1)
      }
    case .object(let members):
      let ordered = sortedKeys ? members.sorted(by: Self.precedes) : members
      writeContainer(ordered, opening: 0x7B, closing: 0x7D, depth: depth) { writer, member in
        writer.write(member.key)
        writer.bytes += (writer.pretty ? ": " : ":").utf8
        writer.write(member.value, depth: depth + 1)
      }
    }
  }

  private mutating func writeContainer<Element>(
    _ elements: [Element], opening: UInt8, closing: UInt8, depth: Int,
    _ writeElement: (inout JSONWriter, Element) -> Void
  ) {
    bytes.append(opening)
    for (index, element) in elements.enumerated() {
      if index > 0 { bytes.append(0x2C) }
      startLine(depth: depth + 1)
      writeElement(&self, element)
    }
    if !elements.isEmpty { startLine(depth: depth) }
    bytes.append(closing)
  }

  private mutating func startLine(depth: Int) {
    guard pretty else { return }
    bytes.append(0x0A)
    bytes.append(contentsOf: repeatElement(0x20, count: 2 * depth))
  }

  private mutating func write(_ text: String) {
    bytes.append(0x22)
    if Self.needsEscapes(text) {
      for byte in text.utf8 { writeEscaping(byte) }
    } else {
      bytes.append(contentsOf: text.utf8)
    }
    bytes.append(0x22)
  }

  /// Over contiguous bytes: reports are written again whenever they are verified, and most of them is text.
  private static func needsEscapes(_ text: String) -> Bool {
    let bytes = text.utf8.span
    for index in bytes.indices where needsEscape(bytes[index]) { return true }
    return false
  }

  private static func needsEscape(_ byte: UInt8) -> Bool { byte < 0x20 || byte == 0x22 || byte == 0x5C }

  private mutating func writeEscaping(_ byte: UInt8) {
    guard Self.needsEscape(byte) else { return bytes.append(byte) }
    bytes.append(0x5C)
    switch byte {
    case 0x22, 0x5C: bytes.append(byte)
    case 0x08: bytes.append(0x62)
    case 0x09: bytes.append(0x74)
    case 0x0A: bytes.append(0x6E)
    case 0x0C: bytes.append(0x66)
    case 0x0D: bytes.append(0x72)
    default:
      bytes += "u00".utf8
      bytes.append(Self.digits[Int(byte >> 4)])
      bytes.append(Self.digits[Int(byte & 0xF)])
    }
  }

  private static let digits = Array("0123456789abcdef".utf8)

  /// By UTF-8 bytes: Swift's own order of strings depends on Unicode's tables.
  private static func precedes(_ left: JSONMember, _ right: JSONMember) -> Bool {
    left.key.utf8.lexicographicallyPrecedes(right.key.utf8)
  }
}
