import StrictYAML
import Testing

@Suite("A strict YAML document") struct StrictYAMLReadingTests {
  private static func tree(_ text: String) throws -> Tree {
    let document = StrictYAML.parse(Array(text.utf8), file: "p.yaml")
    #expect(document.diagnostics.isEmpty)
    return Tree(try #require(document.root))
  }

  @Test(
    "keeps every scalar as the text it is",
    arguments: [
      "NO", "on", "yes", "~", "null", "1.10", "0777", "0x1F", "1_000", "12:30:45", "2026-11-23", "1e3",
      ".inf",
      ".NaN", "-0", "=", "é", "日本", "😀", "a#b", "a!", "b!a", "c:\\d", "x&y", "x*y",
    ])
  func text(scalar: String) throws {
    #expect(try Self.tree("a: \(scalar)\n") == ["a": .text(scalar)])
    #expect(try Self.tree("- \(scalar)\n") == [.text(scalar)])
    #expect(try Self.tree("'\(scalar)'\n") == .text(scalar))
  }

  @Test("reads lists and mappings in both styles")
  func styles() throws {
    let expected: Tree = ["a": ["1", "2"], "b": ["c": ["d": "e"]], "f": [], "g": [:], "h": ""]
    #expect(try Self.tree("a:\n- 1\n- 2\nb:\n  c:\n    d: e\nf: []\ng: {}\nh:\n") == expected)
    #expect(try Self.tree("{a: [1, 2], b: {c: {d: e}}, f: [], g: {}, h: }\n") == expected)
    #expect(
      try Self.tree("---\na: [\n  1,\n  2,\n]\nb: {c: {d: e}}\nf: [ ]\ng: { }\n\"h\":\n...\n") == expected)
  }

  @Test("reads blocks, folds and escapes")
  func scalars() throws {
    #expect(try Self.tree("a: |\n  b\n   c\nd: >-\n  e\n  f\n") == ["a": "b\n c\n", "d": "e f"])
    #expect(try Self.tree("a: b\n  c\n\n  d\n") == ["a": "b c\nd"])
    #expect(try Self.tree("\"\\t\\n\\\\\\\"\\/\\x41\\u00e9\\U0001F600\"") == .text("\t\n\\\"/Aé😀"))
    #expect(try Self.tree("'it''s'") == "it's")
  }

  @Test("takes 30 combining characters in a row, and more in several rows")
  func combining() throws {
    let row = "e" + String(repeating: "\u{301}", count: 30)
    #expect(try Self.tree("a: \(row)\(row)\n") == ["a": .text(row + row)])
    #expect(try Self.tree("a: \"\(row)\\u0065\\u0301\"\n") == ["a": .text(row + "e\u{301}")])
  }

  @Test("tells emptiness from empty text")
  func kinds() throws {
    let document = StrictYAML.parse(Array("a:\nb: ''\nc: |\nd: x\ne: []\nf: {}\n".utf8), file: "p.yaml")
    guard case .mapping(let members) = document.root?.content else {
      Issue.record("no mapping")
      return
    }
    let kinds = ["nothing", "a value", "a value", "a value", "a list", "a mapping"]
    #expect(members.map(\.value.kindName) == kinds)
    #expect(members.map(\.value.isQuoted) == [false, true, true, false, false, false])
  }

  @Test("places every node, in scalars from 1")
  func positions() throws {
    let text = """
      # comment
      é: x
      "k": {e\u{301}: [1, '2']}
      list:
        - a
        - b: c
          d:
      block: |
        text
      """
    let document = StrictYAML.parse(Array(text.utf8), file: "dir/p.yaml")
    #expect(document.diagnostics.isEmpty)
    var places: [String] = []
    func walk(_ node: YAMLNode) {
      #expect(node.position.file == "dir/p.yaml")
      let place = "\(node.position.line):\(node.position.column)"
      switch node.content {
      case .scalar(let text): places.append("\(place) \(text.split(separator: "\n").first ?? "")")
      case .sequence(let items):
        places.append("\(place) list")
        items.forEach(walk)
      case .mapping(let members):
        places.append("\(place) mapping")
        for member in members {
          places.append("\(member.keyPosition.line):\(member.keyPosition.column) \(member.key):")
          walk(member.value)
        }
      }
    }
    walk(try #require(document.root))
    #expect(
      places == [
        "2:1 mapping", "2:1 é:", "2:4 x", "3:1 k:", "3:6 mapping", "3:7 e\u{301}:", "3:11 list", "3:12 1",
        "3:15 2", "4:1 list:", "5:3 list", "5:5 a", "6:5 mapping", "6:5 b:", "6:8 c", "7:5 d:", "7:7 ",
        "8:1 block:", "8:8 text",
      ])
  }

  @Test("of one value is a document")
  func root() throws {
    #expect(try Self.tree("x") == "x")
    #expect(try Self.tree("''") == "")
    #expect(try Self.tree("- - x") == [["x"]])
  }
}
