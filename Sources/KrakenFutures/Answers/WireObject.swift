import Chronology
import ExactDecimal
import StrictJSON
import Trading

/// One object of an answer. Members that nobody asks for are passed over, since the venue adds some without notice, and
/// `null` is the same as a member left out, since it sends either.
struct WireObject {
  let members: [JSONMember]

  init(_ json: JSON) throws(WireError) {
    guard case .object(let members) = json else {
      throw WireError(.notAnObject, expected: "an object", found: json.kindName)
    }
    self.members = members
  }

  /// Nothing for `null` too. A bare `nil` would be `JSON.null` here, which has a literal of its own.
  subscript(key: String) -> JSON? {
    for member in members where member.key == key {
      return member.value.isNull ? Optional<JSON>.none : member.value
    }
    return Optional<JSON>.none
  }

  func has(_ key: String) -> Bool { members.contains { $0.key == key && !$0.value.isNull } }

  func value(_ key: String) throws(WireError) -> JSON {
    guard let value = self[key] else { throw missing(key) }
    return value
  }

  func text(_ key: String) throws(WireError) -> String {
    guard let text = try optionalText(key) else { throw missing(key) }
    return text
  }

  func optionalText(_ key: String) throws(WireError) -> String? {
    guard let value = self[key] else { return nil }
    guard let text = value.stringValue else { throw wrongKind(key, "a string", value) }
    return text
  }

  /// Under the first name that the object has: `cliOrdId` here is `cli_ord_id` there.
  func optionalText(_ key: String, or other: String) throws(WireError) -> String? {
    if let text = try optionalText(key) { return text }
    return try optionalText(other)
  }

  func number(_ key: String, excessDigits: ExactDecimal.ExcessDigits = .refused) throws(WireError)
    -> ExactDecimal
  {
    guard let number = try optionalNumber(key, excessDigits: excessDigits) else { throw missing(key) }
    return number
  }

  /// A number, or a string that holds one, exponents included.
  func optionalNumber(
    _ key: String, excessDigits: ExactDecimal.ExcessDigits = .refused
  ) throws(WireError) -> ExactDecimal? {
    guard let value = self[key] else { return nil }
    let lexeme: String
    switch value {
    case .number(let text), .string(let text): lexeme = text
    default: throw wrongKind(key, "a number", value)
    }
    guard let number = ExactDecimal(jsonNumber: lexeme, excessDigits: excessDigits) else {
      throw WireError(
        .number, at: key, expected: "a number of at most 18 digits on either side of the point",
        found: VenueWord.shown(lexeme))
    }
    return number
  }

  func positiveNumber(_ key: String, excessDigits: ExactDecimal.ExcessDigits = .refused) throws(WireError)
    -> ExactDecimal
  {
    let number = try number(key, excessDigits: excessDigits)
    guard number.signum > 0 else {
      throw WireError(.number, at: key, expected: "a number above zero", found: number.description)
    }
    return number
  }

  func optionalFlag(_ key: String) throws(WireError) -> Bool? {
    guard let value = self[key] else { return nil }
    guard let flag = value.boolValue else { throw wrongKind(key, "a boolean", value) }
    return flag
  }

  func optionalTime(_ key: String) throws(WireError) -> Timestamp? {
    guard let text = try optionalText(key) else { return nil }
    guard let time = WireTime.read(text) else {
      throw WireError(
        .time, at: key, expected: "a time such as 2026-11-23T10:00:00.000Z", found: VenueWord.shown(text))
    }
    return time
  }

  func time(_ key: String) throws(WireError) -> Timestamp {
    guard let time = try optionalTime(key) else { throw missing(key) }
    return time
  }

  func symbol(_ key: String) throws(WireError) -> Symbol {
    let text = try text(key)
    guard let symbol = Symbol(text) else {
      throw WireError(.symbol, at: key, expected: "a market's name", found: VenueWord.shown(text))
    }
    return symbol
  }

  func object(_ key: String) throws(WireError) -> WireObject {
    guard let object = try optionalObject(key) else { throw missing(key) }
    return object
  }

  func optionalObject(_ key: String) throws(WireError) -> WireObject? {
    guard let value = self[key] else { return nil }
    guard case .object = value else { throw wrongKind(key, "an object", value) }
    return try WireObject(value)
  }

  func list(_ key: String) throws(WireError) -> [JSON] {
    guard let list = try optionalList(key) else { throw missing(key) }
    return list
  }

  func optionalList(_ key: String) throws(WireError) -> [JSON]? {
    guard let value = self[key] else { return nil }
    guard let list = value.arrayValue else { throw wrongKind(key, "an array", value) }
    return list
  }

  /// Reads every row of a list; those that cannot be read are told apart.
  func rows<Row>(
    _ key: String, _ read: (WireObject) throws(WireError) -> Row?
  ) throws(WireError) -> (rows: [Row], unreadable: [WireError]) {
    let items = try list(key)
    var rows: [Row] = []
    rows.reserveCapacity(items.count)
    var unreadable: [WireError] = []
    for (index, item) in items.enumerated() {
      do throws(WireError) {
        if let row = try read(WireObject(item)) { rows.append(row) }
      } catch {
        unreadable.append(error.within("\(key)[\(index)]"))
      }
    }
    return (rows, unreadable)
  }

  func missing(_ key: String) -> WireError {
    WireError(.missing, at: key, expected: "a member", found: "nothing")
  }

  func wrongKind(_ key: String, _ expected: String, _ value: JSON) -> WireError {
    WireError(.wrongKind, at: key, expected: expected, found: value.kindName)
  }
}

/// Times of the venue: RFC 3339 in UTC with any number of fraction digits, of which three count.
enum WireTime {
  static func read(_ text: String) -> Timestamp? {
    if let time = Timestamp(rfc3339: text) { return time }
    let bytes = Array(text.utf8)
    guard (25...40).contains(bytes.count), bytes.last == 0x5A,
      bytes[23..<(bytes.count - 1)].allSatisfy({ (0x30...0x39).contains($0) })
    else { return nil }
    return Timestamp(rfc3339: String(decoding: bytes[..<23], as: UTF8.self) + "Z")
  }
}
