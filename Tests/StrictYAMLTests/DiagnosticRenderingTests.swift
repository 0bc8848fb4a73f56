import StrictYAML
import Testing

@Suite("A rendered diagnostic") struct DiagnosticRenderingTests {
  private static func rendered(_ text: String) -> String {
    rendered(Array(text.utf8))
  }

  private static func rendered(_ bytes: [UInt8]) -> String {
    let document = StrictYAML.parse(bytes, file: "p.yaml")
    return document.diagnostics.map { $0.rendered(in: document.source) }.joined(separator: "\n")
  }

  @Test("shows line, caret, notes and hint")
  func duplicate() {
    #expect(
      Self.rendered("a:\n  id: x\n  title: y\n  id: z\n") == """
        p.yaml:4:3: error: the key 'id' is already defined in this mapping [yaml.duplicate-key]
          4 |   id: z
            |   ^
        p.yaml:2:3: note: first defined here
          2 |   id: x
            |   ^
          hint: keep one of the two
        """)
  }

  @Test("of a mistake of syntax shows where the construct began")
  func syntax() {
    #expect(
      Self.rendered("a: 1\nlist: [b,\n  c\nd: e\n") == """
        p.yaml:4:2: error: did not find expected ',' or ']' while parsing a flow sequence [yaml.syntax]
          4 | d: e
            |  ^
        p.yaml:2:7: note: while parsing a flow sequence
          2 | list: [b,
            |       ^
          hint: separate entries with ',' and close the list with ']'
        """)
  }

  @Test("shows a tab as an escape, with the caret below what it is about")
  func tab() {
    #expect(
      Self.rendered("a:\n\tb: *x\n") == """
        p.yaml:2:1: error: a tab character; this is the first in the file [yaml.tab]
          2 | \\tb: *x
            | ^
          hint: indent and separate with spaces; inside double quotes write '\\t'
        p.yaml:2:5: error: aliases are not read [yaml.alias]
          2 | \\tb: *x
            |      ^
          hint: write the value out; quote a value that starts with '*'
        """)
  }

  @Test("shows what turns text around as escapes")
  func bidirectional() {
    #expect(
      Self.rendered("a: \u{202E}b\u{200B}\u{1B}[0m*\n").hasPrefix(
        """
        p.yaml:1:4: error: U+202E, which turns the reading direction [yaml.bidirectional-character]
          1 | a: \\u{202E}b\\u{200B}\\u{1B}[0m*
            |    ^
          hint: delete it: it can make text read differently from what it is
        p.yaml:1:6: error: the invisible character U+200B [yaml.invisible-character]
          1 | a: \\u{202E}b\\u{200B}\\u{1B}[0m*
            |             ^
        """))
  }

  @Test("puts the caret below wide and combining characters")
  func wide() {
    #expect(
      Self.rendered("日本: 😀 e\u{301}x \u{7}\n") == """
        p.yaml:1:11: error: the control character U+0007 [yaml.control-character]
          1 | 日本: 😀 e\u{301}x \\u{7}
            |          \u{20}  ^
          hint: delete it; inside double quotes '\\t' and '\\n' stand for tab and line feed
        """)
  }

  @Test("cuts a long line around the caret")
  func long() {
    let left = "a: " + String(repeating: "x", count: 300)
    let right = String(repeating: "y", count: 300)
    let lines = Self.rendered("\(left)\u{7}\(right)\n").split(
      separator: "\n", omittingEmptySubsequences: false)
    let half = String(repeating: "x", count: 80)
    #expect(lines[1] == "  1 | …\(half)\\u{7}\(String(repeating: "y", count: 75))…")
    #expect(lines[2] == "    | \(String(repeating: " ", count: 81))^")
  }

  @Test("cuts a long line only where it is long")
  func longAtOneEnd() {
    let many = String(repeating: "x", count: 10_000)
    let start = Self.rendered("\u{7}\(many)\n").split(separator: "\n")
    #expect(start[1] == "  1 | \\u{7}\(String(repeating: "x", count: 155))…")
    #expect(start[2] == "    | ^")
    let end = Self.rendered("\(many)\u{7}\n").split(separator: "\n")
    #expect(end[1] == "  1 | …\(String(repeating: "x", count: 155))\\u{7}")
    #expect(end[2] == "    | \(String(repeating: " ", count: 156))^")
  }

  @Test("survives bytes that are not UTF-8")
  func brokenBytes() {
    #expect(
      Self.rendered([0x61, 0x3A, 0x20, 0xE9, 0x62]) == """
        p.yaml:1:4: error: the byte 0xE9 is not UTF-8 here [yaml.not-utf8]
          1 | a: \u{FFFD}b
            |    ^
          hint: save the file as UTF-8
        """)
  }

  @Test("points behind the last line when text is missing there")
  func end() {
    #expect(
      Self.rendered("a: [\n").hasPrefix(
        """
        p.yaml:2:1: error: did not find expected node content while parsing a flow node [yaml.syntax]
          2 |\u{20}
            | ^
        """))
  }

  @Test("goes without the line if there is none")
  func noLine() {
    let position = SourcePosition(file: "p.yaml", line: 9, column: 3)
    let other = Diagnostic.Note(
      position: SourcePosition(file: "q.yaml", line: 1, column: 1), message: "and here")
    let diagnostic = Diagnostic(
      "x.y", at: position, "wrong", hint: "right", notes: [other], severity: .warning)
    let expected = "p.yaml:9:3: warning: wrong [x.y]\nq.yaml:1:1: note: and here\n  hint: right"
    #expect(diagnostic.rendered(in: nil) == expected)
    #expect(diagnostic.rendered(in: SourceText(Array("a\nb\n".utf8))) == expected)
  }

  @Test("lets no file name or message speak to the terminal")
  func escapes() {
    let position = SourcePosition(file: "p\u{1B}[2J\n.yaml", line: 1, column: 1)
    #expect(
      Diagnostic("x.y", at: position, "a\r\u{202E}\u{9B}b").description
        == "p\\u{1B}[2J\\n.yaml:1:1: error: a\\r\\u{202E}\\u{9B}b [x.y]")
  }

  @Test("quotes the user's text and cuts it")
  func quoting() {
    #expect(Diagnostic.quoting("a\tb") == "'a\\tb'")
    #expect(Diagnostic.quoting("") == "''")
    #expect(Diagnostic.quoting("éééé", limit: 4) == "'éééé'")
    #expect(Diagnostic.quoting("ééééé", limit: 4) == "'éééé…'")
    #expect(Diagnostic.quoting(String(repeating: "k", count: 1_000_000)).utf8.count < 80)
  }
}
