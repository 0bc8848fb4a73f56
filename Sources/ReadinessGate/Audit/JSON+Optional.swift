import StrictJSON

extension JSON {
  /// A text, or null where there is none.
  static func optional(_ text: String?) -> JSON { text.map(JSON.string) ?? .null }
}
