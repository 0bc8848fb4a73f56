public import StrictJSON
public import StrictYAML

/// The members of one mapping, asked for by name.
///
/// An object's schema is one function over `Fields`. It runs in two modes: over a mapping, where every
/// question reads a member, and over nothing, where every question is written down for the description.
/// So it must ask all its questions before it looks at any answer.
public struct Fields {
  @usableFromInline enum Mode {
    /// In the document's order, no key twice. Mappings are short: comparing is quicker than hashing.
    case reading([YAMLMember])
    case describing
  }

  @usableFromInline let mode: Mode
  /// Where the mapping begins.
  public let position: SourcePosition
  @usableFromInline var reading: Reading
  @usableFromInline var asked: [String] = []
  @usableFromInline var resolved: [JSONMember] = []
  @usableFromInline var properties: [JSONMember] = []
  @usableFromInline var requiredKeys: [JSON] = []
  @usableFromInline var rules: [JSON] = []

  @inlinable init(mode: Mode, position: SourcePosition, reading: Reading) {
    self.mode = mode
    self.position = position
    self.reading = reading
  }

  @inlinable public var isDescribing: Bool {
    if case .describing = mode { true } else { false }
  }

  /// A member that has to be there.
  @inlinable public mutating func required<V>(_ key: String, _ schema: Schema<V>, _ explanation: String) -> V?
  {
    if isDescribing { requiredKeys.append(.string(key)) }
    note(key, schema.describe, explanation, default: nil)
    guard !isDescribing else { return nil }
    guard let member = given(key) else {
      reading.report("missing-key", at: position, "'\(key)' is missing", hint: "\(key): \(explanation)")
      return nil
    }
    return read(member.value, as: schema, under: key)
  }

  /// A member that may be left out; the resolved form then says null.
  @inlinable public mutating func optional<V>(_ key: String, _ schema: Schema<V>, _ explanation: String) -> V?
  {
    note(key, schema.describe, explanation, default: nil)
    guard !isDescribing else { return nil }
    guard let member = given(key) else {
      resolved.append(JSONMember(key, .null))
      return nil
    }
    return read(member.value, as: schema, under: key)
  }

  /// A member with a default, which is read by the same schema as what an author would write.
  ///
  /// - Returns: nil only after a mistake, or when describing.
  @inlinable public mutating func optional<V>(
    _ key: String, _ schema: Schema<V>, default literal: Literal, _ explanation: String
  ) -> V? {
    note(key, schema.describe, explanation, default: literal.json)
    guard !isDescribing else { return nil }
    return read(given(key)?.value ?? literal.node(at: position), as: schema, under: key)
  }

  /// A member whose schema depends on another one's value; the caller reads it and adds its resolved form.
  public mutating func raw(_ key: String, _ explanation: String) -> YAMLNode? {
    asked.append(key)
    if isDescribing { properties.append(JSONMember(key, ["description": .string(explanation)])) }
    return given(key)?.value
  }

  /// Sets a member of the resolved form, in place of what was read for it, if anything was.
  public mutating func setResolved(_ key: String, _ value: JSON) {
    resolved.removeAll { $0.key == key }
    resolved.append(JSONMember(key, value))
  }

  /// A conditional part of the description, put under `allOf`.
  public mutating func addRule(_ rule: @autoclosure () -> JSON) {
    if isDescribing { rules.append(rule()) }
  }

  public func isPresent(_ key: String) -> Bool {
    given(key) != nil
  }

  /// Where a member's value stands, or the mapping where there is none.
  public func position(of key: String) -> SourcePosition {
    given(key)?.value.position ?? position
  }

  public mutating func report(_ code: String, at key: String, _ message: String, hint: String? = nil) {
    guard !isDescribing else { return }
    reading.report(code, at: position(of: key), message, hint: hint)
  }

  /// A mistake at a place inside one of the members, for rules that look at several of them.
  public mutating func report(
    _ code: String, at position: SourcePosition, _ message: String, hint: String? = nil
  ) {
    guard !isDescribing else { return }
    reading.report(code, at: position, message, hint: hint)
  }

  /// Reads a node in this mapping's reading, for members asked for with ``raw(_:_:)``.
  @inlinable public mutating func read<V>(_ node: YAMLNode, as schema: Schema<V>, under key: String) -> V? {
    guard let result = schema(node, &reading) else { return nil }
    resolved.append(JSONMember(key, result.resolved))
    return result.value
  }

  /// Lends the reading, for a member whose schema is chosen by another member.
  @inlinable public mutating func withReading<Result>(_ body: (inout Reading) -> Result) -> Result {
    body(&reading)
  }

  /// The folder of the file that is being read, relative to the top document's; empty for the top document.
  public var folder: String { reading.folder }

  /// Nil also when describing.
  @usableFromInline func given(_ key: String) -> YAMLMember? {
    guard case .reading(let members) = mode else { return nil }
    return members.first { $0.key == key }
  }

  @usableFromInline mutating func note(
    _ key: String, _ describe: () -> JSON, _ explanation: String, default value: @autoclosure () -> JSON?
  ) {
    asked.append(key)
    guard isDescribing else { return }
    var members = describe().members ?? []
    members.removeAll { $0.key == "description" }
    members.append(JSONMember("description", .string(explanation)))
    if let value = value() {
      members.append(JSONMember("default", Self.typed(value, as: describe()["type"])))
    }
    properties.append(JSONMember(key, .object(members)))
  }
}

extension Fields {
  /// A default as JSON Schema shows it: what YAML's readers would make of an integer or a truth value.
  private static func typed(_ value: JSON, as type: JSON?) -> JSON {
    guard case .string(let text) = value else { return value }
    switch type {
    case .string("integer") where JSON.isNumber(text): return .number(text)
    case .string("boolean"): return .bool(text == "true")
    default: return value
    }
  }
}

/// What an author would have written for a default.
public enum Literal: Sendable {
  case text(String)
  case list([Literal])
  case mapping

  @usableFromInline func node(at position: SourcePosition) -> YAMLNode {
    switch self {
    case .text(let text): YAMLNode(.scalar(text), position: position, isQuoted: true)
    case .list(let elements): YAMLNode(.sequence(elements.map { $0.node(at: position) }), position: position)
    case .mapping: YAMLNode(.mapping([]), position: position)
    }
  }

  @usableFromInline var json: JSON {
    switch self {
    case .text(let text): .string(text)
    case .list(let elements): .array(elements.map(\.json))
    case .mapping: .object([])
    }
  }
}
