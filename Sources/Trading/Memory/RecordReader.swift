import Chronology
import ExactDecimal
import StrictJSON

/// Reads one object of the journal or the snapshot: every member is there, in the one form in which we write it.
struct RecordReader {
  private var reader: JSONObjectReader

  init(_ json: JSON, at path: String = "$") throws(RecordError) {
    do { reader = try JSONObjectReader(json, at: path) } catch { throw RecordError(error) }
  }

  /// The name and value of the only member, which says what the object is.
  static func onlyMember(of json: JSON, at path: String) throws(RecordError) -> (name: String, value: JSON) {
    guard let members = json.members else {
      throw RecordError(.wrongKind, at: path, expected: "an object", found: json.kindName)
    }
    guard members.count == 1, let member = members.first else {
      throw RecordError(
        members.isEmpty ? .missingMember : .unknownMember, at: path, expected: "one member",
        found: "\(members.count)")
    }
    return (member.key, member.value)
  }

  var remainingKeys: [String] { reader.remainingKeys }

  func path(of key: String) -> String { reader.path(of: key) }

  func finish() throws(RecordError) {
    do { try reader.finish() } catch { throw RecordError(error) }
  }

  mutating func value(_ key: String) throws(RecordError) -> JSON {
    do { return try reader.value(key) } catch { throw RecordError(error) }
  }

  mutating func string(_ key: String) throws(RecordError) -> String {
    do { return try reader.string(key) } catch { throw RecordError(error) }
  }

  mutating func optionalString(_ key: String) throws(RecordError) -> String? {
    do { return try reader.optionalString(key) } catch { throw RecordError(error) }
  }

  mutating func integer(_ key: String, in range: ClosedRange<Int64>) throws(RecordError) -> Int64 {
    do { return try reader.integer(key, in: range) } catch { throw RecordError(error) }
  }

  mutating func strings(_ key: String) throws(RecordError) -> [String] {
    do { return try reader.strings(key) } catch { throw RecordError(error) }
  }

  /// The items of an array, each with its place.
  mutating func items(_ key: String) throws(RecordError) -> [(json: JSON, path: String)] {
    let path = path(of: key)
    do {
      return try reader.array(key).enumerated().map { ($0.element, "\(path)[\($0.offset)]") }
    } catch { throw RecordError(error) }
  }

  mutating func decimal(_ key: String) throws(RecordError) -> ExactDecimal {
    try Self.decimal(try string(key), at: path(of: key))
  }

  mutating func optionalDecimal(_ key: String) throws(RecordError) -> ExactDecimal? {
    guard let text = try optionalString(key) else { return nil }
    return try Self.decimal(text, at: path(of: key))
  }

  /// A number as others write it, such as `65000.00`.
  mutating func plainDecimal(_ key: String) throws(RecordError) -> ExactDecimal {
    let text = try string(key)
    guard let decimal = ExactDecimal(text) else {
      throw RecordError(.malformed, at: path(of: key), expected: "a decimal number", found: text)
    }
    return decimal
  }

  /// Nil where the member is left out.
  mutating func plainDecimalIfAny(_ key: String) throws(RecordError) -> ExactDecimal? {
    reader.has(key) ? try plainDecimal(key) : nil
  }

  /// False where the member is left out.
  mutating func flagIfAny(_ key: String) throws(RecordError) -> Bool {
    guard reader.has(key) else { return false }
    do { return try reader.bool(key) } catch { throw RecordError(error) }
  }

  mutating func time(_ key: String) throws(RecordError) -> Timestamp {
    try Self.time(try string(key), at: path(of: key))
  }

  mutating func optionalTime(_ key: String) throws(RecordError) -> Timestamp? {
    guard let text = try optionalString(key) else { return nil }
    return try Self.time(text, at: path(of: key))
  }

  mutating func symbol(_ key: String) throws(RecordError) -> Symbol {
    let text = try string(key)
    guard let symbol = Symbol(text) else {
      throw RecordError(.malformed, at: path(of: key), expected: "a symbol", found: text)
    }
    return symbol
  }

  mutating func orderID(_ key: String) throws(RecordError) -> ClientOrderID {
    let text = try string(key)
    guard let id = ClientOrderID(text) else {
      throw RecordError(.malformed, at: path(of: key), expected: "an order id of ours", found: text)
    }
    try Self.checkForm(text, id.description, at: path(of: key))
    return id
  }

  mutating func word<Word: RawRepresentable & CaseIterable>(_ key: String) throws(RecordError) -> Word
  where Word.RawValue == String {
    try Self.word(try string(key), at: path(of: key))
  }

  static func word<Word: RawRepresentable & CaseIterable>(
    _ text: String, at path: String
  ) throws(RecordError) -> Word where Word.RawValue == String {
    guard let word = Word(rawValue: text) else {
      throw RecordError(
        .unknownWord, at: path, expected: Word.allCases.map(\.rawValue).joined(separator: ", "), found: text)
    }
    return word
  }

  static func decimal(_ text: String, at path: String) throws(RecordError) -> ExactDecimal {
    guard let decimal = ExactDecimal(text) else {
      throw RecordError(.malformed, at: path, expected: "a decimal number", found: text)
    }
    try checkForm(text, decimal.description, at: path)
    return decimal
  }

  static func time(_ text: String, at path: String) throws(RecordError) -> Timestamp {
    guard let time = Timestamp(rfc3339: text) else {
      throw RecordError(.malformed, at: path, expected: "a time like 2026-11-23T14:05:09.120Z", found: text)
    }
    try checkForm(text, time.description, at: path)
    return time
  }

  private static func checkForm(_ text: String, _ canonical: String, at path: String) throws(RecordError) {
    guard text.utf8.elementsEqual(canonical.utf8) else {
      throw RecordError(.notCanonical, at: path, expected: canonical, found: text)
    }
  }
}

extension JSON {
  static func decimal(_ value: ExactDecimal) -> JSON { .string(value.description) }

  static func decimal(_ value: ExactDecimal?) -> JSON { value.map { .string($0.description) } ?? .null }

  static func time(_ value: Timestamp) -> JSON { .string(value.description) }

  static func time(_ value: Timestamp?) -> JSON { value.map { .string($0.description) } ?? .null }

  static func id(_ value: ClientOrderID) -> JSON { .string(value.description) }

  static func optional(_ text: String?) -> JSON { text.map { .string($0) } ?? .null }
}
