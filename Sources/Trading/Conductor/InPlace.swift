/// An array whose elements are read where they lie: for large values that are looked at dozens of times for every change.
/// The subscript of `Array` hands out a copy of the element for a look at one of its fields.
public struct InPlace<Element: Sendable>: Sendable {
  var elements: [Element]

  init(_ elements: [Element]) { self.elements = elements }
}

extension InPlace: RandomAccessCollection {
  public var startIndex: Int { 0 }
  public var endIndex: Int { elements.count }

  public internal(set) subscript(place: Int) -> Element {
    @inline(__always) _read { yield elements.span[place] }
    @inline(__always) _modify { yield &elements[place] }
  }
}

extension InPlace: Equatable where Element: Equatable {}
extension InPlace: Hashable where Element: Hashable {}

/// A large value behind a reference that never changes.
final class Kept<Value: Sendable>: Sendable {
  let value: Value

  init(_ value: Value) { self.value = value }
}
