/// A list or mapping whose end has not been read.
struct OpenCollection {
  /// What a mapping waits for.
  enum Pending {
    case nothing
    case key(String, SourcePosition)
    /// A key that was refused: its value is read and left out.
    case dropped
  }

  /// Up to this many keys, comparing with each is faster than hashing.
  private static let comparedKeys = 16

  let isMapping: Bool
  let start: Mark
  var pending = Pending.nothing
  private var items: [YAMLNode] = []
  private var members: [YAMLMember] = []
  /// Index in `members`, once there are many.
  private var indexOfKey: [String: Int] = [:]

  init(isMapping: Bool, start: Mark) {
    self.isMapping = isMapping
    self.start = start
  }

  /// Whether the next node is a key.
  var expectsKey: Bool {
    guard isMapping, case .nothing = pending else { return false }
    return true
  }

  /// Where a key already stands. Keys that Unicode holds to be the same text (`é` in one scalar or in two) are
  /// one key: a person could not tell them apart.
  func position(ofKey key: String) -> SourcePosition? {
    if members.count > Self.comparedKeys { return indexOfKey[key].map { members[$0].keyPosition } }
    return members.first { $0.key == key }?.keyPosition
  }

  mutating func take(_ node: YAMLNode) {
    guard isMapping else { return items.append(node) }
    switch pending {
    case .nothing: pending = .dropped  // a key that is no scalar
    case .dropped: pending = .nothing
    case .key(let key, let position):
      pending = .nothing
      members.append(YAMLMember(key: key, keyPosition: position, value: node))
      if members.count > Self.comparedKeys { indexLastMembers() }
    }
  }

  func node(in file: String) -> YAMLNode {
    YAMLNode(
      isMapping ? .mapping(members) : .sequence(items),
      position: SourcePosition(file: file, line: start.line, column: start.column))
  }

  private mutating func indexLastMembers() {
    let first = indexOfKey.isEmpty ? 0 : members.count - 1
    for index in first..<members.count { indexOfKey[members[index].key] = index }
  }
}
