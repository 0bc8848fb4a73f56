public import ExactDecimal

/// What is known of one symbol. Handed around by reference, since it is looked at dozens of times for every change.
public struct SymbolMemory: Sendable, Hashable {
  fileprivate struct State: Sendable, Hashable {
    let symbol: Symbol
    var net: ExactDecimal = .zero
    var trade: Trade?
    var orders: [OrderMemory] = []
    var quarantine: String?
    var cash: ExactDecimal = .zero
    var turnover: ExactDecimal = .zero
    var dayCash: ExactDecimal = .zero
    var dayTurnover: ExactDecimal = .zero
    var dayStartNet: ExactDecimal = .zero

    init(symbol: Symbol) { self.symbol = symbol }
  }

  private var state: Shared<State>

  init(symbol: Symbol) { state = Shared(State(symbol: symbol)) }

  public var symbol: Symbol { state.value.symbol }
  /// Bought less sold by own orders, above zero long.
  public internal(set) var net: ExactDecimal {
    _read { yield state.value.net }
    _modify { yield &state.value.net }
  }
  public internal(set) var trade: Trade? {
    _read { yield state.value.trade }
    _modify { yield &state.value.trade }
  }
  /// Own orders since the symbol was last without any; ended ones included.
  public internal(set) var orders: [OrderMemory] {
    _read { yield state.value.orders }
    _modify { yield &state.value.orders }
  }
  /// Why entries and changes wait for a person; nil when they do not.
  public internal(set) var quarantine: String? {
    _read { yield state.value.quarantine }
    _modify { yield &state.value.quarantine }
  }
  /// Sold less bought in size times price, of the trade.
  public internal(set) var cash: ExactDecimal {
    _read { yield state.value.cash }
    _modify { yield &state.value.cash }
  }
  /// Size times price of all fills of the trade, for fees.
  public internal(set) var turnover: ExactDecimal {
    _read { yield state.value.turnover }
    _modify { yield &state.value.turnover }
  }
  /// The same since the day began, with the net at its beginning.
  public internal(set) var dayCash: ExactDecimal {
    _read { yield state.value.dayCash }
    _modify { yield &state.value.dayCash }
  }
  public internal(set) var dayTurnover: ExactDecimal {
    _read { yield state.value.dayTurnover }
    _modify { yield &state.value.dayTurnover }
  }
  public internal(set) var dayStartNet: ExactDecimal {
    _read { yield state.value.dayStartNet }
    _modify { yield &state.value.dayStartNet }
  }

  /// The entry that may still fill.
  public var liveEntry: OrderMemory? {
    for order in orders.reversed() where order.end == nil && order.id.role == .entry { return order }
    return nil
  }

  public var openOrders: [OrderMemory] { orders.filter { $0.end == nil } }
}
