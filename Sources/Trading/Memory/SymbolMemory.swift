public import ExactDecimal

/// What is known of one symbol.
public struct SymbolMemory: Sendable, Hashable {
  public let symbol: Symbol
  /// Bought less sold by own orders, above zero long.
  public internal(set) var net: ExactDecimal = .zero
  public internal(set) var trade: Trade?
  /// Own orders since the symbol was last without any; ended ones included.
  public private(set) var orders: [OrderMemory] = []
  /// Why entries and changes wait for a person; nil when they do not.
  public internal(set) var quarantine: String?
  /// Sold less bought in size times price, of the trade.
  public internal(set) var cash: ExactDecimal = .zero
  /// Size times price of all fills of the trade, for fees.
  public internal(set) var turnover: ExactDecimal = .zero
  /// The same since the day began, with the net at its beginning.
  public internal(set) var dayCash: ExactDecimal = .zero
  public internal(set) var dayTurnover: ExactDecimal = .zero
  public internal(set) var dayStartNet: ExactDecimal = .zero
  /// Where the entry that may still fill stands among ``orders``. This and what follows is asked for many times at every
  /// step, so it is kept; it says nothing that the orders do not.
  private(set) var liveEntryPlace: Int?
  private(set) var openCount = 0
  /// How much the live entry may still add, above zero long.
  private(set) var openEntrySize: ExactDecimal = .zero

  init(symbol: Symbol) { self.symbol = symbol }

  /// The entry that may still fill.
  public var liveEntry: OrderMemory? { liveEntryPlace.map { orders[$0] } }

  public var openOrders: [OrderMemory] { orders.filter { $0.end == nil } }

  var hasLiveEntry: Bool { liveEntryPlace != nil }

  mutating func changeOrders(
    _ change: (inout [OrderMemory]) throws(DecimalError) -> Void
  ) throws(DecimalError) {
    try change(&orders)
    noteOpen()
  }

  mutating func changeOrders(_ change: (inout [OrderMemory]) -> Void) {
    change(&orders)
    noteOpen()
  }

  private mutating func noteOpen() {
    openCount = orders.count { $0.end == nil }
    liveEntryPlace = orders.lastIndex { $0.end == nil && $0.id.role == .entry }
    openEntrySize = .zero
    guard let liveEntryPlace, case .entry(let entry) = orders[liveEntryPlace].order else { return }
    let rest = (try? entry.size - orders[liveEntryPlace].filled) ?? entry.size
    openEntrySize = entry.position == .long ? rest : -rest
  }
}
