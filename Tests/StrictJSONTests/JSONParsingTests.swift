import StrictJSON
import Testing

@Suite("Strict JSON") struct JSONParsingTests {
  @Test("is refused at the byte that is wrong", arguments: Refusal.all)
  func refusal(_ refusal: Refusal) {
    let (bytes, offset) = refusal.source
    let error = #expect(throws: JSONError.self) { try JSON.parse(bytes) }
    #expect(error?.code == refusal.code)
    #expect(error?.offset == offset)
    #expect(error?.message.isEmpty == false)
  }

  @Test(
    "is refused at the first byte that is not UTF-8",
    arguments: [
      ([0x22, 0xE9, 0x22], 1), ([0x22, 0x61, 0xC3, 0xA9, 0xFF, 0x22], 4), ([0x22, 0xC0, 0x80, 0x22], 1),
      ([0x22, 0xED, 0xA0, 0x80, 0x22], 1), ([0x22, 0xF4, 0x90, 0x80, 0x80, 0x22], 1),
      ([0x22, 0xF0, 0x9F, 0x98, 0x22], 1), ([0x22, 0x5C, 0x6E, 0x80, 0x22], 3),
      ([0x22, 0xC3, 0x5C, 0x75, 0x30, 0x30, 0x61, 0x39, 0x22], 1),
    ] as [([UInt8], Int)])
  func encoding(bytes: [UInt8], offset: Int) {
    let error = #expect(throws: JSONError.self) { try JSON.parse(bytes) }
    #expect(error?.code == .notUTF8)
    #expect(error?.offset == offset)
  }

  @Test("has every refusal in these tables")
  func completeness() {
    let elsewhere: Set<JSONError.Code> = [.notUTF8, .tooLarge, .tooDeep, .tooManyValues]
    #expect(Set(Refusal.all.map(\.code)).union(elsewhere) == Set(JSONError.Code.allCases))
  }

  @Test(
    "keeps numbers as they are written",
    arguments: [
      "0", "-0", "1", "-1", "10", "1.0", "1.10", "0.1", "-0.0", "1e3", "1E3", "1e+3", "1e-3", "1.5E+400",
      "1e999999",
      "123456789012345678901234567890", "9007199254740993", "0e0", "0.000000000000000000000000000001",
    ])
  func numbers(lexeme: String) throws {
    #expect(try JSON.parse(Array(lexeme.utf8)) == .number(lexeme))
    #expect(try JSON.parse(Array("[ \(lexeme) ]".utf8)) == .array([.number(lexeme)]))
    #expect(JSON.isNumber(lexeme))
    #expect(JSON.number(lexeme).text() == lexeme)
  }

  @Test(
    "reads strings",
    arguments: [
      ("", ""), ("a", "a"), ("é日😀", "é日😀"), ("\\\"\\\\\\/\\b\\f\\n\\r\\t", "\"\\/\u{8}\u{C}\n\r\t"),
      ("\\u0041\\u00e9\\u00E9\\u65e5", "Aéé日"), ("\\uD83D\\uDE00", "😀"), ("\\ud800\\udc00", "\u{10000}"),
      ("\\uDBFF\\uDFFF", "\u{10FFFF}"), ("a\\u0000b", "a\0b"), ("x\\ny\\nz", "x\ny\nz"),
      ("\u{7F}\u{2028}", "\u{7F}\u{2028}"),
      ("\\uFFFF", "\u{FFFF}"), ("//", "//"),
      ("a longer text than fits into a small string, é", "a longer text than fits into a small string, é"),
    ])
  func strings(inside: String, text: String) throws {
    #expect(try JSON.parse(Array("\"\(inside)\"".utf8)) == .string(text))
    #expect(try JSON.parse(Array("{\"\(inside)\":null}".utf8)) == .object([JSONMember(text, .null)]))
  }

  @Test("takes 30 combining characters in a row, and more in several rows")
  func combining() throws {
    let row = "e" + String(repeating: "\u{301}", count: 30)
    #expect(try JSON.parse(Array("\"\(row)\(row)\"".utf8)) == .string(row + row))
  }

  @Test("reads white space anywhere between tokens, and members in their order")
  func structure() throws {
    let text = " {\t\"b\" :\r\n[ ] , \"a\" : { } ,\"c\":[ 1 , true,false , null ] }\n"
    #expect(try JSON.parse(Array(text.utf8)) == ["b": [], "a": [:], "c": [1, true, false, nil]])
    let value = try JSON.parse(Array(text.utf8))
    #expect(value.members?.map(\.key) == ["b", "a", "c"])
  }

  @Test("has exact limits")
  func limits() throws {
    func code(_ text: String, _ limits: JSONLimits) -> JSONError.Code? {
      do throws(JSONError) {
        _ = try JSON.parse(Array(text.utf8), limits: limits)
        return nil
      } catch {
        return error.code
      }
    }
    #expect(code("[12]", JSONLimits(bytes: 4)) == nil)
    #expect(code("[12] ", JSONLimits(bytes: 4)) == .tooLarge)
    #expect(code("[[{}]]", JSONLimits(depth: 3)) == nil)
    #expect(code("[[{\"a\":[]}]]", JSONLimits(depth: 3)) == .tooDeep)
    #expect(code("[[[[]]]]", JSONLimits(depth: 3)) == .tooDeep)
    #expect(code("1", JSONLimits(depth: 0)) == nil)
    #expect(code("[1,{\"a\":2}]", JSONLimits(values: 4)) == nil)
    #expect(code("[1,{\"a\":2},3]", JSONLimits(values: 4)) == .tooManyValues)
    #expect(JSONLimits(depth: 1_000_000).depth == 512)
  }
}
