public import Chronology

/// One match from an account's point of view.
public struct Fill: Sendable, Hashable {
  public enum Kind: String, Sendable, Hashable { case maker, taker, liquidation }
  public let id: String
  public let orderID: String
  public let clientOrderID: String?
  public let market: Int
  public let side: Side
  public let size: Fixed
  public let price: Fixed
  public let fee: Fixed
  public let kind: Kind
  public let time: Timestamp
}

/// One booking. All of an account's bookings in a currency add up to its balance.
public struct LedgerEntry: Sendable, Hashable {
  public enum Kind: String, Sendable, Hashable {
    case transfer = "cross-exchange transfer"
    case trade = "futures trade"
    case fee = "futures trade fee"
    case funding = "funding rate change"
    case liquidation = "futures liquidation"
  }
  public let sequence: Int
  public let time: Timestamp
  public let kind: Kind
  public let currency: Currency
  public let amount: Fixed
  public let balance: Fixed
  /// Index into the venue's markets.
  public let market: Int?
  public let executionID: String?
}

/// Something in an account's history streams.
public struct HistoryEvent: Sendable, Hashable {
  public enum Kind: Sendable, Hashable {
    case placed, updated(old: Order, reason: UpdateReason), cancelled(UpdateReason), rejected(RejectReason)
    case triggerPlaced, triggerUpdated(old: Order), triggerActivated, triggerCancelled(UpdateReason)
    case execution(Fill)
  }
  public let id: String
  public let time: Timestamp
  public let kind: Kind
  public let order: Order
}

/// How a client is known: `APIKey`, and the bytes of its secret.
public struct Credential: Sendable, Hashable {
  public let key: String
  public let secret: [UInt8]

  public init(key: String, secret: [UInt8]) { (self.key, self.secret) = (key, secret) }
}

/// Isolated margin on one market at a leverage.
public struct LeveragePreference: Sendable, Hashable {
  /// Index into the venue's markets.
  public let market: Int
  public let maximum: Fixed
}

/// Money, positions and records of one customer.
public struct Account: Sendable {
  public let id: String
  public let credential: Credential
  /// By ``Currency``'s order: USD is the collateral of linear contracts, the others of inverse ones.
  public private(set) var balances: [Fixed]
  public internal(set) var positions: [Position] = []
  public private(set) var ledger: [LedgerEntry] = []
  public internal(set) var fills: [Fill] = []
  public internal(set) var history: [HistoryEvent] = []
  /// By market: the leverage of isolated positions.
  public internal(set) var leverage: [LeveragePreference] = []
  /// What was there within the last seconds.
  public internal(set) var finished: [FinishedOrder] = []
  public internal(set) var deadMan: Timestamp?
  public internal(set) var budget = RateBudget(capacity: 500, refill: 500, every: 10_000)
  public internal(set) var historyBudget = RateBudget(capacity: 100, refill: 100, every: 600_000)
  /// Every client order id that was ever accepted.
  var usedClientOrderIDs: Set<String> = []
  private var bookings = 0

  init(id: String, credential: Credential) {
    (self.id, self.credential) = (id, credential)
    balances = Currency.allCases.map { _ in .zero }
  }

  public func balance(_ currency: Currency) -> Fixed { balances[Account.place(currency)] }

  public func position(in market: Int) -> Position? { positions.first { $0.market == market } }

  public func size(in market: Int) -> Fixed { position(in: market)?.size ?? .zero }

  /// The only way money moves.
  mutating func book(
    _ amount: Fixed, _ currency: Currency, _ kind: LedgerEntry.Kind, market: Int? = nil,
    execution: String? = nil, at now: Timestamp
  ) {
    guard !amount.isZero else { return }
    let place = Account.place(currency)
    balances[place] += amount
    bookings += 1
    ledger.append(
      LedgerEntry(
        sequence: bookings, time: now, kind: kind, currency: currency, amount: amount,
        balance: balances[place], market: market, executionID: execution))
  }

  private static func place(_ currency: Currency) -> Int {
    switch currency {
    case .usd: 0
    case .xbt: 1
    case .eth: 2
    }
  }
}
