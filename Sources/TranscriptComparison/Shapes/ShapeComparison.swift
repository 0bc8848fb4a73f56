import StrictJSON

/// Compares two JSON answers by their shapes: which members there are, of which kinds, and how words are spelled.
///
/// Values stand in lists here, because the elements of an array count as one value that is there several times: how
/// many orders there are is no matter of shape. Rows about the same order or market are compared with each other only.
struct ShapeComparison {
  private(set) var differences: [StructuralDifference] = []
  /// Rows that only one side has, which is behaviour and not shape.
  private(set) var unpaired = 0
  private var seen: Set<StructuralDifference> = []

  init(venue: JSON, simulator: JSON) {
    compare([venue], [simulator], at: Path())
  }

  private mutating func compare(_ venue: [JSON], _ simulator: [JSON], at path: Path) {
    let kinds = (Self.kinds(venue), Self.kinds(simulator))
    if kinds.0 != kinds.1 {
      note(.type, path, kinds.0.map(\.rawValue), kinds.1.map(\.rawValue))
    } else if path.isWord {
      let words = (Self.words(venue), Self.words(simulator))
      if words.0 != words.1 { note(.word, path, words.0, words.1) }
    }
    compareObjects(venue.compactMap(\.members), simulator.compactMap(\.members), at: path)
    compareArrays(venue.compactMap(\.arrayValue), simulator.compactMap(\.arrayValue), at: path)
  }

  private mutating func compareObjects(_ venue: [[JSONMember]], _ simulator: [[JSONMember]], at path: Path) {
    // What only one side has an object for is already told, as a type.
    guard !venue.isEmpty, !simulator.isEmpty else { return }
    let (left, right) = (Grouped(venue.joined()), Grouped(simulator.joined()))
    for key in left.keys {
      let values = left[key]
      guard let others = right.groups[key] else {
        if path.isMap { unpaired += values.count } else { noteAlone(.onlyVenue, path.member(key), values) }
        continue
      }
      compare(values, others, at: path.member(key))
    }
    for key in right.keys where left.groups[key] == nil {
      if path.isMap {
        unpaired += right[key].count
      } else {
        noteAlone(.onlySimulator, path.member(key), right[key])
      }
    }
  }

  private mutating func compareArrays(_ venue: [[JSON]], _ simulator: [[JSON]], at path: Path) {
    guard !venue.isEmpty, !simulator.isEmpty else { return }
    let rows = (Array(venue.joined()), Array(simulator.joined()))
    let identity = RowIdentity.common(rows.0, rows.1)
    let (left, right) = (Grouped(rows.0, by: identity), Grouped(rows.1, by: identity))
    for key in left.keys {
      guard let others = right.groups[key] else {
        unpaired += left[key].count
        continue
      }
      compare(left[key], others, at: path.element)
    }
    for key in right.keys where left.groups[key] == nil { unpaired += right[key].count }
  }

  private mutating func noteAlone(_ kind: StructuralDifference.Kind, _ path: Path, _ values: [JSON]) {
    guard !path.isPaging else { return }
    let kinds = Self.kinds(values).map(\.rawValue)
    note(kind, path, kind == .onlyVenue ? kinds : [], kind == .onlyVenue ? [] : kinds)
  }

  private mutating func note(
    _ kind: StructuralDifference.Kind, _ path: Path, _ venue: [String], _ simulator: [String]
  ) {
    let difference = StructuralDifference(kind: kind, path: path.text, venue: venue, simulator: simulator)
    if seen.insert(difference).inserted { differences.append(difference) }
  }

  private static func kinds(_ values: [JSON]) -> [ValueKind] {
    let kinds = Set(values.map { ValueKind($0) })
    return ValueKind.allCases.filter { kinds.contains($0) }
  }

  private static func words(_ values: [JSON]) -> [String] {
    Set(values.compactMap(\.stringValue)).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }
}

/// Values by a key, the keys in the order in which they came.
struct Grouped {
  private(set) var keys: [String] = []
  private(set) var groups: [String: [JSON]] = [:]

  init(_ members: some Sequence<JSONMember>) {
    for member in members { add(member.value, to: member.key) }
  }

  /// Rows without an identity, or all of them when there is none, are one group.
  init(_ rows: [JSON], by identity: RowIdentity?) {
    for row in rows { add(row, to: identity?.of(row) ?? "") }
  }

  subscript(key: String) -> [JSON] { groups[key] ?? [] }

  private mutating func add(_ value: JSON, to key: String) {
    if groups[key] == nil { keys.append(key) }
    groups[key, default: []].append(value)
  }
}
