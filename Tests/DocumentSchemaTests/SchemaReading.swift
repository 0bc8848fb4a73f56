import DocumentSchema
import GateScene
import StrictJSON
import StrictYAML

/// What reading one document gave.
struct SchemaAnswer<Value> {
  /// Nil after a mistake.
  let value: Value?
  /// The resolved form as JSON text.
  let resolved: String?
  /// `line:column code`, in the order of the reading.
  let mistakes: [String]
  let messages: [String]
  let hints: [String?]
  let expansions: [Expansion]
}

extension Schema {
  /// Reads a document whose root is the value.
  func reading(
    _ text: String, folder: String = "", environment: [String: String] = [:]
  ) -> SchemaAnswer<Value> {
    let document = StrictYAML.parse(Array(text.utf8), file: "d.yaml")
    var reading = Reading(codePrefix: "test", folder: folder, environment: { environment[$0] })
    let result = document.root.flatMap { self($0, &reading) }
    let all = document.diagnostics + reading.diagnostics
    return SchemaAnswer(
      value: all.isEmpty ? result?.value : nil, resolved: all.isEmpty ? result?.resolved.text() : nil,
      mistakes: all.map { "\($0.position.line):\($0.position.column) \($0.code)" },
      messages: all.map(\.message), hints: all.map(\.hint), expansions: reading.expansions)
  }
}

/// A text and what a schema makes of it: the resolved form, or the code of the one mistake at the text's start.
struct ScalarCase: Sendable {
  let text: String
  let resolved: String?
  let code: String?

  static func good(_ text: String, _ resolved: String) -> ScalarCase {
    ScalarCase(text: text, resolved: resolved, code: nil)
  }
  static func bad(_ text: String, _ code: String = "bad-value") -> ScalarCase {
    ScalarCase(text: text, resolved: nil, code: code)
  }
}
