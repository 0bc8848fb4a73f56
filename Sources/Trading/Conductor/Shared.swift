/// A value behind one reference, copied when it is changed while somebody else holds it: for large values that are looked
/// at far more often than changed.
@dynamicMemberLookup
struct Shared<Value: Sendable & Hashable>: Sendable, Hashable {
  // Changed only while this is the only reference, so that no two threads ever see a change.
  private final class Storage: @unchecked Sendable {
    var value: Value

    init(_ value: Value) { self.value = value }
  }

  private var storage: Storage

  init(_ value: Value) { storage = Storage(value) }

  var value: Value {
    @inline(__always) _read { yield storage.value }
    @inline(__always) _modify {
      if !isKnownUniquelyReferenced(&storage) { storage = Storage(storage.value) }
      yield &storage.value
    }
  }

  subscript<Member>(dynamicMember path: WritableKeyPath<Value, Member>) -> Member {
    @inline(__always) _read { yield storage.value[keyPath: path] }
    @inline(__always) _modify {
      if !isKnownUniquelyReferenced(&storage) { storage = Storage(storage.value) }
      yield &storage.value[keyPath: path]
    }
  }

  subscript<Member>(dynamicMember path: KeyPath<Value, Member>) -> Member {
    @inline(__always) _read { yield storage.value[keyPath: path] }
  }

  static func == (left: Shared, right: Shared) -> Bool {
    left.storage === right.storage || left.storage.value == right.storage.value
  }

  func hash(into hasher: inout Hasher) { hasher.combine(storage.value) }
}
