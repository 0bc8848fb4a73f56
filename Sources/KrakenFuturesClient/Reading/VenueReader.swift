import Chronology
import KrakenFutures
import Trading

/// Turns reads into facts. A read that failed is an incomplete fact, never an empty list.
struct VenueReader: Sendable {
  let exchange: WireExchange

  func positions(_ share: BudgetShare) async -> VenueFact {
    await fact(.openPositions, share, empty: .positions([])) { (answer) throws(WireError) in
      try answer.openPositions().map { .positions($0) }
    }
  }

  func orders(_ share: BudgetShare) async -> VenueFact {
    await fact(.openOrders, share, empty: .orders([])) { (answer) throws(WireError) in
      try answer.openOrders().map { .orders($0) }
    }
  }

  /// - Parameter time: nil for the latest.
  func fills(_ share: BudgetShare, before time: Timestamp? = nil) async -> VenueFact {
    await fact(time.map { .fills(before: $0) } ?? .fills, share, empty: .fills([])) {
      (answer) throws(WireError) in
      try answer.fills().map { .fills($0) }
    }
  }

  func account(_ name: String?, _ share: BudgetShare) async -> VenueFact {
    await fact(.accounts, share, empty: .account(AccountState(account: name))) {
      (answer) throws(WireError) in
      try answer.account().map { state in
        var named = state
        named.account = name
        return .account(named)
      }
    }
  }

  func instruments() async -> VenueFact {
    await fact(.instruments, .routineRead, empty: .instruments([])) { (answer) throws(WireError) in
      try answer.instruments().map { .instruments($0) }
    }
  }

  func market(_ symbol: Symbol) async -> VenueFact {
    let closed = MarketState(symbol: symbol, isSuspended: true, isPostOnly: true)
    return await fact(.ticker(symbol), .routineRead, empty: .market(closed)) { (answer) throws(WireError) in
      try answer.ticker(of: symbol).map { .market($0) }
    }
  }

  func status(_ order: OrderReference, _ share: BudgetShare) async -> VenueFact {
    let unknown = VenueOrderStatus(order: order, venueOrderID: nil, state: .notKnown)
    return await fact(.orderStatus(of: [order]), share, empty: .orderStatus(unknown)) {
      (answer) throws(WireError) in
      try answer.orderStatuses(of: [order]).map { .orderStatus($0.first ?? unknown) }
    }
  }

  private func fact(
    _ request: WireRequest, _ share: BudgetShare, empty: VenueFact.Content,
    read: (WireAnswer) throws(WireError) -> VenueReading<VenueFact.Content>
  ) async -> VenueFact {
    var reading: VenueReading<VenueFact.Content>?
    if let answer = try? await exchange.perform(request, share).answer { reading = try? read(answer) }
    return VenueFact(
      venueTime: reading?.serverTime, receivedAt: exchange.clock.now(), source: .read,
      isComplete: reading?.isComplete ?? false, content: reading?.value ?? empty)
  }
}

extension VenueReading {
  fileprivate func map(_ change: (Value) -> VenueFact.Content) -> VenueReading<VenueFact.Content> {
    VenueReading<VenueFact.Content>(
      value: change(value), serverTime: serverTime, unreadable: unreadable)
  }
}
