import Attestation
import Cryptography
import StrictJSON
import Testing

@Suite("in-toto Statements")
struct StatementTests {
  static let hex = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
  static let good =
    #"{"_type":"https://in-toto.io/Statement/v1","subject":[{"name":"engine","digest":{"sha256":"\#(hex)"}},"#
    + #"{"name":"policy","digest":{"sha256":"\#(hex)"}}],"predicateType":"urn:x:v1","#
    + #""predicate":{"b":1.10,"a":["é",null]}}"#

  @Test("the one byte form, letter by letter and back")
  func byteForm() throws {
    let digest = try #require(SHA256Digest(hex: Self.hex))
    let statement = try Statement(
      subjects: [.init(name: "engine", sha256: digest), .init(name: "policy", sha256: digest)],
      predicateType: "urn:x:v1", predicate: ["b": .number("1.10"), "a": ["é", nil]])
    #expect(String(decoding: statement.encoded(), as: UTF8.self) == Self.good)
    #expect(try Statement.parse(Array(Self.good.utf8)) == statement)
    #expect(statement.digest(ofSubject: "policy") == digest)
    #expect(statement.digest(ofSubject: "other") == nil)
    let subjects = [("engine", Self.hex), ("policy", Self.hex)]
    #expect(
      try Statement(
        subjects: subjects.map { ($0.0, $0.1) }, predicateType: "urn:x:v1", predicate: statement.predicate)
        == statement)
  }

  static let mistakes: [(what: String, text: String, code: String)] = [
    ("empty", "", "statement.not-json"),
    ("cut", String(good.dropLast()), "statement.not-json"),
    ("two", good + good, "statement.not-json"),
    ("a key twice", good.replacing("\"b\":1.10", with: "\"a\":1"), "statement.not-json"),
    ("a list", "[]", "statement.shape"),
    ("no type", good.replacing("\"_type\"", with: "\"type\""), "statement.shape"),
    ("v0.1", good.replacing("Statement/v1", with: "Statement/v0.1"), "statement.type"),
    ("v2", good.replacing("Statement/v1", with: "Statement/v2"), "statement.type"),
    ("no subject", good.replacing("\"subject\"", with: "\"subjects\""), "statement.shape"),
    (
      "subject is an object", "{\"_type\":\"https://in-toto.io/Statement/v1\",\"subject\":{}}",
      "statement.shape"
    ),
    (
      "no subjects",
      #"{"_type":"https://in-toto.io/Statement/v1","subject":[],"predicateType":"u","predicate":{}}"#,
      "statement.no-subject"
    ),
    ("one name twice", good.replacing("\"policy\"", with: "\"engine\""), "statement.subject-name"),
    ("an empty name", good.replacing("\"policy\"", with: "\"\""), "statement.subject-name"),
    ("an upper-case digest", good.replacing(hex, with: hex.uppercased()), "statement.subject-digest"),
    ("a short digest", good.replacing(hex, with: String(hex.dropLast())), "statement.subject-digest"),
    ("another digest", good.replacing("\"sha256\"", with: "\"sha512\""), "statement.shape"),
    (
      "one digest more", good.replacing("{\"sha256\":", with: "{\"sha1\":\"00\",\"sha256\":"),
      "statement.shape"
    ),
    (
      "a subject's uri", good.replacing("{\"name\":\"policy\"", with: "{\"uri\":\"x\",\"name\":\"policy\""),
      "statement.shape"
    ),
    ("no predicate type", good.replacing("urn:x:v1", with: ""), "statement.shape"),
    ("no predicate", good.replacing("\"predicate\":", with: "\"predicat\":"), "statement.shape"),
    (
      "predicate is null",
      #"{"_type":"https://in-toto.io/Statement/v1","subject":[{"name":"a","digest":{"sha256":"\#(hex)"}}],"#
        + #""predicateType":"u","predicate":null}"#, "statement.shape"
    ),
    ("a member more", String(good.dropLast()) + ",\"x\":1}", "statement.shape"),
    (
      "white space", good.replacing(",\"predicateType\"", with: ", \"predicateType\""),
      "statement.not-canonical"
    ),
    ("a final newline", good + "\n", "statement.not-canonical"),
    ("an escape", good.replacing("é", with: "\\u00e9"), "statement.not-canonical"),
    (
      "another order",
      good.replacing(",\"predicateType\":\"urn:x:v1\"", with: "")
        .replacing("{\"_type\"", with: "{\"predicateType\":\"urn:x:v1\",\"_type\""), "statement.not-canonical"
    ),
  ]

  @Test("each mistake has its code", arguments: mistakes)
  func refuses(what: String, text: String, code: String) {
    let error = #expect(throws: StatementError.self) { try Statement.parse(Array(text.utf8)) }
    #expect(error?.code == code, "\(what)")
    #expect(error?.expected.isEmpty == false && error?.found.isEmpty == false && error?.hint.isEmpty == false)
  }

  @Test("a statement cannot be made of what could not be read")
  func making() throws {
    let digest = try #require(SHA256Digest(hex: Self.hex))
    let subject = Statement.Subject(name: "a", sha256: digest)
    func error(_ subjects: [Statement.Subject], _ type: String, _ predicate: JSON) -> String? {
      do {
        _ = try Statement(subjects: subjects, predicateType: type, predicate: predicate)
        return nil
      } catch { return error.code }
    }
    #expect(error([subject], "u", [:]) == nil)
    #expect(error([], "u", [:]) == "statement.no-subject")
    #expect(error([subject, subject], "u", [:]) == "statement.subject-name")
    #expect(error([subject], "", [:]) == "statement.shape")
    #expect(error([subject], "u", []) == "statement.shape")
    #expect(throws: StatementError.subjectDigest(name: "a", found: "00")) {
      try Statement(subjects: [("a", "00")], predicateType: "u", predicate: [:])
    }
  }

  @Test("whatever is read encodes to the same bytes")
  func property() {
    var generator = SeededGenerator(state: 2)
    let alphabet = Array("\"{}[],:\\ \n0aAzu1.eE-".utf8)
    var taken = 0
    for _ in 0..<10_000 {
      var bytes = Array(Self.good.utf8)
      let index = Int.random(in: 0..<bytes.count, using: &generator)
      bytes[index] = alphabet.randomElement(using: &generator) ?? 0
      guard let statement = try? Statement.parse(bytes) else { continue }
      taken += 1
      #expect(statement.encoded() == bytes)
    }
    #expect(taken > 100)
  }
}
