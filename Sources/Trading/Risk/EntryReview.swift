public import Chronology
import ExactDecimal

/// The door that every entry passes: grid, collar, notional, position, rate, count and time. Pure: the caller brings
/// the market, the position and the clock.
///
/// An order counts from the moment of its approval, whatever the venue answers later (RTS 6 Art. 15(2)).
public struct EntryReview: Sendable, Hashable {
  /// An entry's life ends at least this long before its permission does.
  public static let marginBeforeExpiry = Milliseconds.seconds(60)

  public private(set) var limits: EntryLimits
  private var approvedAt: [Timestamp] = []
  private var approvedCount: Int64 = 0
  private var approvedIDs: Set<ClientOrderID> = []

  /// - Parameters:
  ///   - count: entries that were sent before, by the journal.
  ///   - recent: when those of the last minute were sent.
  public init(limits: EntryLimits, count: Int64 = 0, recent: [Timestamp] = []) {
    self.limits = limits
    approvedCount = count
    approvedAt = recent
  }

  /// Takes other limits, such as a renewed Grant's; what was counted stays counted.
  public mutating func replaceLimits(_ limits: EntryLimits) { self.limits = limits }

  /// Whether an approval that was given before would be given by these limits too; it is counted already.
  func stillAllows(_ approved: Approved<EntryOrder>) -> Bool {
    let latest = limits.expiresAt.advanced(byMilliseconds: -Self.marginBeforeExpiry.count)
    return limits.symbols?.contains(approved.order.symbol) ?? true
      && limits.maxOrderNotionalUSD.map { approved.notionalUSD <= $0 } ?? true
      && limits.maxPositionNotionalUSD.map { approved.notionalUSD <= $0 } ?? true
      && approved.order.processBefore <= latest
  }

  /// How many entries were approved in all.
  public var count: Int64 { approvedCount }

  /// - Parameters:
  ///   - position: what is open on the symbol already, unknown entries counted as filled; nil when flat.
  ///   - now: the venue's clock as far as it is known.
  public mutating func review(
    _ order: EntryOrder, on instrument: Instrument, market: MarketState, position: VenuePosition?,
    now: Timestamp
  ) throws(EntryRefusal) -> Approved<EntryOrder> {
    try checkMarket(order, instrument, market)
    let price = try checkedPrice(order, instrument, market)
    let notional = try checkNotional(order, instrument, price, position)
    try checkTime(order, now: now)
    guard !approvedIDs.contains(order.id) else {
      throw EntryRefusal(.duplicate, expected: "an id of its own", found: order.id.description)
    }
    approvedIDs.insert(order.id)
    approvedAt.append(now)
    approvedCount += 1
    return Self.approve(order, notionalUSD: notional)
  }

  private func checkMarket(
    _ order: EntryOrder, _ instrument: Instrument, _ market: MarketState
  ) throws(EntryRefusal) {
    if let symbols = limits.symbols, !symbols.contains(order.symbol) {
      throw EntryRefusal(
        .symbol, expected: symbols.sorted().map(\.description).joined(separator: ", "),
        found: order.symbol.description)
    }
    guard instrument.symbol == order.symbol, market.symbol == order.symbol else {
      throw EntryRefusal(
        .symbol, expected: "specification and market of \(order.symbol)",
        found: "\(instrument.symbol), \(market.symbol)")
    }
    guard instrument.kind == .linearPerpetual else {
      throw EntryRefusal(.kind, expected: "a linear perpetual", found: "\(instrument.kind)")
    }
    guard instrument.isTradeable, !instrument.isPostOnly, !market.isSuspended, !market.isPostOnly else {
      throw EntryRefusal(.market, expected: "a market that trades", found: "suspended or post-only")
    }
  }

  /// The worst price that the entry can pay, for counting what it is worth.
  private func checkedPrice(
    _ order: EntryOrder, _ instrument: Instrument, _ market: MarketState
  ) throws(EntryRefusal) -> ExactDecimal {
    guard order.size.signum > 0, order.size.isMultiple(of: instrument.sizeStep) else {
      throw EntryRefusal(
        .size, expected: "a multiple of \(instrument.sizeStep)", found: order.size.description)
    }
    guard let last = market.last, last.signum > 0 else {
      throw EntryRefusal(.noPrice, expected: "a last price above zero", found: "none")
    }
    return try arithmetic { () throws(DecimalError) in
      let width = try last * limits.priceCollar
      switch order.price {
      // A market order trades up to the venue's protection; the collar is what it is counted with.
      case .market: return try .success(last + width)
      case .limit(let price), .postOnly(let price), .immediateOrCancel(let price):
        guard price.signum > 0, price.isMultiple(of: instrument.tickSize) else {
          return .failure(
            EntryRefusal(
              .price, expected: "a multiple of \(instrument.tickSize)", found: price.description))
        }
        guard try (price - last).magnitude <= width else {
          return .failure(
            EntryRefusal(
              .collar, expected: "within \(width) of the last price \(last)", found: price.description))
        }
        return .success(max(price, last))
      }
    }
  }

  private func checkNotional(
    _ order: EntryOrder, _ instrument: Instrument, _ price: ExactDecimal, _ position: VenuePosition?
  ) throws(EntryRefusal) -> ExactDecimal {
    try arithmetic { () throws(DecimalError) in
      let notional = try instrument.notional(size: order.size, price: price)
      if let most = limits.maxOrderNotionalUSD, notional > most {
        return .failure(
          EntryRefusal(.orderNotional, expected: "at most \(most) USD", found: "\(notional) USD"))
      }
      let total = try instrument.notional(size: (position?.size ?? .zero) + order.size, price: price)
      if let most = limits.maxPositionNotionalUSD, total > most {
        return .failure(
          EntryRefusal(.positionNotional, expected: "at most \(most) USD", found: "\(total) USD"))
      }
      return .success(notional)
    }
  }

  private mutating func checkTime(_ order: EntryOrder, now: Timestamp) throws(EntryRefusal) {
    let latest = limits.expiresAt.advanced(byMilliseconds: -Self.marginBeforeExpiry.count)
    guard now < latest, order.processBefore <= latest else {
      throw EntryRefusal(
        .expired, expected: "an entry that ends by \(latest)", found: order.processBefore.description)
    }
    if let most = limits.maxOrders, approvedCount >= most {
      throw EntryRefusal(.count, expected: "at most \(most) orders in all", found: "\(approvedCount + 1)")
    }
    approvedAt.removeAll { now.milliseconds(since: $0) >= 60_000 }
    if let most = limits.maxOrdersPerMinute, Int64(approvedAt.count) >= most {
      throw EntryRefusal(
        .rate, expected: "at most \(most) orders per minute", found: "\(approvedAt.count + 1)")
    }
  }

  private func arithmetic<Value>(
    _ calculate: () throws(DecimalError) -> Result<Value, EntryRefusal>
  ) throws(EntryRefusal) -> Value {
    let result: Result<Value, EntryRefusal>
    do { result = try calculate() } catch {
      throw EntryRefusal(.arithmetic, expected: "numbers of ordinary size", found: error.rawValue)
    }
    return try result.get()
  }
}
