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

  private init(_ value: Value, _ positions: [String: SourcePosition], _ start: SourcePosition) {
    (self.value, self.positions, self.start) = (value, positions, start)
  }

  /// What a mapping around it becomes, with the same places.
  func map<Other>(_ change: (Value) -> Other) -> Positioned<Other> {
    Positioned<Other>(change(value), positions, start)
  }

  /// Where the member's value stands, or its mapping where the author left it out.
  func position(of key: String) -> SourcePosition { positions[key] ?? start }
}
