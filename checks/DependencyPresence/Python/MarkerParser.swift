/// The grammar of markers, as pypa/packaging's parser accepts it.
struct MarkerParser {
  let text: ByteText
  private(set) var index: Int
  private var depth = 0

  /// Parentheses in parentheses: far more than anybody writes, far less than the stack holds.
  private static let deepest = 64

  init(_ text: ByteText, at index: Int) {
    self.text = text
    self.index = index
  }

  func expectEnd(of what: String) throws(DependencySyntaxError) {
    guard index == text.count else {
      throw DependencySyntaxError(
        "\"\(text.text(index..<text.count))\" stands after the end of \(what)", at: index)
    }
  }

  /// `atom ((and | or) atom)*`, where `and` binds closer.
  mutating func parseExpression() throws(DependencySyntaxError) -> [[Marker.Term]] {
    var alternatives = [[try parseAtom()]]
    while true {
      if let end = word("or") {
        index = end
        alternatives.append([try parseAtom()])
      } else if let end = word("and") {
        index = end
        alternatives[alternatives.count - 1].append(try parseAtom())
      } else {
        return alternatives
      }
    }
  }

  private mutating func parseAtom() throws(DependencySyntaxError) -> Marker.Term {
    index = text.skippingBlanks(from: index)
    defer { index = text.skippingBlanks(from: index) }
    guard text[index] == UInt8(ascii: "(") else { return try parseComparison() }
    let open = index
    depth += 1
    guard depth <= Self.deepest else {
      throw DependencySyntaxError("the marker nests parentheses deeper than \(Self.deepest)", at: open)
    }
    index += 1
    let inner = try parseExpression()
    guard text[index] == UInt8(ascii: ")") else {
      throw DependencySyntaxError("a parenthesis in the marker is not closed", at: open)
    }
    index += 1
    depth -= 1
    return .group(inner)
  }

  private mutating func parseComparison() throws(DependencySyntaxError) -> Marker.Term {
    let left = try parseOperand()
    index = text.skippingBlanks(from: index)
    let operation = try parseOperator()
    index = text.skippingBlanks(from: index)
    let right = try parseOperand()
    // PEP 685: extras compare in normal form, on whichever side the literal stands.
    switch (left, right) {
    case (.variable("extra"), .literal(let name)):
      return .comparison(left, operation, .literal(DistributionName.normalize(name)))
    case (.literal(let name), .variable("extra")), (.literal(let name), .variable("extras")),
      (.literal(let name), .variable("dependency_groups")):
      return .comparison(.literal(DistributionName.normalize(name)), operation, right)
    default:
      return .comparison(left, operation, right)
    }
  }

  private static let variables: [StaticString] = [
    "python_version", "python_full_version", "os_name", "os.name", "sys_platform", "sys.platform",
    "platform_release", "platform_system", "platform_version", "platform.version", "platform_machine",
    "platform.machine", "platform_python_implementation", "platform.python_implementation",
    "python_implementation", "implementation_name", "implementation_version", "extra", "extras",
    "dependency_groups",
  ]

  private mutating func parseOperand() throws(DependencySyntaxError) -> Marker.Operand {
    for variable in ASCII.isLetter(text[index]) ? Self.variables : [] {
      guard let end = word(variable) else { continue }
      let name = text.text(index..<end).split(separator: ".").joined(separator: "_")
      index = end
      return .variable(name == "python_implementation" ? "platform_python_implementation" : name)
    }
    let quote = text[index]
    guard quote == UInt8(ascii: "'") || quote == UInt8(ascii: "\"") else {
      let word = unknownWord()
      throw DependencySyntaxError(
        word.isEmpty
          ? "the marker lacks a variable or a quoted text" : "\"\(word)\" is not a marker variable", at: index
      )
    }
    let start = index + 1
    guard let end = text.bytes[start...].firstIndex(of: quote) else {
      throw DependencySyntaxError("a quoted text in the marker is not closed", at: index)
    }
    guard let value = PythonStringLiteral.value(of: text.text(start..<end)) else {
      throw DependencySyntaxError("a quoted text in the marker is not a Python string", at: index)
    }
    index = end + 1
    return .literal(value)
  }

  private static let operators = ["===", "==", "~=", "!=", "<=", ">=", "<", ">"]

  private mutating func parseOperator() throws(DependencySyntaxError) -> String {
    if let end = word("in") {
      index = end
      return "in"
    }
    if let end = word("not") {
      index = text.skippingBlanks(from: end)
      guard index > end, let afterIn = word("in") else {
        throw DependencySyntaxError("\"not\" in a marker must be followed by \"in\"", at: index)
      }
      index = afterIn
      return "not in"
    }
    for operation in Self.operators where text.bytes[index...].starts(with: operation.utf8) {
      index += operation.utf8.count
      return operation
    }
    throw DependencySyntaxError("the marker lacks an operator after its first operand", at: index)
  }

  /// The index after `word`, if it stands here as a whole word.
  private func word(_ word: StaticString) -> Int? {
    let end = index + word.utf8CodeUnitCount
    guard text.hasPrefix(word, at: index), text.isWordBoundary(at: index), text.isWordBoundary(at: end) else {
      return nil
    }
    return end
  }

  private func unknownWord() -> String {
    var end = index
    while let (scalar, length) = text.scalar(at: end), PythonCharacter.isWord(scalar) || scalar == "." {
      end += length
    }
    return text.text(index..<end)
  }
}
