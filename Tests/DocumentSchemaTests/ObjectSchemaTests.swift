import Chronology
import DocumentSchema
import GateScene
import StrictJSON
import StrictYAML
import Testing

/// A document with one mistake of each kind.
struct SchemaMistake: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let marked: String
  let codes: [String]
  let hint: String?

  init(_ name: String, _ marked: String, _ codes: String..., hint: String? = nil) {
    testDescription = name
    self.marked = marked
    self.codes = codes
    self.hint = hint
  }

  static let all = [
    SchemaMistake("a missing key", "»count: 1\n", "missing-key", hint: "name: what it is called"),
    SchemaMistake("a misspelt key", "name: a\n»cuont: 1\n", "unknown-key", hint: "did you mean 'count'?"),
    SchemaMistake(
      "a key of another world", "name: a\n»colour: 1\n", "unknown-key",
      hint: "known keys: name, count, wait, tags, lit, inner, where"),
    SchemaMistake("a list in place of the mapping", "»- name: a\n", "wrong-type"),
    SchemaMistake("a value in place of the mapping", "»name\n", "wrong-type"),
    SchemaMistake("a mapping in place of a value", "name: »{a: b}\n", "wrong-type"),
    SchemaMistake("a value in place of a list", "name: a\ntags: »b\n", "wrong-type"),
    SchemaMistake("an empty list", "name: a\ntags: »[]\n", "too-few"),
    SchemaMistake("the same element twice", "name: a\ntags: [b, c, »'b']\n", "duplicate"),
    SchemaMistake("a bad element", "name: a\ntags: [b, »B]\n", "bad-value"),
    SchemaMistake("a number beyond the range", "name: a\ncount: »10\n", "bad-value"),
    SchemaMistake("nothing after a key", "name: a\ncount:»\n", "empty"),
    SchemaMistake("a mistake further in", "name: a\ninner:\n  deep:\n    - { x: »no }\n", "bad-value"),
    SchemaMistake("a bad name of the author's own", "name: a\nwhere: { »A: /x }\n", "bad-key"),
    SchemaMistake("a value in place of named ones", "name: a\nwhere: »x\n", "wrong-type"),
    SchemaMistake(
      "every mistake of a document",
      "»nmae: a\ncount: »x\ntags: »[]\nlit: »yes\ninner: { deep: [{ »y: 1 }] }\n»zzz: 1\n",
      "missing-key", "unknown-key", "bad-value", "too-few", "bad-value", "missing-key", "unknown-key",
      "unknown-key"),
  ]
}

@Suite("A mapping's schema") struct ObjectSchemaTests {
  struct Thing: Sendable {
    let name: String
    let count: Int
    let wait: Milliseconds
    let tags: [String]
    let isOn: Bool
    let inner: [Bool]
    let places: [String]
  }

  static let deep = Schema<Bool>.object("a deep thing") { $0.required("x", .boolean, "whether") }
  static let inner = Schema<[Bool]>.object("an inner thing") { fields in
    fields.optional("deep", .list(of: deep, isUnique: false), default: .list([]), "deep things")
  }
  static let schema = Schema<Thing>.object("a thing") { fields in
    let name = fields.required("name", .identifier, "what it is called")
    let count = fields.optional("count", .integer(0...9), default: .text("3"), "how many")
    let wait = fields.optional(
      "wait", .duration(.seconds(1)...(.hours(1))), default: .text("10s"), "how long")
    let tags = fields.optional(
      "tags", .list(of: Schema<String>.identifier, minimum: 1), default: .list([.text("first")]), "labels")
    let isOn = fields.optional("lit", .boolean, default: .text("true"), "whether it is on")
    let inner = fields.optional("inner", Self.inner, default: .mapping, "what is inside")
    let places = fields.optional(
      "where",
      .dictionary("'where'", of: Schema<DocumentPath>.path, isKey: isKebabCase, keys: "in kebab case"),
      default: .mapping, "paths by name")
    guard let name, let count, let wait, let tags, let isOn, let inner, let places else { return nil }
    return Thing(
      name: name, count: count, wait: wait, tags: tags, isOn: isOn, inner: inner,
      places: places.map { "\($0.key.value)@\($0.key.position.column)=\($0.value.text)" })
  }

