/// One step of a document, as libyaml tells it.
struct YAMLEvent {
  enum Kind {
    case scalar(String, ScalarStyle)
    case sequenceStart, sequenceEnd
    case mappingStart, mappingEnd
    case alias
    case documentStart, streamEnd
  }

  enum ScalarStyle {
    case plain
    /// The only style with escapes.
    case doubleQuoted
    /// Single quotes and blocks.
    case otherQuoted
  }

  let kind: Kind
  let start: Mark
  let hasAnchor: Bool
  let hasTag: Bool

  init(_ kind: Kind, at start: Mark, hasAnchor: Bool = false, hasTag: Bool = false) {
    self.kind = kind
    self.start = start
    self.hasAnchor = hasAnchor
    self.hasTag = hasTag
  }
}
