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

  /// `@ url`, where the URL reaches to the next blank, semicolons and all.
  private mutating func parseURL() throws(DependencySyntaxError) -> String {
    index += 1
    skipBlanks()
    let start = index
    while index < text.count, text[index] != UInt8(ascii: " "), text[index] != UInt8(ascii: "\t") {
      index += 1
    }
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
