extension JSON {
  /// Reads one JSON text, strictly: RFC 8259, UTF-8 without a byte order mark, no key twice in an object, no half
  /// surrogate pairs, nothing after the value.
  ///
  /// Two keys are the same when Unicode holds them to be the same text (`é` in one scalar or in two): a reader
  /// could take either for the other. One thing that RFC 8259 allows is refused: more than 30 combining characters
  /// in a row, which Swift takes quadratic time to compare or hash (75 ms for 16,000, each time, Swift 6.3) and no
  /// language needs (Unicode Standard Annex #15 §13, Stream-Safe Text). Time and memory are linear in the text.
  public static func parse(_ bytes: [UInt8], limits: JSONLimits = .init()) throws(JSONError) -> JSON {
    try parseNotingForm(bytes, limits: limits).value
  }

  /// The same, and whether the text is the one byte form that ``encoded(sortedKeys:pretty:)`` gives the value. Told
  /// while reading, since writing a long text again costs as much as reading it.
  public static func parseNotingForm(
    _ bytes: [UInt8], limits: JSONLimits = .init()
  ) throws(JSONError) -> (value: JSON, isInOneForm: Bool) {
    guard bytes.count <= limits.bytes else {
      throw JSONError(
        .tooLarge, at: limits.bytes, "the text has \(bytes.count) bytes; at most \(limits.bytes) are read")
    }
    var parser = JSONParser(bytes: bytes, limits: limits)
    let value = try parser.parse()
    return (value, parser.isInOneForm)
  }
}

/// A parser with a stack of its own, so that no text reaches the thread's stack.
struct JSONParser {
  private let bytes: [UInt8]
  private let limits: JSONLimits
  private var index = 0
  private var values = 0
  private var open: [OpenContainer] = []
  /// Whether everything up to here is as the writer writes it: no white space, and escapes only where it makes them,
  /// in its spelling. Numbers and members are kept as they stand.
  private(set) var isInOneForm = true

  init(bytes: [UInt8], limits: JSONLimits) {
    self.bytes = bytes
    self.limits = limits
  }

