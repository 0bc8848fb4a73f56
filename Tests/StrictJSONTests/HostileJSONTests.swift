import StrictJSON
import Testing

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
