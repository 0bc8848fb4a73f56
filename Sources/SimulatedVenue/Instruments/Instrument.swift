public import Chronology

/// How a contract's value follows its price.
public enum ContractKind: String, Sendable, Hashable {
  /// Size in the base currency, profit in USD (`flexible_futures`).
  case linear = "flexible_futures"
  /// Size in contracts of 1 USD, profit in the base currency (`futures_inverse`).
  case inverse = "futures_inverse"
}

/// From which size on how much margin is asked for.
public struct MarginLevel: Sendable, Hashable {
  /// Linear: position value in USD (`numNonContractUnits`); inverse: contracts.
  public let threshold: Fixed
  public let initial: Fixed
  public let maintenance: Fixed
}

/// What does not change about a contract while the venue runs.
public struct Instrument: Sendable, Hashable {
  /// As the venue writes it, also in mixed case; compared without regard to case.
  public let symbol: String
  public let kind: ContractKind
  public let tickSize: Fixed
  /// Decimal places of a size; negative for multiples of ten.
  public let sizePrecision: Int
  public let impactMidSize: Fixed
  public let maximumPosition: Fixed
  public let marginLevels: [MarginLevel]
  public let base: String
  /// The base in pairs and account names, where the venue says `XBT`.
  public let pairBase: String
  public let category: String
  public let openingDate: Timestamp
  /// Nil for perpetuals.
  public let lastTradingTime: Timestamp?
  public let makerProtection: Milliseconds?
  /// Where the price path begins.
  public let startPrice: Fixed

  /// The step of sizes, which is also the smallest one.
  public var sizeStep: Fixed {
    sizePrecision >= 0
      ? Fixed(units: Fixed.power(Fixed.places - min(sizePrecision, Fixed.places)))
      : Fixed(units: Fixed.one.units * Fixed.power(-sizePrecision))
  }

  /// Prices beyond are refused as invalid.
  public var highestPrice: Fixed { startPrice * Fixed(100) }

  /// What fees and profits are paid in: USD, or the base of an inverse contract.
  public var settlementCurrency: Currency {
    kind == .linear ? .usd : Currency(rawValue: pairBase.lowercased()) ?? .xbt
  }

  /// Currency of margin and profit as position rows name it.
  public var pair: String { "\(pairBase):USD" }

  /// The value of a size at a price, in USD for linear contracts and in the base for inverse ones.
  public func value(of size: Fixed, at price: Fixed) -> Fixed {
    kind == .linear ? size * price : size.divided(by: price)
  }

  /// The margin level of a position: by its value for linear contracts, by its size for inverse ones.
  public func level(of size: Fixed, at price: Fixed) -> MarginLevel {
    let measure = kind == .linear ? (size * price).magnitude : size.magnitude
    return marginLevels.last { $0.threshold <= measure }
      ?? MarginLevel(threshold: .zero, initial: .one, maintenance: .one)
  }
}

/// What balances are held in.
public enum Currency: String, Sendable, Hashable, CaseIterable { case usd, xbt, eth }
