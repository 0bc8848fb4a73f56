import StrictYAML
import Testing

@Suite("A YAML mistake") struct StrictYAMLMistakeTests {
  @Test("is reported where it was made", arguments: Mistake.all)
  func position(of mistake: Mistake) {
    let (bytes, places) = mistake.source
    let document = StrictYAML.parse(bytes, file: "p.yaml")
    let found = document.diagnostics.map { "\($0.position.line):\($0.position.column) \($0.code)" }
    #expect(found == zip(places, mistake.codes).map { "\($0) \($1.rawValue)" })
    #expect(document.hasErrors)
    #expect(document.diagnostics.allSatisfy { $0.severity == .error && $0.position.file == "p.yaml" })
  }

  @Test(
    "in UTF-8 is reported at the first bad byte",
    arguments: [
      (bytes: [0x61, 0x3A, 0x20, 0xE9] as [UInt8], column: 4),  // Latin-1 é at the end
      ([0x61, 0xC3, 0xA9, 0xE9, 0x0A], 3),  // after a good é
      ([0x80], 1),  // a continuation without a lead
      ([0x61, 0xC0, 0x80], 2),  // overlong NUL
      ([0x61, 0xE0, 0x80, 0xAF], 2),  // overlong slash
      ([0xED, 0xA0, 0x80], 1),  // a surrogate
      ([0xF4, 0x90, 0x80, 0x80], 1),  // beyond U+10FFFF
      ([0xF0, 0x9F, 0x98], 1),  // cut short
      ([0xFF, 0xFE, 0x61, 0x00], 1),  // UTF-16
      ([0xFE, 0xFF, 0x00, 0x61], 1),
      ([0x22, 0xE2, 0x82, 0x22], 2),
    ])
  func encoding(bytes: [UInt8], column: Int) throws {
    let document = StrictYAML.parse([0x23, 0x0A] + bytes, file: "p.yaml")
    #expect(document.root == nil)
    let diagnostic = try #require(document.diagnostics.first)
    #expect(document.diagnostics.count == 1)
    #expect(diagnostic.code == "yaml.not-utf8")
    #expect(diagnostic.position == SourcePosition(file: "p.yaml", line: 2, column: column))
    #expect(diagnostic.hint == "save the file as UTF-8")
  }

  @Test("has a hint, except where only the place can tell")
  func hints() {
    for mistake in YAMLMistake.allCases where mistake != .syntax {
      #expect(mistake.hint?.isEmpty == false, "\(mistake)")
    }
  }

  @Test("of every kind stands in the tables or has a test of its own")
  func completeness() {
    let told = Set(Mistake.all.flatMap(\.codes))
    let elsewhere: Set<YAMLMistake> = [
      .notUTF8, .tooLarge, .tooDeep, .tooManyNodes, .scalarTooLong, .moreLeftOut,
      .outOfMemory,  // cannot be provoked without taking the memory from the test itself
    ]
    #expect(told.union(elsewhere) == Set(YAMLMistake.allCases))
  }

  @Test("of a duplicate shows both places")
  func bothPlaces() throws {
    let document = StrictYAML.parse(Array("a: 1\nb: 2\na: 3\n".utf8), file: "p.yaml")
    let diagnostic = try #require(document.diagnostics.first)
    #expect(
      diagnostic.notes == [
        Diagnostic.Note(
          position: SourcePosition(file: "p.yaml", line: 1, column: 1), message: "first defined here")
      ])
  }

  @Test("of a duplicate leaves the first definition standing")
  func firstStands() throws {
    let document = StrictYAML.parse(Array("a: 1\na: {b: 2}\nc: 3\n".utf8), file: "p.yaml")
    #expect(document.root.map(Tree.init) == ["a": "1", "c": "3"])
  }

  @Test("does not hide the rest of the document from the schema")
  func rest() {
    let text = "a: &x 1\n<<: {z: 1}\n[k]: {z: 1}\nb: *x\n? {q: r}\n: [s]\nc: [2, !t 3]\n"
    let document = StrictYAML.parse(Array(text.utf8), file: "p.yaml")
    #expect(document.root.map(Tree.init) == ["a": "1", "b": "", "c": ["2", "3"]])
    #expect(document.diagnostics.count == 6)
  }

  @Test("of syntax leaves no tree to judge")
  func noTree() {
    #expect(StrictYAML.parse(Array("a: 1\nb: [\n".utf8), file: "p.yaml").root == nil)
  }
}
