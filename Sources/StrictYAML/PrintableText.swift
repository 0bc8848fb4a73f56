/// Text for a terminal or a log: nothing in it moves the cursor, hides, or turns the reading direction.
enum PrintableText {
  /// One scalar as it is shown.
  struct Cell {
    let text: String
    /// Columns of a terminal: 0 for a combining mark, 2 for wide East Asian characters and emoji.
    let width: Int
  }

  /// The text with control, invisible and bidirectional characters written as escapes.
  static func escaping(_ text: String) -> String {
    if text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) { return text }
    var result = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      if let escape = escape(of: scalar) {
        result.append(contentsOf: escape.unicodeScalars)
      } else {
        result.append(scalar)
      }
    }
    return String(result)
  }

  static func cells(of text: String) -> [Cell] {
    text.unicodeScalars.map { scalar in
      guard let escape = escape(of: scalar) else {
        return Cell(text: String(scalar), width: width(of: scalar))
      }
      return Cell(text: escape, width: escape.utf8.count)
    }
  }

  private static func escape(of scalar: Unicode.Scalar) -> String? {
    switch scalar {
    case "\t": return "\\t"
    case "\n": return "\\n"
    case "\r": return "\\r"
    default:
      guard RefusedCharacter(scalar) != nil else { return nil }
      return "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
    }
  }

  /// Columns of a terminal; wide ranges after Unicode Standard Annex #11 (East Asian Width W and F).
  private static func width(of scalar: Unicode.Scalar) -> Int {
    if scalar.value < 0x300 { return 1 }
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .format: return 0
    default: break
    }
    switch scalar.value {
    case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x4DBF, 0x4E00...0xA4CF, 0xA960...0xA97C,
      0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF01...0xFF60, 0xFFE0...0xFFE6,
      0x1F300...0x1F64F, 0x1F680...0x1F6FF, 0x1F900...0x1F9FF, 0x1FA70...0x1FAFF, 0x20000...0x3FFFD:
      return 2
    default: return scalar.properties.isEmojiPresentation ? 2 : 1
    }
  }
}
