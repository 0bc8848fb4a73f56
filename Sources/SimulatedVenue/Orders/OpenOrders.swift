import OrderedCollections

/// Orders by id, in the order in which they were placed; an amended order keeps its place unless its id changes.
public struct OpenOrders: Sendable, Hashable {
  private var orders: OrderedDictionary<String, Order> = [:]

  public init() {}

  public var count: Int { orders.count }
  public var values: some RandomAccessCollection<Order> { orders.values }

  public internal(set) subscript(id: String) -> Order? {
    get { orders[id] }
    set { orders[id] = newValue }
  }
}
