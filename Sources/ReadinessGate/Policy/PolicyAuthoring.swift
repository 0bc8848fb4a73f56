import StrictJSON

/// Texts for people who write policies.
public enum PolicyAuthoring {
  public static func schema(_ registry: CheckRegistry = .builtIn) -> String {
    PolicySchema(registry: registry).jsonSchema.text(pretty: true) + "\n"
  }

  public static func checks(_ registry: CheckRegistry = .builtIn) -> String {
    let width = registry.kinds.map(\.count).max() ?? 0
    return registry.checks.map { check in
      check.kind + String(repeating: " ", count: width - check.kind.count) + "  " + check.summary + "\n"
    }.joined()
  }

  /// A check's question and its parameters, from the declarations that read them.
  public static func explain(_ kind: String, _ registry: CheckRegistry = .builtIn) throws(GateFailure)
    -> String
  {
    guard let check = registry.check(kind) else {
      throw GateFailure(
        "usage.unknown-check", "no check is called '\(kind)'",
        hint: "the checks: \(registry.kinds.joined(separator: ", "))", exitStatus: 64)
    }
    var lines = [check.kind, "  " + check.summary, "", "Parameters, under 'with:'"]
    lines += parameters(of: check.describeParameters(), indent: "  ")
    return lines.joined(separator: "\n") + "\n"
  }

  private static func parameters(of schema: JSON, indent: String) -> [String] {
    let required = schema["required"]?.arrayValue?.compactMap(\.stringValue) ?? []
    var lines: [String] = []
    for member in schema["properties"]?.members ?? [] {
      let need =
        required.contains(member.key)
        ? "required" : member.value["default"].map { "default \($0.text())" } ?? "optional"
      lines.append("\(indent)\(member.key)  (\(need))")
      if let text = member.value["description"]?.stringValue { lines.append("\(indent)    \(text)") }
      if let words = member.value["enum"]?.arrayValue {
        lines.append("\(indent)    one of \(words.compactMap(\.stringValue).joined(separator: ", "))")
      }
      lines += parameters(of: member.value, indent: indent + "    ")
      if let items = member.value["items"] { lines += parameters(of: items, indent: indent + "    - ") }
    }
    return lines
  }
}
