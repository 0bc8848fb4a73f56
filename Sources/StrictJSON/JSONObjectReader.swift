/// Reads one object strictly: each member is asked for by name, and ``finish()`` refuses the rest.
///
/// A member that is not there is refused, also by the `optional` methods, which take `null`: one byte form writes
/// every field. Use ``has(_:)`` first where a foreign format leaves members out.
public struct JSONObjectReader {
  private let members: [JSONMember]
  private var taken = TakenMembers()
  /// Behind the member that was asked for last: readers ask in the order in which writers write.
  private var next = 0
  private var isInOrder = true
  /// Whether members have to stand in the order in which they are asked for, and whole numbers in their one spelling.
  /// Readers of objects inside this one inherit it.
  public let demandsOneForm: Bool
  private let place: String
  /// Of an item of the array at ``place``. The path is put together when somebody needs it, which is for mistakes.
  private let index: Int?

  /// Where the object stands, such as `$.blockers[3]`.
  public var path: String { index.map { "\(place)[\($0)]" } ?? place }

  public init(
    _ json: JSON, at path: String = "$", demandingOneForm: Bool = false
  ) throws(JSONShapeError) {
    try self.init(json, at: path, index: nil, demandingOneForm)
  }

  private init(_ json: JSON, at place: String, index: Int?, _ demandsOneForm: Bool) throws(JSONShapeError) {
    self.place = place
    self.index = index
    self.demandsOneForm = demandsOneForm
    guard case .object(let members) = json else {
      throw JSONShapeError(
        .wrongKind, at: index.map { "\(place)[\($0)]" } ?? place, expected: "an object", found: json.kindName)
    }
    self.members = members
  }

  /// Whether the object has the member. Does not count as asking for it.
  public func has(_ key: String) -> Bool {
    members.contains { $0.key == key }
  }

  /// The keys that nobody asked for yet, in the object's order.
  public var remainingKeys: [String] {
    members.indices.filter { !taken.contains($0) }.map { members[$0].key }
  }

  /// A member of any kind.
  public mutating func value(_ key: String) throws(JSONShapeError) -> JSON {
    let isNext = next < members.count && members[next].key == key
    guard let index = isNext ? next : members.firstIndex(where: { $0.key == key }) else {
      throw JSONShapeError(.missingMember, at: path(of: key), expected: "a member", found: "nothing")
    }
    taken.insert(index)
    if !isNext { isInOrder = false }
    next = index + 1
    return members[index].value
  }

  public mutating func string(_ key: String) throws(JSONShapeError) -> String {
    let value = try value(key)
    guard let text = value.stringValue else { throw wrongKind(key, "a string", value) }
    return text
  }

  /// Nil for `null`.
  public mutating func optionalString(_ key: String) throws(JSONShapeError) -> String? {
    let value = try value(key)
    if case .null = value { return nil }
    guard let text = value.stringValue else { throw wrongKind(key, "a string or null", value) }
    return text
  }

  /// A number without fraction and exponent.
  public mutating func integer(
    _ key: String, in range: ClosedRange<Int64> = .min ... .max
  ) throws(JSONShapeError) -> Int64 {
    try integer(try value(key), key, "an integer", in: range)
  }

  /// Nil for `null`.
  public mutating func optionalInteger(
    _ key: String, in range: ClosedRange<Int64> = .min ... .max
  ) throws(JSONShapeError) -> Int64? {
    let value = try value(key)
    if case .null = value { return nil }
    return try integer(value, key, "an integer or null", in: range)
  }

  public mutating func bool(_ key: String) throws(JSONShapeError) -> Bool {
    let value = try value(key)
    guard let flag = value.boolValue else { throw wrongKind(key, "a boolean", value) }
    return flag
  }

  public mutating func array(_ key: String) throws(JSONShapeError) -> [JSON] {
    let value = try value(key)
    guard let items = value.arrayValue else { throw wrongKind(key, "an array", value) }
    return items
  }

