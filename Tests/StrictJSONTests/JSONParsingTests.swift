import StrictJSON
import Testing

/// Text that is refused, marked with `»` before the offending byte.
struct Refusal: Sendable, CustomTestStringConvertible {
  let marked: String
  let code: JSONError.Code

  init(_ marked: String, _ code: JSONError.Code) {
    self.marked = marked
    self.code = code
  }

  var testDescription: String { "\(marked.debugDescription): \(code.rawValue)" }

  var source: (bytes: [UInt8], offset: Int) {
    let parts = marked.split(separator: "»", maxSplits: 1, omittingEmptySubsequences: false)
    return (Array(parts.joined().utf8), parts[0].utf8.count)
  }

  static let all = structure + numbers + strings

  static let structure = [
    Refusal("»", .empty), Refusal(" \n»", .empty), Refusal("»\u{FEFF}1", .byteOrderMark),
    Refusal("»]", .unexpectedByte), Refusal("»,", .unexpectedByte), Refusal("»:", .unexpectedByte),
    Refusal("[»", .unexpectedEnd), Refusal("{»", .unexpectedEnd), Refusal("[1»", .unexpectedEnd),
    Refusal("[1,»", .unexpectedEnd), Refusal("{\"a\"»", .unexpectedEnd), Refusal("{\"a\":»", .unexpectedEnd),
    Refusal("{\"a\":1»", .unexpectedEnd), Refusal("{\"a\":1,»", .unexpectedEnd),
    Refusal("\"»", .unexpectedEnd),
    Refusal("tru»", .unexpectedEnd), Refusal("[[[1]]»", .unexpectedEnd),
    Refusal("[1,»]", .unexpectedByte), Refusal("[»,1]", .unexpectedByte), Refusal("[1 »2]", .unexpectedByte),
    Refusal("[1»}", .unexpectedByte), Refusal("{»]", .unexpectedByte), Refusal("{»1:2}", .unexpectedByte),
    Refusal("{»a:1}", .unexpectedByte), Refusal("{\"a\"»,1}", .unexpectedByte),
    Refusal("{\"a\":1»]", .unexpectedByte),
    Refusal("{\"a\":1,»}", .unexpectedByte), Refusal("{\"a\":»}", .unexpectedByte),
    Refusal("{»,}", .unexpectedByte),
    Refusal("»'a'", .unexpectedByte), Refusal("[»// x\n1]", .unexpectedByte),
    Refusal("»\u{A0}1", .unexpectedByte),
    Refusal("[»é]", .unexpectedByte), Refusal("»\u{B}1", .unexpectedByte), Refusal("»\0", .unexpectedByte),
    Refusal("»True", .unexpectedByte), Refusal("t»True", .unexpectedByte), Refusal("n»il", .unexpectedByte),
    Refusal("»undefined", .unexpectedByte),
    Refusal("1 »2", .trailingBytes), Refusal("{}»}", .trailingBytes), Refusal("[]»\0", .trailingBytes),
    Refusal("null»l", .trailingBytes), Refusal("\"a\"»\"b\"", .trailingBytes), Refusal("1»,", .trailingBytes),
    Refusal("{\"a\":1,»\"a\":2}", .duplicateKey), Refusal("{\"a\":1,»\"\\u0061\":2}", .duplicateKey),
    Refusal("{\"é\":1,»\"e\u{301}\":2}", .duplicateKey), Refusal("{\"\":1,»\"\":2}", .duplicateKey),
    Refusal("[{\"b\":{\"a\":1,\"c\":{},»\"a\":1}}]", .duplicateKey),
    Refusal("{\((0..<50).map { "\"k\($0)\":0" }.joined(separator: ",")),»\"k3\":1}", .duplicateKey),
    Refusal("{\((0..<50).map { "\"k\($0)\":0" }.joined(separator: ",")),»\"k49\":1}", .duplicateKey),
  ]

  static let numbers = [
    Refusal("0»1", .invalidNumber), Refusal("-0»1", .invalidNumber), Refusal("-»a", .invalidNumber),
    Refusal("-»", .unexpectedEnd), Refusal("1.»", .unexpectedEnd), Refusal("1e»", .unexpectedEnd),
    Refusal("1e+»", .unexpectedEnd), Refusal("[1.»]", .invalidNumber), Refusal("[1.»e1]", .invalidNumber),
    Refusal("[1e»]", .invalidNumber), Refusal("[1E-»]", .invalidNumber),
    Refusal("[1e+-»1]".replacing("-»", with: "»-"), .invalidNumber),
    Refusal("»+1", .unexpectedByte), Refusal("».5", .unexpectedByte), Refusal("-».5", .invalidNumber),
    Refusal("»NaN", .unexpectedByte), Refusal("»Infinity", .unexpectedByte),
    Refusal("-»Infinity", .invalidNumber),
    Refusal("0»x1F", .trailingBytes), Refusal("1»_000", .trailingBytes),
    Refusal("1».2.3".replacing("».2", with: ".2»"), .trailingBytes),
    Refusal("-»-1", .invalidNumber), Refusal("[1»a]", .unexpectedByte), Refusal("»１", .unexpectedByte),
  ]

  static let strings = [
    Refusal("\"a»\nb\"", .controlCharacter), Refusal("\"»\t\"", .controlCharacter),
    Refusal("\"»\0\"", .controlCharacter),
    Refusal("\"»\u{1F}\"", .controlCharacter), Refusal("{\"»\n\":1}", .controlCharacter),
    Refusal("\"»\\a\"", .invalidEscape), Refusal("\"»\\'\"", .invalidEscape),
    Refusal("\"»\\x41\"", .invalidEscape),
    Refusal("\"»\\U0041\"", .invalidEscape), Refusal("\"»\\\n\"", .invalidEscape),
    Refusal("\"»\\u12G4\"", .invalidEscape),
    Refusal("\"»\\u+123\"", .invalidEscape), Refusal("\"»\\u12\"", .invalidEscape),
    Refusal("\"»\\é\"", .invalidEscape),
    Refusal("\"\\»", .unexpectedEnd), Refusal("\"\\u12»", .unexpectedEnd), Refusal("\"\\\"»", .unexpectedEnd),
    Refusal("\"ab»\\uD800\"", .loneSurrogate), Refusal("\"»\\uDC00\"", .loneSurrogate),
    Refusal("\"»\\uD800x\"", .loneSurrogate), Refusal("\"»\\uD800\\n\"", .loneSurrogate),
    Refusal("\"»\\uD800\\u0041\"", .loneSurrogate), Refusal("\"»\\uD800\\uD800\"", .loneSurrogate),
    Refusal("\"»\\uDFFF\\uDBFF\"", .loneSurrogate), Refusal("\"»\\uD800", .loneSurrogate),
    Refusal("\"\\uD83D»\\uZZZZ\"", .invalidEscape),
    Refusal("[»\"e\(String(repeating: "\u{301}", count: 31))\"]", .combiningCharacters),
    Refusal("[»\"e\(String(repeating: "\\u0301", count: 31))\"]", .combiningCharacters),
  ]
}

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

