/// Reads one string: RFC 8259 §7.
struct JSONStringScan {
  private let bytes: [UInt8]
  private let start: Int
  /// The next byte to read; after ``read()``, the one behind the closing quote.
  private(set) var index: Int
  private(set) var hasEscapes = false

  /// - Parameter start: the offset of the opening quote.
  init(bytes: [UInt8], start: Int) {
    self.bytes = bytes
    self.start = start
    index = start + 1
  }

  mutating func read() throws(JSONError) -> String {
    var decoded: [UInt8] = []
    var copied = index
    while true {
      skipPlainBytes()
      guard index < bytes.count else { throw unexpectedEnd() }
      switch bytes[index] {
      case 0x22:
        index += 1
        // Without escapes, which is nearly always, the bytes between the quotes are the text.
        let raw = try validatedText(in: start + 1..<index - 1)
        if copied == start + 1 { return raw }
        decoded += bytes[copied..<index - 1]
        let text = String(decoding: decoded, as: UTF8.self)
        try checkCombiningCharacters(in: text)
        return text
      case 0x5C:
        hasEscapes = true
        decoded += bytes[copied..<index]
        let scalar = try readEscape()
        decoded.append(contentsOf: Unicode.UTF8.encode(scalar) ?? Unicode.UTF8.encodedReplacementCharacter)
        copied = index
      default:
        throw JSONError(.controlCharacter, at: index, "a control character stands unescaped in a string")
      }
    }
  }

  /// Goes on to the next byte that means something in a string, eight at a time: most of a text is strings.
  private mutating func skipPlainBytes() {
    let place = unsafe bytes.withUnsafeBytes { buffer in
      var place = index
      while place + 8 <= buffer.count {
        let word = unsafe buffer.loadUnaligned(fromByteOffset: place, as: UInt64.self)
        if Self.holdsMark(word) { break }
        place += 8
      }
      while place < buffer.count, unsafe !Self.isMark(buffer[place]) { place += 1 }
      return place
    }
    index = place
  }

  private static func isMark(_ byte: UInt8) -> Bool { byte < 0x20 || byte == 0x22 || byte == 0x5C }

  /// Whether one of the eight bytes may be a mark: true for each that is, and for some that follow one in the word.
  private static func holdsMark(_ word: UInt64) -> Bool {
    let ones: UInt64 = 0x0101_0101_0101_0101
    let highs: UInt64 = 0x8080_8080_8080_8080
    let (quotes, backslashes) = (word ^ (ones &* 0x22), word ^ (ones &* 0x5C))
    let found =
      (word &- ones &* 0x20) & ~word | (quotes &- ones) & ~quotes | (backslashes &- ones) & ~backslashes
    return found & highs != 0
  }

  /// Escapes make whole characters, so the text is UTF-8 when the bytes with the escapes in them are.
  private func validatedText(in range: Range<Int>) throws(JSONError) -> String {
    let text: String
    let isASCII: Bool
    do {
      let span = try UTF8Span(validating: bytes.span.extracting(range))
      text = String(copying: span)
      isASCII = span.isKnownASCII
    } catch {
      let offset = range.lowerBound + error.byteOffsets.lowerBound
      throw JSONError(.notUTF8, at: offset, "a byte in a string is not UTF-8")
    }
    if !isASCII { try checkCombiningCharacters(in: text) }
    return text
  }

  private func checkCombiningCharacters(in text: String) throws(JSONError) {
    var length = 0
    for scalar in text.unicodeScalars {
      let combines = scalar.value >= 0x300 && scalar.properties.canonicalCombiningClass != .notReordered
      length = combines ? length + 1 : 0
      if length > 30 {
        throw JSONError(
          .combiningCharacters, at: start, "a string has more than 30 combining characters in a row")
      }
    }
  }

  /// Decodes `\` and what belongs to it.
  private mutating func readEscape() throws(JSONError) -> Unicode.Scalar {
    let escape = index
    guard index + 1 < bytes.count else { throw unexpectedEnd() }
    let letter = bytes[index + 1]
    index += 2
    switch letter {
    case 0x22, 0x5C, 0x2F: return Unicode.Scalar(letter)
    case 0x62: return "\u{8}"
    case 0x66: return "\u{C}"
    case 0x6E: return "\n"
    case 0x72: return "\r"
    case 0x74: return "\t"
    case 0x75: return try readUnicodeEscape(from: escape)
    default:
      throw JSONError(.invalidEscape, at: escape, "a backslash starts no escape of JSON here")
    }
  }

  /// Decodes the digits after `\u`, and the second escape of a surrogate pair.
  private mutating func readUnicodeEscape(from escape: Int) throws(JSONError) -> Unicode.Scalar {
    let first = try readHexDigits(from: escape)
    if let scalar = Unicode.Scalar(first) { return scalar }
    let second = index
    guard first < 0xDC00, index + 1 < bytes.count, bytes[index] == 0x5C, bytes[index + 1] == 0x75 else {
      throw JSONError(.loneSurrogate, at: escape, "an escape makes half of a surrogate pair")
    }
    index += 2
    let low = try readHexDigits(from: second)
    guard 0xDC00...0xDFFF ~= low,
      let scalar = Unicode.Scalar(0x10000 + (UInt32(first) - 0xD800) << 10 + (UInt32(low) - 0xDC00))
    else { throw JSONError(.loneSurrogate, at: escape, "an escape makes half of a surrogate pair") }
    return scalar
  }

  private mutating func readHexDigits(from escape: Int) throws(JSONError) -> UInt16 {
    var value: UInt16 = 0
    for _ in 0..<4 {
      guard index < bytes.count else { throw unexpectedEnd() }
      guard let digit = Self.hexDigit(bytes[index]) else {
        throw JSONError(.invalidEscape, at: escape, "four hexadecimal digits have to follow '\\u'")
      }
      value = value << 4 | digit
      index += 1
    }
    return value
  }

  private static func hexDigit(_ byte: UInt8) -> UInt16? {
    switch byte {
    case 0x30...0x39: UInt16(byte - 0x30)
    case 0x41...0x46: UInt16(byte - 0x41 + 10)
    case 0x61...0x66: UInt16(byte - 0x61 + 10)
    default: nil
    }
  }

  private func unexpectedEnd() -> JSONError {
    JSONError(.unexpectedEnd, at: bytes.count, "the text ends inside a string")
  }
}