  mutating func parse() throws(JSONError) -> JSON {
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) {
      throw JSONError(.byteOrderMark, at: 0, "the text starts with a byte order mark")
    }
    skipWhiteSpace()
    if index == bytes.count { throw JSONError(.empty, at: index, "the text is empty") }
    while true {
      guard let value = try readValue(), let root = try close(with: value) else { continue }
      skipWhiteSpace()
      guard index == bytes.count else {
        throw JSONError(.trailingBytes, at: index, "\(describeByte()) follows the value")
      }
      return root
    }
  }

  /// Reads a scalar or an empty container, or opens a container and stops before its first value.
  ///
  /// - Returns: nil if a container was opened.
  private mutating func readValue() throws(JSONError) -> JSON? {
    values += 1
    guard values <= limits.values else {
      throw JSONError(.tooManyValues, at: index, "the text has more than \(limits.values) values")
    }
    guard index < bytes.count else { throw unexpectedEnd("a value") }
    switch bytes[index] {
    case 0x22: return .string(try readString())
    case 0x2D, 0x30...0x39: return .number(try readNumber())
    case 0x7B: return try openObject()
    case 0x5B: return try openArray()
    case 0x74: return try readWord("true", .bool(true))
    case 0x66: return try readWord("false", .bool(false))
    case 0x6E: return try readWord("null", .null)
    default: throw unexpectedByte("a value")
    }
  }

  /// Puts a finished value into the open container, and closes what ends after it.
  ///
  /// - Returns: the root once it is complete, or nil with the next value ahead.
  private mutating func close(with value: consuming JSON) throws(JSONError) -> JSON? {
    var value = value
    while let last = open.indices.last {
      open[last].append(value)
      skipWhiteSpace()
      let isObject = open[last].isObject
      guard index < bytes.count else { throw unexpectedEnd(isObject ? "',' or '}'" : "',' or ']'") }
      switch (bytes[index], isObject) {
      case (0x2C, _):
        index += 1
        skipWhiteSpace()
        if isObject { try readKey() }
        return nil
      case (0x7D, true), (0x5D, false):
        index += 1
        value = open.removeLast().value
      default: throw unexpectedByte(isObject ? "',' or '}'" : "',' or ']'")
      }
    }
    return value
  }

  private mutating func openObject() throws(JSONError) -> JSON? {
    try enter()
    if index < bytes.count, bytes[index] == 0x7D {
      index += 1
      return .object([])
    }
    open.append(OpenContainer(isObject: true))
    try readKey()
    return nil
  }

  private mutating func openArray() throws(JSONError) -> JSON? {
    try enter()
    if index < bytes.count, bytes[index] == 0x5D {
      index += 1
      return .array([])
    }
    open.append(OpenContainer(isObject: false))
    return nil
  }

  private mutating func enter() throws(JSONError) {
    guard open.count < limits.depth else {
      throw JSONError(.tooDeep, at: index, "arrays and objects are nested deeper than \(limits.depth)")
    }
    index += 1
    skipWhiteSpace()
  }

  /// Reads a key, its colon, and the white space around them.
  private mutating func readKey() throws(JSONError) {
    let start = index
    guard index < bytes.count else { throw unexpectedEnd("a key") }
    guard bytes[index] == 0x22 else { throw unexpectedByte("a key in double quotes") }
    let key = try readString()
    guard open[open.count - 1].expect(key) else {
      throw JSONError(
        .duplicateKey, at: start, "the key \(JSON.string(key).text()) stands twice in one object")
    }
    skipWhiteSpace()
    guard index < bytes.count else { throw unexpectedEnd("':'") }
    guard bytes[index] == 0x3A else { throw unexpectedByte("':'") }
    index += 1
    skipWhiteSpace()
  }

  private mutating func readNumber() throws(JSONError) -> String {
    switch JSONNumberScan.end(of: bytes, from: index) {
    case .end(let end):
      let lexeme = String(decoding: bytes[index..<end], as: UTF8.self)
      index = end
      return lexeme
    case .mistake(let offset):
      index = offset
      guard offset < bytes.count else { throw unexpectedEnd("a digit") }
      throw JSONError(.invalidNumber, at: offset, "\(describeByte()) cannot stand here in a number")
    }
  }

  private mutating func readWord(_ word: StaticString, _ value: JSON) throws(JSONError) -> JSON {
    for expected in word.description.utf8 {
      guard index < bytes.count else { throw unexpectedEnd("'\(word)'") }
      guard bytes[index] == expected else { throw unexpectedByte("'\(word)'") }
      index += 1
    }
    return value
  }

  private mutating func readString() throws(JSONError) -> String {
    var scan = JSONStringScan(bytes: bytes, start: index)
    let start = index
    let text = try scan.read()
    index = scan.index
    if scan.hasEscapes, isInOneForm {
      isInOneForm = JSON.string(text).encoded().elementsEqual(bytes[start..<index])
    }
    return text
  }

  private mutating func skipWhiteSpace() {
    while index < bytes.count {
      switch bytes[index] {
      case 0x20, 0x0A, 0x0D, 0x09:
        index += 1
        isInOneForm = false
      default: return
      }
    }
  }

  private func unexpectedEnd(_ expected: String) -> JSONError {
    JSONError(.unexpectedEnd, at: bytes.count, "the text ends where \(expected) should stand")
  }

  private func unexpectedByte(_ expected: String) -> JSONError {
    JSONError(.unexpectedByte, at: index, "\(describeByte()) stands where \(expected) should")
  }

  private func describeByte() -> String {
    let byte = bytes[index]
    if 0x21...0x7E ~= byte { return "'\(Unicode.Scalar(byte))'" }
    let digits = String(byte, radix: 16, uppercase: true)
    return "the byte 0x\(digits.utf8.count == 1 ? "0" : "")\(digits)"
  }
}
