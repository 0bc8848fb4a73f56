public import StrictJSON
public import StrictYAML

extension Schema {
  /// One of a fixed set of words.
  @inlinable public static func enumeration(_ noun: String) -> Schema<Value>
  where Value: CaseIterable & RawRepresentable & Sendable, Value.RawValue == String {
    choice(noun, Value.allCases.map { ($0.rawValue, $0) })
  }

  /// One of a set of words known only at run time.
  @inlinable public static func choice(_ noun: String, _ choices: [(word: String, value: Value)]) -> Schema<
    Value
  >
  where Value: Sendable {
    // A closure, as a key path of a generic type is looked up at run time, each time.
    let words: @Sendable () -> [String] = { choices.map { $0.word } }
    return Schema(
      describe: { ["enum": .array(words().map(JSON.string))] },
      read: { node, reading in
        guard case .scalar(let text) = node.content, !text.isEmpty || node.isQuoted else {
          reading.report(
            "wrong-type", at: node.position, "expected \(noun), found \(node.kindName)",
            hint: "one of: \(words().joined(separator: ", "))")
          return nil
        }
        guard let choice = choices.first(where: { $0.word == text }) else {
          reading.report(
            "unknown-value", at: node.position, "'\(shortened(text))' is not \(noun)",
            hint: closest(to: text, among: words()).map { "did you mean '\($0)'?" }
              ?? "one of: \(words().joined(separator: ", "))")
          return nil
        }
        return Resolved(choice.value, .string(choice.word))
      })
  }
}
