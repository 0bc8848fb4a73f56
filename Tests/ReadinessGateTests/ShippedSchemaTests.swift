import DurableFiles
import GateScene
import ReadinessGate
import StrictJSON
import Testing

@Suite("A shipped JSON Schema") struct ShippedSchemaTests {
  struct Shipped: Sendable, CustomTestStringConvertible {
    let file: String
    let printed: String
    /// Below the package's folder, with the modeline's path to the schema.
    let documents: [(file: String, schema: String)]
    var testDescription: String { file }
  }

  static let all = [
    Shipped(
      file: "deploy/schemas/readiness-policy.schema.json", printed: PolicyAuthoring.schema(),
      documents: ["certification", "live", "python-trading-system", "simulator"].map {
        ("policies/\($0).yaml", "../deploy/schemas/readiness-policy.schema.json")
      }),
    Shipped(
      file: "deploy/schemas/trading-engine.schema.json", printed: ConfigurationAuthoring.schema(),
      documents: [("deploy/engine.example.yaml", "schemas/trading-engine.schema.json")]),
  ]

  private static func text(_ file: String) throws -> String {
    String(decoding: try DurableFiles.read("\(BuiltPrograms.package)/\(file)", limit: 1 << 20), as: UTF8.self)
  }

  @Test("is what the command prints", arguments: all)
  func current(shipped: Shipped) throws {
    #expect(try Self.text(shipped.file) == shipped.printed, "print it anew: see README, 'Configuration'")
  }

  @Test("explains every key", arguments: all)
  func descriptions(shipped: Shipped) throws {
    var count = 0
    func walk(_ schema: JSON, _ path: String, isCondition: Bool = false) {
      for member in schema["properties"]?.members ?? [] where !isCondition {
        count += 1
        let text = member.value["description"]?.stringValue ?? ""
        #expect(text.utf8.count > 3, "\(path).\(member.key)")
      }
      for member in schema.members ?? [] {
        walk(member.value, "\(path).\(member.key)", isCondition: member.key == "if")
      }
      for item in schema.arrayValue ?? [] { walk(item, path) }
    }
    walk(try JSON.parse(Array(shipped.printed.utf8)), "")
    #expect(count > 50)
  }

  @Test("is what the shipped files point to, and takes them", arguments: all)
  func documents(shipped: Shipped) throws {
    for document in shipped.documents {
      let first = try Self.text(document.file).prefix { $0 != "\n" }
      #expect(first == "# yaml-language-server: $schema=\(document.schema)")
      let folder = document.file.split(separator: "/").dropLast().joined(separator: "/")
      #expect(GateScene.packageHas("\(folder)/\(document.schema)"))
    }
    guard PythonPeer.withSchemas != nil else { return }
    let texts = try shipped.documents.map { try Self.text($0.file) }
    let wrong = texts.map { $0.replacing("environment: ", with: "enviroment: ") }
    let answers = try #require(PythonPeer.validate(texts + wrong, against: shipped.printed))
    #expect(answers.prefix(texts.count).allSatisfy { $0 == "valid" }, "\(answers)")
    #expect(answers.count == 2 * texts.count && answers.suffix(texts.count).allSatisfy { $0 != "valid" })
  }
}