  @Test("reports a mistake where it was made", arguments: SchemaMistake.all)
  func mistakes(mistake: SchemaMistake) {
    let marked = MarkedText(mistake.marked)
    let answer = Self.schema.reading(marked.text)
    #expect(answer.value == nil)
    if mistake.codes.count == 1 {
      #expect(answer.mistakes == zip(marked.places, mistake.codes).map { "\($0) test.\($1)" })
    } else {
      #expect(
        answer.mistakes.map { String($0.split(separator: " ")[1]) }.sorted()
          == mistake.codes.map { "test.\($0)" }.sorted())
      #expect(
        Set(answer.mistakes.map { String($0.split(separator: " ")[0]) }) == Set(marked.places + ["5:17"]))
    }
    if let hint = mistake.hint { #expect(answer.hints == [hint]) }
  }

  @Test("fills in defaults as an author would have written them")
  func defaults() throws {
    let answer = Self.schema.reading("name: a\n")
    let thing = try #require(answer.value)
    #expect(thing.count == 3)
    #expect(thing.wait == .seconds(10))
    #expect(thing.tags == ["first"])
    #expect(thing.isOn)
    #expect(
      answer.resolved
        == #"{"name":"a","count":3,"wait":10000,"tags":["first"],"lit":true,"inner":{"deep":[]},"where":{}}"#)
    let written = Self.schema.reading(
      "name: a\ncount: 3\nwait: 10s\ntags: [first]\nlit: true\ninner: { deep: [] }\nwhere: {}\n")
    #expect(written.resolved == answer.resolved)
  }

  @Test("keeps the author's order in what was read")
  func order() throws {
    let answer = Self.schema.reading("where: { b: y, a: x }\ntags: [b, a]\nname: a\n")
    #expect(answer.value?.tags == ["b", "a"])
    #expect(answer.value?.places == ["b@10=y", "a@16=x"])
    #expect(answer.resolved?.hasSuffix(#""where":{"b":"y","a":"x"}}"#) == true)
  }

  @Test("describes itself as JSON Schema with defaults of the right type")
  func description() {
    let description = Self.schema.describe()
    #expect(description["required"]?.text() == #"["name"]"#)
    #expect(description["additionalProperties"] == .bool(false))
    let properties = description["properties"]
    #expect(properties?["count"]?["default"] == .integer(3))
    #expect(properties?["lit"]?["default"] == .bool(true))
    #expect(properties?["wait"]?["default"] == .string("10s"))
    #expect(properties?["tags"]?["default"]?.text() == #"["first"]"#)
    #expect(properties?["count"]?["description"] == .string("how many"))
  }

  @Test(
    "and an independent validator agree on documents",
    .enabled(if: PythonPeer.withSchemas != nil, Comment(rawValue: PythonPeer.absent)))
  func validator() throws {
    let good = [
      "name: a", "name: a-1\ncount: 0\nwait: 1s", "name: a\ncount: 9\nlit: false",
      "name: a\ntags: [b, c]\ninner: { deep: [{ x: true }, { x: true }] }\nwhere: { a: /x }",
    ]
    let bad = [
      "count: 1", "name: A", "name: a\ncount: 10", "name: a\ncount: x", "name: a\nwait: 10",
      "name: a\nwait: 1w",
      "name: a\ntags: []", "name: a\ntags: [b, b]", "name: a\nlit: 'yes'", "name: a\ninner: { deep: [{}] }",
      "name: a\ninner: { deep: [{ x: true, y: 1 }] }", "name: a\nother: 1", "name: a\nwhere: { a: 1 }", "[]",
      "a",
    ]
    for document in good { #expect(Self.schema.reading(document).value != nil, "\(document)") }
    for document in bad {
      #expect(Self.schema.reading(document).value == nil || document.hasSuffix("{ a: 1 }"), "\(document)")
    }
    let answers = try #require(PythonPeer.validate(good + bad, against: Self.schema.describe().text()))
    #expect(answers.count == good.count + bad.count)
    for (document, answer) in zip(good + bad, answers) {
      #expect((answer == "valid") == good.contains(document), "\(document): \(answer)")
    }
  }

  @Test("ends with an answer for any bytes", arguments: 0..<4)
  func mutations(seed: Int) {
    var generator = SeededGenerator(seed: UInt64(seed))
    let start = Array(
      "name: a\ncount: 3\nwait: 10s\ntags: [b]\nlit: true\ninner: { deep: [{ x: true }] }\n".utf8)
    for _ in 0..<300 {
      var bytes = start
      for _ in 0..<Int.random(in: 1...4, using: &generator) {
        let place = Int.random(in: 0..<bytes.count, using: &generator)
        switch Int.random(in: 0..<3, using: &generator) {
        case 0: bytes[place] ^= 1 << UInt8.random(in: 0...7, using: &generator)
        case 1: bytes.remove(at: place)
        default: bytes.insert(start[Int.random(in: 0..<start.count, using: &generator)], at: place)
        }
      }
      let answer = Self.schema.reading(String(decoding: bytes, as: UTF8.self))
      #expect((answer.value == nil) == !answer.mistakes.isEmpty)
      if let thing = answer.value { #expect(isKebabCase(thing.name) && (0...9).contains(thing.count)) }
    }
  }
}
