import StrictYAML
import Testing

/// Input made to cost more than its size. None of these may crash, hang or be accepted.
@Suite("Hostile YAML") struct HostileYAMLTests {
  struct Attack: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let code: YAMLMistake
    let text: @Sendable () -> String

    init(_ name: String, _ code: YAMLMistake, _ text: @escaping @Sendable () -> String) {
      testDescription = name
      self.code = code
      self.text = text
    }
  }

  private static func repeated(_ text: String, _ count: Int) -> String {
    String(repeating: text, count: count)
  }

  static let attacks = [
    Attack("10,000 lists on one line", .tooDeep) { repeated("[", 10_000) },
    Attack("10,000 lists on 10,000 lines", .tooDeep) { repeated("[\n", 10_000) },
    Attack("300,000 lists on one line", .tooDeep) { repeated("[", 300_000) },
    Attack("10,000 mappings", .tooDeep) { repeated("{a: ", 10_000) },
    Attack("10,000 mappings as keys", .tooDeep) { repeated("{", 10_000) },
    Attack("10,000 block lists", .tooDeep) { repeated("- ", 10_000) },
    Attack("10,000 explicit keys", .tooDeep) { repeated("? ", 10_000) },
    Attack("1,000 block mappings", .tooDeep) { (0..<1000).map { repeated(" ", $0) + "a:\n" }.joined() },
    Attack("a billion laughs", .alias) {
      "a0: &a0 [x]\n"
        + (1...30).map { "a\($0): &a\($0) [\(repeated("*a\($0 - 1), ", 9))]\n" }.joined()
    },
    Attack("100,000 anchors", .moreLeftOut) { (0..<100_000).map { "- &a\($0) x\n" }.joined() },
    Attack("100,000 documents", .secondDocument) { repeated("--- x\n", 100_000) },
    Attack("200,000 tag directives", .directive) { (0..<200_000).map { "%TAG !\($0)! x\n" }.joined() },
    Attack("a key of a megabyte and one byte", .scalarTooLong) {
      "? " + repeated("k", 1 << 20 + 1) + "\n: v\n"
    },
    Attack("quotes that are never closed", .syntax) { "a: \"" + repeated("x", 300_000) },
    Attack("an anchor of 300,000 characters", .anchor) { "&" + repeated("a", 300_000) + " x" },
    Attack("a tag of 300,000 characters", .tag) { "!" + repeated("a", 300_000) + " x" },
    Attack("300,000 commas", .syntax) { repeated(",", 300_000) },
    Attack("a megabyte and one byte of colons", .scalarTooLong) { repeated(":", 1 << 20 + 2) },
    Attack("keys that take Unicode quadratic time to compare", .combiningCharacters) {
      "? e" + repeated("\u{301}\u{316}", 100_000) + "\n: 1\n? e" + repeated("\u{316}\u{301}", 100_000)
        + "\n: 2\n"
    },
    Attack("such keys, by escapes", .combiningCharacters) {
      "? \"e" + repeated("\\u0301\\u0316", 50_000) + "\"\n: 1\n? \"e" + repeated("\\u0316\\u0301", 50_000)
        + "\"\n: 2\n"
    },
    Attack("such a key, in lines that quotes join", .combiningCharacters) {
      "? \"e" + repeated(repeated("\u{301}\u{316}", 15) + "\\\n  ", 2_000) + "\"\n: 1\n"
    },
    Attack("a megabyte of controls", .controlCharacter) { repeated("\u{1}", 1 << 20) },
    Attack("300,000 tabs", .tab) { repeated("\t", 300_000) },
    Attack("300,000 line ends of Windows", .carriageReturn) { repeated("\r\n", 300_000) },
    Attack("the same key 100,000 times", .duplicateKey) { repeated("k: v\n", 100_000) },
    Attack("the tag that says nothing, 200 times behind long text", .moreLeftOut) {
      repeated("- é\n", 50_000) + repeated("- ! x\n", 200)
    },
  ]

  @Test("is refused", arguments: attacks)
  func refused(attack: Attack) {
    let document = StrictYAML.parse(Array(attack.text().utf8), file: "p.yaml")
    #expect(document.diagnostics.contains { $0.code == attack.code.rawValue })
    #expect(document.hasErrors)
    #expect(document.diagnostics.count <= 101)
    for diagnostic in document.diagnostics {
      #expect(diagnostic.rendered(in: document.source).utf8.count < 8192)
    }
  }

  @Test("that is only large is read")
  func large() throws {
    let count = 100_000
    let keys = (0..<count).map { "k\($0): v\($0)\n" }.joined()
    let document = StrictYAML.parse(Array(keys.utf8), file: "p.yaml")
    #expect(document.diagnostics.isEmpty)
    guard case .mapping(let members) = document.root?.content else {
      Issue.record("no mapping")
      return
    }
    #expect(members.count == count)
    #expect(members.last?.key == "k\(count - 1)")
    #expect(members.last?.keyPosition.line == count)

    let longKey = Self.repeated("k", 1 << 20)
    let wide = StrictYAML.parse(
      Array("? \(longKey)\n: [\(Self.repeated("x, ", count))]\n".utf8), file: "p.yaml")
    #expect(wide.diagnostics.isEmpty)
    guard case .mapping(let one) = wide.root?.content, case .sequence(let items) = one.first?.value.content
    else {
      Issue.record("no list")
      return
    }
    #expect(one.first?.key == longKey)
    #expect(items.count == count)
  }
}
