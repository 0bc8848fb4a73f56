public import ExactDecimal
public import Trading

/// What the run has lost, from its own fills: cash out less cash in, fees assumed. Pure.
public struct LossLedger: Sendable {
  private let budgetUSD: ExactDecimal?
  private let feePart: ExactDecimal
  private var known: Set<String> = []
  /// Positive when money was lost.
  public private(set) var lossUSD = ExactDecimal.zero

  /// - Parameter budgetUSD: nil does not limit.
  public init(budgetUSD: ExactDecimal?, feePart: ExactDecimal) {
    self.budgetUSD = budgetUSD
    self.feePart = feePart
  }

  /// Counts a fill once. Only meaningful while flat, as an open position is cash that comes back.
  public mutating func count(_ fill: VenueFill, on instrument: Instrument) throws(DecimalError) {
    guard known.insert(fill.id).inserted else { return }
    let notional = try instrument.notional(size: fill.size, price: fill.price)
    let cash = fill.side == .buy ? notional : -notional
    lossUSD = try lossUSD + cash + notional * feePart
  }

  /// What may still be lost; nil does not limit.
  public func rest() throws(DecimalError) -> ExactDecimal? {
    guard let budgetUSD else { return nil }
    return try budgetUSD - max(lossUSD, .zero)
  }
}
