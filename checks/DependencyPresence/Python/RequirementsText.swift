/// A requirements file's text as logical lines, as pip cuts them.
struct RequirementsText: Sendable {
  struct Line: Sendable, Hashable {
    /// From 1; for a continued line, where it begins.
    let number: Int
    /// Without comment and white space around it; never empty.
    let text: String
  }

  let lines: [Line]

  /// Nil unless the bytes are UTF-8, with or without its mark, and do not say that they are something else.
  init?(_ bytes: [UInt8]) {
    let content = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes[3...] : bytes[...]
    guard let text = String(validating: content, as: UTF8.self) else { return nil }
    let isASCII = content.allSatisfy { $0 < 0x80 }
    let physical = Self.physicalLines(text)
    guard isASCII || !physical.prefix(2).contains(where: Self.declaresOtherEncoding) else { return nil }
    lines = Self.joined(physical).compactMap { line in
      let text = Self.withoutComment(line.text)
      return text.isEmpty ? nil : Line(number: line.number, text: text)
    }
  }

  /// `str.splitlines`.
  private static func physicalLines(_ text: String) -> [Substring.UnicodeScalarView] {
    let scalars = text.unicodeScalars
    var lines: [Substring.UnicodeScalarView] = []
    var start = scalars.startIndex
    var index = start
    while index < scalars.endIndex {
      let scalar = scalars[index]
      guard PythonCharacter.endsLine(scalar) else {
        index = scalars.index(after: index)
        continue
      }
      lines.append(scalars[start..<index])
      index = scalars.index(after: index)
      if scalar == "\r", index < scalars.endIndex, scalars[index] == "\n" {
        index = scalars.index(after: index)
      }
      start = index
    }
    if start < scalars.endIndex { lines.append(scalars[start...]) }
    return lines
  }

  /// A comment such as `# -*- coding: latin-1 -*-` (PEP 263).
  private static func declaresOtherEncoding(_ line: Substring.UnicodeScalarView) -> Bool {
    guard line.first == "#" else { return false }
    let text = String(line).lowercased()
    guard let place = text.ranges(of: "coding").first?.upperBound, let sign = text[place...].first,
      sign == ":" || sign == "="
    else { return false }
    let name = text[place...].dropFirst().drop { $0 == " " || $0 == "\t" }
      .prefix { $0.isLetter || $0.isNumber || "-_.".contains($0) }
    return !["utf-8", "utf8", "utf_8", "utf-8-sig", "ascii", "us-ascii"].contains(String(name))
  }

  /// Joins lines that end in a backslash with what follows; a comment line ends the joining.
  private static func joined(
    _ physical: [Substring.UnicodeScalarView]
  ) -> [(number: Int, text: Substring.UnicodeScalarView)] {
    var result: [(number: Int, text: Substring.UnicodeScalarView)] = []
    var pending: (number: Int, text: String.UnicodeScalarView)?
    for (index, line) in physical.enumerated() {
      let isComment = line.drop(while: PythonCharacter.isSpace).first == "#"
      if line.last == "\\", !isComment {
        var part = line.drop { $0 == "\\" }
        while part.last == "\\" { part.removeLast() }
        if pending == nil { pending = (index + 1, String.UnicodeScalarView()) }
        pending?.text.append(contentsOf: part)
        continue
      }
      guard var whole = pending else {
        result.append((index + 1, line))
        continue
      }
      // The blank keeps the number sign a comment's.
      if isComment { whole.text.append(" ") }
      whole.text.append(contentsOf: line)
      result.append((whole.number, whole.text[...]))
      pending = nil
    }
    if let pending { result.append((pending.number, pending.text[...])) }
    return result
  }

  /// A comment begins at a `#` that begins the line or follows white space.
  private static func withoutComment(_ line: Substring.UnicodeScalarView) -> String {
    var previous: Unicode.Scalar?
    for index in line.indices {
      if line[index] == "#", previous.map(PythonCharacter.isSpace) ?? true {
        return PythonCharacter.stripped(line[..<index])
      }
      previous = line[index]
    }
    return PythonCharacter.stripped(line)
  }
}
