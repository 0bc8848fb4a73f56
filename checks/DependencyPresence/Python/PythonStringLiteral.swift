/// What Python reads between quotes: packaging hands a marker's quoted texts to `ast.literal_eval`.
enum PythonStringLiteral {
  /// The value of a literal's inside; nil when Python refuses it, and for `\N{name}`, which would need
  /// Unicode's table of names, and lone surrogates, which are no text.
  static func value(of inside: String) -> String? {
    guard inside.utf8.contains(where: { $0 == UInt8(ascii: "\\") || $0 < 0x20 }) else { return inside }
    var result = String.UnicodeScalarView()
    var rest = inside.unicodeScalars[...]
    while let scalar = rest.popFirst() {
      switch scalar {
      case "\n", "\r", "\0": return nil
      case "\\":
        guard appendEscape(from: &rest, to: &result) else { return nil }
      default: result.append(scalar)
      }
    }
    return String(result)
  }

  private static func appendEscape(
    from rest: inout Substring.UnicodeScalarView, to result: inout String.UnicodeScalarView
  ) -> Bool {
    guard let kind = rest.popFirst() else { return false }
    switch kind {
    case "\n": break
    case "\r":
      if rest.first == "\n" { rest.removeFirst() }
    case "\\", "'", "\"": result.append(kind)
    case "a": result.append("\u{07}")
    case "b": result.append("\u{08}")
    case "f": result.append("\u{0C}")
    case "n": result.append("\n")
    case "r": result.append("\r")
    case "t": result.append("\t")
    case "v": result.append("\u{0B}")
    case "x": return appendScalar(digits: 2, from: &rest, to: &result)
    case "u": return appendScalar(digits: 4, from: &rest, to: &result)
    case "U": return appendScalar(digits: 8, from: &rest, to: &result)
    case "N", "\0": return false
    case "0"..."7":
      var value = kind.value - 0x30
      for _ in 0..<2 {
        guard let digit = rest.first, ("0"..."7").contains(digit) else { break }
        value = value * 8 + digit.value - 0x30
        rest.removeFirst()
      }
      guard let scalar = Unicode.Scalar(value) else { return false }
      result.append(scalar)
    default:
      // Python keeps an escape that it does not know, backslash and all.
      result.append("\\")
      result.append(kind)
    }
    return true
  }

  private static func appendScalar(
    digits: Int, from rest: inout Substring.UnicodeScalarView, to result: inout String.UnicodeScalarView
  ) -> Bool {
    let text = String(rest.prefix(digits))
    guard text.utf8.count == digits, text.utf8.allSatisfy(ASCII.isHexadecimalDigit),
      let value = UInt32(text, radix: 16), let scalar = Unicode.Scalar(value)
    else { return false }
    rest.removeFirst(digits)
    result.append(scalar)
    return true
  }
}
