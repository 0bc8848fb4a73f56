/// An array or object whose end has not been read.
struct OpenContainer {
  /// Up to this many keys, comparing with each is faster than hashing.
  private static let comparedKeys = 16

  let isObject: Bool
  private var items: [JSON] = []
  private var members: [JSONMember] = []
  private var key = ""
  /// The keys, once there are many.
  private var keys: Set<String> = []

  /// Most objects of signed documents have no more members.
  private static let usualMembers = 12

  init(isObject: Bool) {
    self.isObject = isObject
    if isObject { members.reserveCapacity(Self.usualMembers) }
  }

  var value: JSON { isObject ? .object(members) : .array(items) }

  /// Notes the key of the next value.
  ///
  /// - Returns: false if the object has it already.
  mutating func expect(_ key: String) -> Bool {
    self.key = key
    if members.count < Self.comparedKeys {
      for index in members.indices where members[index].key == key { return false }
      return true
    }
    if keys.isEmpty { keys = Set(members.map(\.key)) }
    return keys.insert(key).inserted
  }

  mutating func append(_ value: consuming JSON) {
    if isObject {
      members.append(JSONMember(key, value))
    } else {
      items.append(value)
    }
  }
}
