import DocumentSchema
import StrictYAML

/// A value and where its members stand, for rules that look at several mappings.
struct Positioned<Value: Sendable>: Sendable {
  let value: Value
  private let positions: [String: SourcePosition]
  private let start: SourcePosition

  init(_ value: Value, _ keys: [String], of fields: Fields) {
    self.value = value
    positions = Dictionary(uniqueKeysWithValues: keys.map { ($0, fields.position(of: $0)) })
    start = fields.position
  }

  /// Where the member's value stands, or its mapping where the author left it out.
  func position(of key: String) -> SourcePosition { positions[key] ?? start }
}
