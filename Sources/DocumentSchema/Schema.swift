public import StrictJSON
public import StrictYAML

/// How one kind of value is written in a document: one declaration that reads it, resolves it to canonical
/// JSON, and describes it as JSON Schema, so that the three cannot disagree.
///
/// What runs for every node of a document is inlinable: without it each value is read by generic code that looks its
/// own types up, which takes longer than to parse the text.
///
/// YAML's implicit types play no part: every scalar is text until a schema reads it, so `NO`, `1.10` and
/// `0777` stay what the author wrote.
public struct Schema<Value>: Sendable {
  @usableFromInline let read: @Sendable (YAMLNode, inout Reading) -> Resolved<Value>?
  /// JSON Schema, draft 2020-12, without `$schema`.
  public let describe: @Sendable () -> JSON

  @inlinable public init(
    describe: @escaping @Sendable () -> JSON,
    read: @escaping @Sendable (YAMLNode, inout Reading) -> Resolved<Value>?
  ) {
    self.read = read
    self.describe = describe
  }

  /// Reads a node; nil means that at least one mistake was added to the reading. A value may come with
  /// mistakes as well: a document counts only when its reading has none at the end.
  @inlinable public func callAsFunction(_ node: YAMLNode, _ reading: inout Reading) -> Resolved<Value>? {
    read(node, &reading)
  }

  /// The same text with another meaning: the resolved form and the description stay.
  ///
  /// - Parameter transform: nil refuses the value with the mistake that it added.
  @inlinable public func map<Other>(
    _ transform: @escaping @Sendable (Value, YAMLNode, inout Reading) -> Other?
  ) -> Schema<Other> {
    let read = read
    return Schema<Other>(describe: describe) { node, reading in
      guard let inner = read(node, &reading), let value = transform(inner.value, node, &reading) else {
        return nil
      }
      return Resolved(value, inner.resolved)
    }
  }
}

/// A value as the program uses it and as the resolved document shows it.
public struct Resolved<Value> {
  public let value: Value
  public let resolved: JSON

  @inlinable public init(_ value: Value, _ resolved: JSON) {
    self.value = value
    self.resolved = resolved
  }
}

extension Resolved: Sendable where Value: Sendable {}

/// A value and where its author wrote it.
public struct Located<Value> {
  public let value: Value
  public let position: SourcePosition

  @inlinable public init(_ value: Value, at position: SourcePosition) {
    self.value = value
    self.position = position
  }
}

extension Located: Sendable where Value: Sendable {}
extension Located: Equatable where Value: Equatable {}

extension Schema {
  /// The same value together with its place in the document.
  @inlinable public var located: Schema<Located<Value>> {
    map { value, node, _ in Located(value, at: node.position) }
  }
}
