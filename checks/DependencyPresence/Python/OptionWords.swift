/// Splits text as a POSIX shell splits words: Python's `shlex.split`, which pip uses for options.
enum OptionWords {
  /// Nil when a quote is not closed or a backslash ends the text.
  static func split(_ text: String) -> [String]? {
    var words: [String] = []
    var word: String.UnicodeScalarView?
    var quote: Unicode.Scalar?
    var rest = text.unicodeScalars[...]
    while let scalar = rest.popFirst() {
      if let open = quote {
        if scalar == open {
          quote = nil
        } else if scalar == "\\", open == "\"", let next = rest.first, next == "\"" || next == "\\" {
          word?.append(next)
          rest.removeFirst()
        } else {
          word?.append(scalar)
        }
        continue
      }
      switch scalar {
      case " ", "\t", "\r", "\n":
        if let word { words.append(String(word)) }
        word = nil
      case "'", "\"":
        quote = scalar
        word = word ?? String.UnicodeScalarView()
      case "\\":
        guard let next = rest.popFirst() else { return nil }
        word = word ?? String.UnicodeScalarView()
        word?.append(next)
      default:
        word = word ?? String.UnicodeScalarView()
        word?.append(scalar)
      }
    }
    guard quote == nil else { return nil }
    if let word { words.append(String(word)) }
    return words
  }
}
