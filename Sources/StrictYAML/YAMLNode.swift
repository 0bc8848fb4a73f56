/// One node of a document, with its place.
///
/// Scalars are text: `NO`, `1.10` and `0777` mean what the schema that reads them says.
public struct YAMLNode: Sendable {
  public enum Content: Sendable {
    case scalar(String)
    case sequence([YAMLNode])
    /// In the document's order; no key stands twice.
    case mapping([YAMLMember])
  }

  public let content: Content
  /// Where the node starts: its first character, the `[` or `{` of a flow collection, the first `-` or the
  /// first key of a block collection. What is left out (`key:`) stands right after the colon.
  public let position: SourcePosition
  /// Whether a scalar was written in quotes or as a block (`|`, `>`), so that empty text is meant.
  public let isQuoted: Bool

  public init(_ content: Content, position: SourcePosition, isQuoted: Bool = false) {
    self.content = content
    self.position = position
    self.isQuoted = isQuoted
  }

  /// What the node is, for messages: `a value`, `a list`, `a mapping`, or `nothing` for an empty plain scalar.
  public var kindName: String {
    switch content {
    case .scalar(let text): text.isEmpty && !isQuoted ? "nothing" : "a value"
    case .sequence: "a list"
    case .mapping: "a mapping"
    }
  }
}

/// One key of a mapping and its value.
public struct YAMLMember: Sendable {
  public let key: String
  public let keyPosition: SourcePosition
  public let value: YAMLNode

  public init(key: String, keyPosition: SourcePosition, value: YAMLNode) {
    self.key = key
    self.keyPosition = keyPosition
    self.value = value
  }
}
