/// The grammar of relations (Debian policy §7.1), with the names that policy §5.6.1 permits.
struct DebianRelationParser {
  private let text: ByteText
  private var index = 0

  init(_ text: ByteText) { self.text = text }

  mutating func parseAlternatives() throws(DependencySyntaxError) -> [DebianRelation.Alternative] {
    var alternatives = [try parseAlternative()]
    while text[index] == UInt8(ascii: "|") {
      index += 1
      alternatives.append(try parseAlternative())
    }
    return alternatives
  }

  mutating func skipComma() -> Bool {
    guard text[index] == UInt8(ascii: ",") else { return false }
    index += 1
    return true
  }

  func expectEnd() throws(DependencySyntaxError) {
    guard index < text.count else { return }
    switch text[index] {
    case UInt8(ascii: "["), UInt8(ascii: "<"):
      throw DependencySyntaxError(
        "architecture and profile restrictions belong to build dependencies, not to a relation here",
        at: index)
    default:
      throw DependencySyntaxError(
        "\"\(text.text(index..<text.count))\" stands after the end of a relation", at: index)
    }
  }

  private mutating func parseAlternative() throws(DependencySyntaxError) -> DebianRelation.Alternative {
    skipSpace()
    let package = try parseName()
    var architecture: String?
    if text[index] == UInt8(ascii: ":") {
      index += 1
      architecture = try parseArchitecture()
    }
    skipSpace()
    guard text[index] == UInt8(ascii: "(") else {
      return DebianRelation.Alternative(package: package, architecture: architecture, version: nil)
    }
    let open = index
    index += 1
    skipSpace()
    let operation = try parseOperator()
    skipSpace()
    let start = index
    while index < text.count, text[index] != UInt8(ascii: ")"), !Self.isSpace(text[index]) { index += 1 }
    let version: DebianVersion
    do {
      version = try DebianVersion(text.text(start..<index))
    } catch {
      throw DependencySyntaxError(error.message, at: start)
    }
    skipSpace()
    guard text[index] == UInt8(ascii: ")") else {
      throw DependencySyntaxError("the parenthesis around a version is not closed", at: open)
    }
    index += 1
    skipSpace()
    return DebianRelation.Alternative(
      package: package, architecture: architecture, version: (operation, version))
  }

  /// Lower-case letters, digits, `+`, `-` and `.`, at least two, beginning with a letter or digit. dpkg
  /// itself lets a single character pass, so that does too.
  private mutating func parseName() throws(DependencySyntaxError) -> String {
    let start = index
    while Self.isNamePart(text[index]) { index += 1 }
    guard index > start else {
      throw DependencySyntaxError(
        start < text.count
          ? "\"\(text.text(start..<text.count))\" does not begin with a package's name"
          : "a package's name is missing",
        at: start)
    }
    guard ASCII.isAlphanumeric(text[start]) else {
      throw DependencySyntaxError("a package's name begins with a lower-case letter or digit", at: start)
    }
    return text.text(start..<index)
  }

  private mutating func parseArchitecture() throws(DependencySyntaxError) -> String {
    let start = index
    while ASCII.isAlphanumeric(text[index]) || text[index] == UInt8(ascii: "-") { index += 1 }
    guard index > start else {
      throw DependencySyntaxError("an architecture is missing after \":\"", at: start)
    }
    return text.text(start..<index)
  }

  private static let operators: [(StaticString, DebianRelation.Operator)] = [
    ("<<", .earlier), ("<=", .earlierOrEqual), (">=", .laterOrEqual), (">>", .later), ("=", .equal),
  ]

  private mutating func parseOperator() throws(DependencySyntaxError) -> DebianRelation.Operator {
    for (spelling, operation) in Self.operators where text.hasPrefix(spelling, at: index) {
      index += spelling.utf8CodeUnitCount
      return operation
    }
    // dpkg still reads these as <= and >=, and warns that nobody can tell what was meant.
    if text[index] == UInt8(ascii: "<") || text[index] == UInt8(ascii: ">") {
      let sign = text.text(index..<(index + 1))
      throw DependencySyntaxError(
        "\"\(sign)\" is obsolete in relations; write \"\(sign)\(sign)\" or \"\(sign)=\"", at: index)
    }
    throw DependencySyntaxError("a relation's version begins with one of << <= = >= >>", at: index)
  }

  private mutating func skipSpace() {
    while index < text.count, Self.isSpace(text[index]) { index += 1 }
  }

  private static func isSpace(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") || byte == UInt8(ascii: "\n")
      || byte == UInt8(ascii: "\r")
  }

  private static func isNamePart(_ byte: UInt8) -> Bool {
    byte &- UInt8(ascii: "a") < 26 || ASCII.isDigit(byte) || byte == UInt8(ascii: "+")
      || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".")
  }
}
