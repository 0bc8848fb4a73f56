/// The grammar of requirements, as pypa/packaging's parser accepts it.
struct RequirementParser {
  private let text: ByteText
  private var index = 0

  init(_ text: ByteText) { self.text = text }

  mutating func parse() throws(DependencySyntaxError) -> Requirement {
    skipBlanks()
    guard let name = scanIdentifier() else {
      throw DependencySyntaxError(
        text.skippingBlanks(from: 0) == text.count
          ? "the requirement is empty" : "the requirement does not begin with a distribution's name",
        at: index)
    }
    skipBlanks()
    let extras = try parseExtras()
    skipBlanks()
    var specifiers = SpecifierSet()
    var url: String?
    if text[index] == UInt8(ascii: "@") {
      url = try parseURL()
    } else {
      specifiers = try parseSpecifiers()
      skipBlanks()
    }
    let marker = try parseMarker(afterURL: url != nil)
    return Requirement(name: name, extras: extras, specifiers: specifiers, url: url, marker: marker)
  }

  private mutating func skipBlanks() { index = text.skippingBlanks(from: index) }

  /// A letter or digit, then letters, digits, points, underscores and hyphens, up to the last place where a
  /// word ends: `name-` is the name `name`, and a hyphen left over.
  private mutating func scanIdentifier() -> String? {
    guard ASCII.isAlphanumeric(text[index]), text.isWordBoundary(at: index) else { return nil }
    var end = index + 1
    while ASCII.isAlphanumeric(text[end]) || text[end] == UInt8(ascii: ".") || text[end] == UInt8(ascii: "_")
      || text[end] == UInt8(ascii: "-")
    {
      end += 1
    }
    while end > index, !text.isWordBoundary(at: end) { end -= 1 }
    guard end > index else { return nil }
    defer { index = end }
    return text.text(index..<end)
  }

  private mutating func parseExtras() throws(DependencySyntaxError) -> [String] {
    guard text[index] == UInt8(ascii: "[") else { return [] }
    let open = index
    index += 1
    skipBlanks()
    var extras: [String] = []
    if let first = scanIdentifier() {
      extras.append(first)
      skipBlanks()
      while text[index] == UInt8(ascii: ",") {
        index += 1
        skipBlanks()
        guard let extra = scanIdentifier() else {
          throw DependencySyntaxError("the requirement lacks an extra after a comma", at: index)
        }
        extras.append(extra)
        skipBlanks()
      }
    }
    guard text[index] == UInt8(ascii: "]") else {
      throw DependencySyntaxError("the requirement's extras are not closed by \"]\"", at: open)
    }
    index += 1
    return extras
  }

  /// `@ url`, where the URL reaches to the next white space, semicolons and all.
  private mutating func parseURL() throws(DependencySyntaxError) -> String {
    index += 1
    skipBlanks()
    let start = index
    while let (scalar, length) = text.scalar(at: index), !PythonCharacter.isSpace(scalar) { index += length }
    guard index > start else {
      throw DependencySyntaxError("the requirement lacks a URL after \"@\"", at: start)
    }
    return text.text(start..<index)
  }

  /// Clauses with commas between them, in parentheses or not; a comma at the end is let pass.
  private mutating func parseSpecifiers() throws(DependencySyntaxError) -> SpecifierSet {
    let open = text[index] == UInt8(ascii: "(") ? index : nil
    if open != nil {
      index += 1
      skipBlanks()
    }
    if let clauses = scanPlainList() { return try close(open, clauses) }
    var clauses: [VersionSpecifier] = []
    while let (clause, end) = VersionSpecifier.scan(text, at: index) {
      // What follows `===` may hold commas; packaging cuts the text there once more.
      clauses +=
        clause.operator == .arbitrary ? try SpecifierSet(text.text(index..<end)).specifiers : [clause]
      let start = index
      index = end
      if text[index] == UInt8(ascii: "."), text[index + 1] == UInt8(ascii: "*") {
        throw DependencySyntaxError("\".*\" stands only after \"==\" or \"!=\" and plain numbers", at: start)
      }
      if text[index] == UInt8(ascii: "+"), ASCII.isAlphanumeric(text[index + 1]) {
        throw DependencySyntaxError("a local version stands only after \"==\" or \"!=\"", at: start)
      }
      skipBlanks()
      guard text[index] == UInt8(ascii: ",") else { break }
      index += 1
      skipBlanks()
    }
    return try close(open, clauses)
  }

  /// The whole list at once, where it is printable ASCII: cut at its commas first, so that what follows `===` ends
  /// there too. Nil, and nothing is consumed, where that gives no list.
  private mutating func scanPlainList() -> [VersionSpecifier]? {
    var end = index
    while end < text.count, text[end] != UInt8(ascii: ";"), text[end] != UInt8(ascii: ")") {
      guard (0x20...0x7E).contains(text[end]) || text[end] == 0x09 else { return nil }
      end += 1
    }
    let list = text.text(index..<end)
    guard let clauses = try? SpecifierSet(list).specifiers, !clauses.isEmpty else { return nil }
    let commas = list.utf8.count { $0 == UInt8(ascii: ",") }
    let endsWithComma = list.utf8.last { $0 != 0x20 && $0 != 0x09 } == UInt8(ascii: ",")
    guard clauses.count == commas + 1 || clauses.count == commas && endsWithComma else { return nil }
    index = end
    return clauses
  }

  private mutating func close(
    _ open: Int?, _ clauses: [VersionSpecifier]
  ) throws(DependencySyntaxError) -> SpecifierSet {
    guard let open else { return SpecifierSet(clauses) }
    skipBlanks()
    guard text[index] == UInt8(ascii: ")") else {
      throw DependencySyntaxError("the parenthesis around the versions is not closed", at: open)
    }
    index += 1
    return SpecifierSet(clauses)
  }

  private mutating func parseMarker(afterURL: Bool) throws(DependencySyntaxError) -> Marker? {
    let start = index
    if afterURL, index < text.count { skipBlanks() }
    guard index < text.count else { return nil }
    guard text[index] == UInt8(ascii: ";") else {
      throw DependencySyntaxError(
        "\"\(text.text(index..<text.count))\" is neither a version clause nor a marker", at: start)
    }
    var parser = MarkerParser(text, at: index + 1)
    let alternatives = try parser.parseExpression()
    try parser.expectEnd(of: "the requirement")
    return Marker(alternatives: alternatives)
  }
}
