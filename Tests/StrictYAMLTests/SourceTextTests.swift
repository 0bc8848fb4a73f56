import StrictYAML
import Testing

@Suite("Source text") struct SourceTextTests {
  @Test(
    "has the lines that an editor shows",
    arguments: [
      ("", [""]), ("a", ["a"]), ("a\n", ["a", ""]), ("a\nb", ["a", "b"]), ("\n\n", ["", "", ""]),
      ("a\r\nb\r\n", ["a", "b", ""]), ("a\rb", ["a", "b"]), ("\r\r\n\n", ["", "", "", ""]),
      ("\u{FEFF}a\nb", ["a", "b"]), ("é\n日本", ["é", "日本"]),
    ] as [(String, [String])])
  func lines(text: String, expected: [String]) {
    let source = SourceText(Array(text.utf8))
    for (index, line) in expected.enumerated() { #expect(source.line(index + 1) == line) }
    #expect(source.line(0) == nil)
    #expect(source.line(-1) == nil)
    #expect(source.line(expected.count + 1) == nil)
    #expect(source.line(.max) == nil)
  }

  @Test("finds lines around the places that it remembers")
  func strides() {
    let source = SourceText(Array((1...1025).map { "\($0)\n" }.joined().utf8))
    for number in [1, 2, 255, 256, 257, 258, 511, 512, 513, 1024, 1025] {
      #expect(source.line(number) == "\(number)")
    }
    #expect(source.line(1026) == "")
    #expect(source.line(1027) == nil)
    #expect(source.line(2000) == nil)
  }

  @Test("shows what is not UTF-8 as a replacement")
  func broken() {
    #expect(SourceText([0x61, 0xFF, 0x62]).line(1) == "a\u{FFFD}b")
  }
}
