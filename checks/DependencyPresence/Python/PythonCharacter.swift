/// Unicode classes as CPython's `str` and `re` define them.
enum PythonCharacter {
  /// `str.isspace`, which is also `\s`: the bidirectional types WS, B and S, and category Zs.
  static func isSpace(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x09...0x0D, 0x1C...0x20, 0x85, 0xA0, 0x1680, 0x2000...0x200A, 0x2028, 0x2029, 0x202F, 0x205F,
      0x3000:
      true
    default:
      false
    }
  }

  /// `\w`: letters, every kind of number, and the underscore.
  static func isWord(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.isASCII {
      return ASCII.isAlphanumeric(UInt8(truncatingIfNeeded: scalar.value)) || scalar == "_"
    }
    return switch scalar.properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter,
      .decimalNumber, .letterNumber, .otherNumber:
      true
    default:
      false
    }
  }

  /// Where `str.splitlines` ends a line, besides the pair CR LF.
  static func endsLine(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x0A...0x0D, 0x1C...0x1E, 0x85, 0x2028, 0x2029: true
    default: false
    }
  }

  /// `str.strip()`.
  static func stripped(_ text: Substring.UnicodeScalarView) -> String {
    var scalars = text
    while let first = scalars.first, isSpace(first) { scalars.removeFirst() }
    while let last = scalars.last, isSpace(last) { scalars.removeLast() }
    return String(scalars)
  }

  /// `str.strip()` of UTF-8.
  static func stripped(_ bytes: [UInt8]) -> String {
    guard bytes.allSatisfy({ $0 < 0x80 }) else {
      return stripped(String(decoding: bytes, as: UTF8.self).unicodeScalars[...])
    }
    var rest = bytes.drop { isSpace(Unicode.Scalar($0)) }
    while let last = rest.last, isSpace(Unicode.Scalar(last)) { rest.removeLast() }
    return String(decoding: rest, as: UTF8.self)
  }

  /// `str.lower()`, but for the final sigma, which needs the whole word.
  static func lowercased(_ text: String) -> [UInt8] {
    text.utf8.allSatisfy { $0 < 0x80 }
      ? text.utf8.map(ASCII.lowercased)
      : text.unicodeScalars.flatMap { Array($0.properties.lowercaseMapping.utf8) }
  }
}