  /// An array whose items are all strings.
  public mutating func strings(_ key: String) throws(JSONShapeError) -> [String] {
    var texts: [String] = []
    for (index, item) in try array(key).enumerated() {
      guard let text = item.stringValue else { throw wrongKind(key, "a string", item, index: index) }
      texts.append(text)
    }
    return texts
  }

  /// A reader of the object under the key.
  public mutating func object(_ key: String) throws(JSONShapeError) -> JSONObjectReader {
    try JSONObjectReader(try value(key), at: path(of: key), demandingOneForm: demandsOneForm)
  }

  /// Nil for `null`.
  public mutating func optionalObject(_ key: String) throws(JSONShapeError) -> JSONObjectReader? {
    let value = try value(key)
    if case .null = value { return nil }
    return try JSONObjectReader(value, at: path(of: key), demandingOneForm: demandsOneForm)
  }

  /// Readers of the objects in the array under the key.
  public mutating func objects(_ key: String) throws(JSONShapeError) -> [JSONObjectReader] {
    let items = try array(key)
    let place = path(of: key)
    var readers: [JSONObjectReader] = []
    readers.reserveCapacity(items.count)
    for (index, item) in items.enumerated() {
      readers.append(try JSONObjectReader(item, at: place, index: index, demandsOneForm))
    }
    return readers
  }

  /// The members of the object under the key, whose values are all strings, in their order.
  public mutating func stringMembers(
    _ key: String
  ) throws(JSONShapeError) -> [(key: String, value: String)] {
    var reader = try object(key)
    var pairs: [(key: String, value: String)] = []
    for name in reader.remainingKeys { pairs.append((name, try reader.string(name))) }
    return pairs
  }

  /// Refuses the members that nobody asked for, and where one form is demanded, another order than that of asking.
  public func finish() throws(JSONShapeError) {
    if taken.count < members.count, let unknown = remainingKeys.first {
      throw JSONShapeError(.unknownMember, at: path(of: unknown), expected: "no such member", found: "one")
    }
    guard isInOrder || !demandsOneForm else {
      throw JSONShapeError(.otherForm, at: path, expected: "members in their order", found: "another order")
    }
  }

  /// The path of a member: `$.id`, or `$["a b"]` for a key that is no plain name.
  public func path(of key: String) -> String {
    let isPlain = !key.isEmpty && key.utf8.allSatisfy(Self.isPlain)
    return isPlain ? "\(path).\(key)" : "\(path)[\(JSON.string(key).text())]"
  }

  private static func isPlain(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x5F: true
    default: false
    }
  }

  private func integer(
    _ value: JSON, _ key: String, _ expected: String, in range: ClosedRange<Int64>
  ) throws(JSONShapeError) -> Int64 {
    guard let number = value.integerValue else {
      guard case .number(let lexeme) = value else { throw wrongKind(key, expected, value) }
      throw JSONShapeError(.wrongKind, at: path(of: key), expected: expected, found: lexeme)
    }
    guard !demandsOneForm || number != 0 || value == .number("0") else {
      throw JSONShapeError(.otherForm, at: path(of: key), expected: "0", found: "another spelling")
    }
    guard range.contains(number) else {
      throw JSONShapeError(
        .outOfRange, at: path(of: key), expected: "\(range.lowerBound) to \(range.upperBound)",
        found: "\(number)")
    }
    return number
  }

  private func wrongKind(_ key: String, _ expected: String, _ value: JSON, index: Int? = nil)
    -> JSONShapeError
  {
    let place = index.map { "[\($0)]" } ?? ""
    return JSONShapeError(.wrongKind, at: path(of: key) + place, expected: expected, found: value.kindName)
  }
}

/// The places of members that were asked for. Those of most objects fit one word, which costs nothing to make.
private struct TakenMembers {
  private var first: UInt64 = 0
  private var others: Set<Int> = []

  var count: Int { first.nonzeroBitCount + others.count }

  func contains(_ index: Int) -> Bool {
    index < UInt64.bitWidth ? first & 1 << UInt64(index) != 0 : others.contains(index)
  }

  mutating func insert(_ index: Int) {
    if index < UInt64.bitWidth { first |= 1 << UInt64(index) } else { others.insert(index) }
  }
}
