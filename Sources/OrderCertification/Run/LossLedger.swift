public import ExactDecimal
public import Trading

/// What the run has lost, from its own fills: cash out less cash in, fees assumed. Pure.
public struct LossLedger: Sendable {
  private let budgetUSD: ExactDecimal?
  private let feePart: ExactDecimal
  private var known: Set<String> = []
  /// Bought less sold, of what was counted.
  private var net: [Symbol: ExactDecimal] = [:]
  /// Positive when money was lost.
  public private(set) var lossUSD: ExactDecimal

  /// - Parameters:
  ///   - budgetUSD: nil does not limit.
  ///   - lossUSD: what earlier runs under the same permission have lost.
  public init(budgetUSD: ExactDecimal?, feePart: ExactDecimal, lossUSD: ExactDecimal = .zero) {
    self.budgetUSD = budgetUSD
    self.feePart = feePart
    self.lossUSD = lossUSD
  }

  /// Whether as much was sold as was bought: else the fills of a closed position are not all known.
  public var isClosed: Bool { net.values.allSatisfy { $0.signum == 0 } }

  /// Counts a fill once. Only meaningful while flat, as an open position is cash that comes back.
  public mutating func count(_ fill: VenueFill, on instrument: Instrument) throws(DecimalError) {
    guard known.insert(fill.id).inserted else { return }
    let notional = try instrument.notional(size: fill.size, price: fill.price)
    let cash = fill.side == .buy ? notional : -notional
    lossUSD = try lossUSD + cash + notional * feePart
    net[fill.symbol] = try (net[fill.symbol] ?? .zero) + (fill.side == .buy ? fill.size : -fill.size)
  }

  /// What may still be lost; nil does not limit.
  public func rest() throws(DecimalError) -> ExactDecimal? {
    guard let budgetUSD else { return nil }
    return try budgetUSD - max(lossUSD, .zero)
  }
}
