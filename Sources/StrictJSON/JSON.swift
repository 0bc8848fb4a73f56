/// A JSON value (RFC 8259) that keeps what text says: numbers as their lexemes, members in their order.
public enum JSON: Sendable, Hashable {
  case null
  case bool(Bool)
  /// The number as written, such as `1.10` or `-0`: no floating point stands between reader and text. Must be a
  /// number of RFC 8259 §6; ``isNumber(_:)`` tells.
  case number(String)
  case string(String)
  case array([JSON])
  case object([JSONMember])
}

/// A key and its value in an object.
public struct JSONMember: Sendable, Hashable {
  public let key: String
  public let value: JSON

  public init(_ key: String, _ value: JSON) {
    self.key = key
    self.value = value
  }
}

extension JSON {
  public static func integer(_ value: Int64) -> JSON { .number(String(value)) }

  public static func integer(_ value: Int) -> JSON { .number(String(value)) }

  /// The value of a member; nil if this is no object or has no such member. Linear in the members.
  public subscript(key: String) -> JSON? {
    members?.first { $0.key == key }?.value
  }

  public var stringValue: String? {
    guard case .string(let text) = self else { return nil }
    return text
  }

  /// A number written as `-?(0|[1-9][0-9]*)` that fits; nil for `1.0` and `1e3`.
  public var integerValue: Int64? {
    guard case .number(let lexeme) = self, lexeme.utf8.allSatisfy({ $0 == 0x2D || 0x30...0x39 ~= $0 }),
      JSON.isNumber(lexeme)
    else { return nil }
    return Int64(lexeme)
  }

  public var boolValue: Bool? {
    guard case .bool(let value) = self else { return nil }
    return value
  }

  public var arrayValue: [JSON]? {
    guard case .array(let items) = self else { return nil }
    return items
  }

  /// An object's members in their order.
  public var members: [JSONMember]? {
    guard case .object(let members) = self else { return nil }
    return members
  }

  public var isNull: Bool { self == .null }

  /// What the value is, for messages: `a string`, `null`.
  public var kindName: String {
    switch self {
    case .null: "null"
    case .bool: "a boolean"
    case .number: "a number"
    case .string: "a string"
    case .array: "an array"
    case .object: "an object"
    }
  }

  /// Whether the text is a number of RFC 8259 §6.
  public static func isNumber(_ text: String) -> Bool {
    let bytes = Array(text.utf8)
    return !bytes.isEmpty && JSONNumberScan.end(of: bytes, from: 0) == .end(bytes.count)
  }
}
