import StrictJSON
import Testing

@Suite("Written JSON") struct JSONEncodingTests {
  private static let value: JSON = [
    "b": [1, true, nil, "x"], "a": ["é": [:], "e": [], "Z": "z"], "\u{FFFF}": 1, "\u{10000}": 2,
  ]

  @Test("has no white space and keeps the order")
  func compact() {
    #expect(
      Self.value.text()
        == "{\"b\":[1,true,null,\"x\"],\"a\":{\"é\":{},\"e\":[],\"Z\":\"z\"},\"\u{FFFF}\":1,\"\u{10000}\":2}")
  }

  @Test("sorts keys by their UTF-8 bytes at every depth")
  func sorted() {
    #expect(
      Self.value.text(sortedKeys: true)
        == "{\"a\":{\"Z\":\"z\",\"e\":[],\"é\":{}},\"b\":[1,true,null,\"x\"],\"\u{FFFF}\":1,\"\u{10000}\":2}")
    let keys: JSON = ["e\u{301}": 1, "f": 2, "": 3, "e": 4, "é": 5]
    #expect(keys.text(sortedKeys: true) == "{\"\":3,\"e\":4,\"e\u{301}\":1,\"f\":2,\"é\":5}")
  }

  @Test("is indented for people")
  func pretty() {
    let value: JSON = ["b": [1, [], [:]], "a": ["c": nil]]
    #expect(
      value.text(sortedKeys: true, pretty: true) == """
        {
          "a": {
            "c": null
          },
          "b": [
            1,
            [],
            {}
          ]
        }
        """)
  }

  @Test("escapes what it must and nothing else")
  func escapes() {
    let controls = String(String.UnicodeScalarView((0..<0x20).compactMap { Unicode.Scalar($0) }))
    #expect(
      JSON.string(controls).text()
        == "\"\\u0000\\u0001\\u0002\\u0003\\u0004\\u0005\\u0006\\u0007\\b\\t\\n\\u000b\\f\\r\\u000e\\u000f"
        + "\\u0010\\u0011\\u0012\\u0013\\u0014\\u0015\\u0016\\u0017\\u0018\\u0019\\u001a\\u001b\\u001c\\u001d\\u001e\\u001f\""
    )
    #expect(JSON.string("\"\\/\u{7F}é\u{2028}😀").text() == "\"\\\"\\\\/\u{7F}é\u{2028}😀\"")
    #expect(Array(JSON.string("é").encoded()) == [0x22, 0xC3, 0xA9, 0x22])
  }

  @Test("is read back as it was", arguments: 0..<8)
  func roundTrip(seed: Int) throws {
    var generator = SeededGenerator(seed: UInt64(seed))
    for _ in 0..<200 {
      let value = Self.value(depth: 3, &generator)
      let bytes = value.encoded()
      #expect(try JSON.parse(bytes) == value)
      #expect(try JSON.parse(bytes).encoded() == bytes)
      let sorted = value.encoded(sortedKeys: true)
      #expect(try JSON.parse(sorted).encoded() == sorted)
      #expect(try JSON.parse(value.encoded(pretty: true)) == value)
    }
  }

  static func value(depth: Int, _ generator: inout SeededGenerator) -> JSON {
    let count = Int.random(in: 0...6, using: &generator)
    switch Int.random(in: 0..<(depth == 0 ? 4 : 6), using: &generator) {
    case 0: return .null
    case 1: return .bool(.random(using: &generator))
    case 2:
      let lexemes = [
        "0", "-0", "1.10", "1e5", "-12.5E-3", "\(Int64.random(in: .min ... .max, using: &generator))",
      ]
      return .number(lexemes[Int.random(in: 0..<lexemes.count, using: &generator)])
    case 3: return .string(text(&generator))
    case 4: return .array((0..<count).map { _ in value(depth: depth - 1, &generator) })
    default:
      return .object(
        (0..<count * 4).map { JSONMember("k\($0)k\(text(&generator))", value(depth: depth - 1, &generator)) })
    }
  }

  private static func text(_ generator: inout SeededGenerator) -> String {
    let alphabet: [Unicode.Scalar] = [
      "a", "\"", "\\", "/", "\n", "\0", "\u{1F}", "\u{7F}", "é", "\u{301}", "日", "😀",
    ]
    var text = String.UnicodeScalarView()
    for _ in 0..<Int.random(in: 0...20, using: &generator) {
      text.append(alphabet[Int.random(in: 0..<alphabet.count, using: &generator)])
    }
    return String(text)
  }
}