/// Input made to cost more than its size. None of it may crash or hang.
@Suite("Hostile JSON") struct HostileJSONTests {
  private static func parse(_ text: String) throws(JSONError) -> JSON { try JSON.parse(Array(text.utf8)) }

  private static func repeated(_ text: String, _ count: Int) -> String {
    String(repeating: text, count: count)
  }

  @Test("that is deep is refused", arguments: ["[", "{\"a\":", "[{\"a\":"])
  func deep(opening: String) {
    let error = #expect(throws: JSONError.self) { try Self.parse(Self.repeated(opening, 100_000)) }
    #expect(error?.code == .tooDeep)
  }

  @Test("that is at the greatest depth is read, compared, written and released")
  func deepest() throws {
    let text = Self.repeated("[", 512) + Self.repeated("]", 512)
    let value = try JSON.parse(Array(text.utf8), limits: JSONLimits(depth: 512))
    #expect(value.text() == text)
    #expect(value == (try JSON.parse(Array(text.utf8), limits: JSONLimits(depth: 512))))
  }

  @Test("that is large is read")
  func large() throws {
    let count = 100_000
    let object = try Self.parse("{\((0..<count).map { "\"k\($0)\":\($0)" }.joined(separator: ","))}")
    #expect(object.members?.count == count)
    #expect(object["k99999"] == 99999)
    let text = Self.repeated("x", 4_000_000)
    #expect(try Self.parse("{\"\(text)\":1}").members?.first?.key == text)
    #expect(try Self.parse("\"\(Self.repeated("\\n", 1_000_000))\"").stringValue?.utf8.count == 1_000_000)
    #expect(try Self.parse(Self.repeated("9", 1_000_000)) == .number(Self.repeated("9", 1_000_000)))
    #expect(try Self.parse(Self.repeated(" ", 1_000_000) + "1") == 1)
  }

  @Test("with keys that take Unicode quadratic time to compare is refused")
  func combining() {
    let key = "\"e" + Self.repeated("\u{301}\u{316}", 200_000) + "\""
    let error = #expect(throws: JSONError.self) { try Self.parse("{\(key):1,\(key):2}") }
    #expect(error?.code == .combiningCharacters)
  }

  @Test("with more values than are counted is refused")
  func values() {
    let error = #expect(throws: JSONError.self) { try Self.parse("[" + Self.repeated("1,", 1_000_001)) }
    #expect(error?.code == .tooManyValues)
  }
}
