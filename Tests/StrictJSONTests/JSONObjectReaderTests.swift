import StrictJSON
import Testing

@Suite("A reader of an object") struct JSONObjectReaderTests {
  private static let value: JSON = [
    "s": "text", "n": nil, "i": 42, "f": .number("1.5"), "b": true, "a": [1, "x"], "t": ["x", "y"],
    "o": ["id": "p", "more": 1], "l": [["id": "p"], ["id": nil]], "m": ["z": "1", "y": "2"], "a b": 1,
  ]

  struct Misreading: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let read: @Sendable (inout JSONObjectReader) throws -> Void

    init(_ message: String, _ read: @escaping @Sendable (inout JSONObjectReader) throws -> Void) {
      testDescription = message
      self.read = read
    }

    static let all = [
      Misreading("$.i: expected a string, found a number [json.wrong-kind]") { _ = try $0.string("i") },
      Misreading("$.n: expected a string, found null [json.wrong-kind]") { _ = try $0.string("n") },
      Misreading("$.x: expected a member, found nothing [json.missing-member]") { _ = try $0.string("x") },
      Misreading("$.x: expected a member, found nothing [json.missing-member]") {
        _ = try $0.optionalString("x")
      },
      Misreading("$.b: expected a string or null, found a boolean [json.wrong-kind]") {
        _ = try $0.optionalString("b")
      },
      Misreading("$.f: expected an integer, found 1.5 [json.wrong-kind]") { _ = try $0.integer("f") },
      Misreading("$.s: expected an integer, found a string [json.wrong-kind]") { _ = try $0.integer("s") },
      Misreading("$.a: expected an integer or null, found an array [json.wrong-kind]") {
        _ = try $0.optionalInteger("a")
      },
      Misreading("$.i: expected 0 to 41, found 42 [json.out-of-range]") {
        _ = try $0.integer("i", in: 0...41)
      },
      Misreading("$.i: expected 43 to 50, found 42 [json.out-of-range]") {
        _ = try $0.optionalInteger("i", in: 43...50)
      },
      Misreading("$.s: expected a boolean, found a string [json.wrong-kind]") { _ = try $0.bool("s") },
      Misreading("$.o: expected an array, found an object [json.wrong-kind]") { _ = try $0.array("o") },
      Misreading("$.a[0]: expected a string, found a number [json.wrong-kind]") { _ = try $0.strings("a") },
      Misreading("$.a: expected an object, found an array [json.wrong-kind]") { _ = try $0.object("a") },
      Misreading("$.s: expected an object, found a string [json.wrong-kind]") {
        _ = try $0.optionalObject("s")
      },
      Misreading("$.t[0]: expected an object, found a string [json.wrong-kind]") { _ = try $0.objects("t") },
      Misreading("$.o.more: expected a string, found a number [json.wrong-kind]") {
        _ = try $0.stringMembers("o")
      },
      Misreading("$.l[1].id: expected a string, found null [json.wrong-kind]") {
        var item = try $0.objects("l")[1]
        _ = try item.string("id")
      },
      Misreading("$.s: expected no such member, found one [json.unknown-member]") { try $0.finish() },
      Misreading("$[\"a b\"]: expected a boolean, found a number [json.wrong-kind]") {
        _ = try $0.bool("a b")
      },
    ]
  }

  @Test("gives every member in its kind")
  func kinds() throws {
    var reader = try JSONObjectReader(Self.value)
    #expect(try reader.string("s") == "text")
    #expect(try reader.optionalString("n") == nil)
    #expect(try reader.optionalString("s") == "text")
    #expect(try reader.optionalInteger("n") == nil)
    #expect(try reader.optionalInteger("i") == 42)
    #expect(try reader.optionalObject("n") == nil)
    #expect(try reader.optionalObject("o")?.path == "$.o")
    #expect(try reader.integer("i", in: 42...42) == 42)
    #expect(try reader.value("f") == .number("1.5"))
    #expect(try reader.bool("b"))
    #expect(try reader.array("a") == [1, "x"])
    #expect(try reader.strings("t") == ["x", "y"])
    #expect(try reader.objects("l").map(\.path) == ["$.l[0]", "$.l[1]"])
    #expect(try reader.stringMembers("m").map { "\($0.key)=\($0.value)" } == ["z=1", "y=2"])
    #expect(reader.has("a b"))
    #expect(!reader.has("absent"))
    #expect(reader.remainingKeys == ["a b"])
    _ = try reader.value("a b")
    try reader.finish()
  }

  @Test("tells where, what was expected and what was found", arguments: Misreading.all)
  func failure(of misreading: Misreading) throws {
    var reader = try JSONObjectReader(Self.value)
    let error = #expect(throws: JSONShapeError.self) { try misreading.read(&reader) }
    #expect(error?.description == misreading.testDescription)
  }

  @Test("reads objects only")
  func objectsOnly() {
    for value in [JSON.null, true, 1, "x", []] as [JSON] {
      let error = #expect(throws: JSONShapeError.self) { try JSONObjectReader(value, at: "$.a") }
      #expect(error?.description == "$.a: expected an object, found \(value.kindName) [json.wrong-kind]")
    }
  }
}
