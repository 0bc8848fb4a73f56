public import StrictJSON
public import StrictYAML

extension Schema {
  /// A mapping with a fixed set of keys. See ``Fields`` for the rule that `body` has to keep.
  ///
  /// - Parameter noun: what the mapping is, for messages: `a blocker`.
  @inlinable public static func object(
    _ noun: String, _ body: @escaping @Sendable (inout Fields) -> Value?
  ) -> Schema<Value> {
    Schema(
      describe: {
        var fields = Fields(
          mode: .describing, position: SourcePosition(file: "", line: 1, column: 1),
          reading: Reading(codePrefix: ""))
        _ = body(&fields)
        var members: [JSONMember] = [
          JSONMember("type", "object"), JSONMember("properties", .object(fields.properties)),
          JSONMember("additionalProperties", false),
        ]
        if !fields.requiredKeys.isEmpty {
          members.append(JSONMember("required", .array(fields.requiredKeys)))
        }
        if !fields.rules.isEmpty { members.append(JSONMember("allOf", .array(fields.rules))) }
        return .object(members)
      },
      read: { node, reading in
        guard case .mapping(let members) = node.content else {
          reading.report(
            "wrong-type", at: node.position, "\(noun) is a mapping, found \(node.kindName)",
            hint: "write its keys indented below, one on each line")
          return nil
        }
        var fields = Fields(
          mode: .reading(members),
          position: node.position, reading: reading)
        let value = body(&fields)
        reading = fields.reading
        for member in members where !fields.asked.contains(member.key) {
          let suggestion = closest(to: member.key, among: fields.asked)
          reading.report(
            "unknown-key", at: member.keyPosition, "unknown key '\(member.key)' in \(noun)",
            hint: suggestion.map { "did you mean '\($0)'?" }
              ?? "known keys: \(fields.asked.joined(separator: ", "))")
        }
        // A mistake that left a value does not hide what is wrong elsewhere: the reading refuses the whole.
        guard let value else { return nil }
        return Resolved(value, .object(fields.resolved))
      })
  }

  /// A mapping from names that the author chooses.
  @inlinable public static func dictionary<Element>(
    _ noun: String, of element: Schema<Element>, isKey: @escaping @Sendable (String) -> Bool, keys: String
  ) -> Schema<Value> where Value == [(key: Located<String>, value: Element)] {
    Schema(
      describe: { ["type": "object", "additionalProperties": element.describe()] },
      read: { node, reading in
        guard case .mapping(let members) = node.content else {
          reading.report(
            "wrong-type", at: node.position, "\(noun) is a mapping, found \(node.kindName)")
          return nil
        }
        var values: Value = []
        var resolved: [JSONMember] = []
        for member in members {
          guard isKey(member.key) else {
            reading.report(
              "bad-key", at: member.keyPosition, "'\(member.key)' cannot be a key of \(noun)", hint: keys)
            continue
          }
          guard let result = element(member.value, &reading) else { continue }
          values.append((Located(member.key, at: member.keyPosition), result.value))
          resolved.append(JSONMember(member.key, result.resolved))
        }
        return Resolved(values, .object(resolved))
      })
  }

  /// A list.
  ///
  /// - Parameters:
  ///   - isUnique: whether the same resolved element twice is a mistake.
  ///   - keepsGoodElements: whether elements without mistakes are given even when others have some, so that
  ///     rules between them still speak. The reading refuses the document all the same.
  @inlinable public static func list<Element>(
    of element: Schema<Element>, minimum: Int = 0, isUnique: Bool = true, keepsGoodElements: Bool = false
  ) -> Schema<Value> where Value == [Element] {
    Schema(
      describe: {
        [
          "type": "array", "items": element.describe(), "minItems": JSON.integer(Int64(minimum)),
          "uniqueItems": .bool(isUnique),
        ]
      },
      read: { node, reading in
        guard case .sequence(let nodes) = node.content else {
          reading.report(
            "wrong-type", at: node.position, "expected a list, found \(node.kindName)",
            hint: "write [a, b], or one '- ' line for each")
          return nil
        }
        if nodes.count < minimum {
          reading.report(
            "too-few", at: node.position,
            minimum == 1 ? "the list is empty" : "the list has \(nodes.count) of at least \(minimum) elements"
          )
          return nil
        }
        var values: [Element] = []
        var resolved: [JSON] = []
        var seen: Set<JSON> = []
        for node in nodes {
          guard let result = element(node, &reading) else { continue }
          if isUnique, nodes.count > 1, !seen.insert(result.resolved).inserted {
            reading.report(
              "duplicate", at: node.position, "\(result.resolved.text()) stands in the list twice")
            continue
          }
          values.append(result.value)
          resolved.append(result.resolved)
        }
        guard keepsGoodElements || values.count == nodes.count else { return nil }
        return Resolved(values, .array(resolved))
      })
  }
}
