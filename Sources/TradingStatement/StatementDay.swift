public import Chronology
public import ExactDecimal
public import Trading

/// A day as the engine counts it: from the record that began it to the record that began the next.
public struct StatementDay: Sendable, Hashable {
  /// What the day's fills on one symbol come to; as the core's own memory has it.
  public struct SymbolTotals: Sendable, Hashable {
    public let symbol: Symbol
    /// The own net when the day began; nil where the records do not reach back that far.
    public internal(set) var startNet: ExactDecimal?
    /// Its mark price then, of what was open.
    public internal(set) var startMark: ExactDecimal?
    /// The own net after the day's last record.
    public internal(set) var endNet: ExactDecimal?
    /// When the next day began, of what was open.
    public internal(set) var endMark: ExactDecimal?
    public internal(set) var fills = 0
    /// Sold less bought in size times price.
    public internal(set) var cash = ExactDecimal.zero
    /// Size times price of all fills.
    public internal(set) var turnover = ExactDecimal.zero

    /// Before fees, in units of price times size, marked to mark price at both ends; nil where one is not known.
    public var gross: ExactDecimal? {
      guard let startNet, let endNet else { return nil }
      var value = cash
      do throws(DecimalError) {
        if endNet.signum != 0 {
          guard let endMark else { return nil }
          value = try value + endNet * endMark
        }
        if startNet.signum != 0 {
          guard let startMark else { return nil }
          value = try value - startNet * startMark
        }
      } catch { return nil }
      return value
    }
  }

  /// 00:00 UTC.
  public let begins: Timestamp
  /// Whether the records hold the day's beginning, so that nothing of it is missing.
  public let isWhole: Bool
  /// Whether the next day has begun.
  public internal(set) var isOver = false
  /// Margin equity that the day's loss is counted from.
  public internal(set) var baselineUSD: ExactDecimal?
  /// In the order of symbols.
  public internal(set) var symbols: [SymbolTotals] = []
  /// Fills of orders that belong to no trade that the records hold.
  public internal(set) var strayFills = 0

  init(begins: Timestamp, isWhole: Bool) { (self.begins, self.isWhole) = (begins, isWhole) }

  mutating func change(_ symbol: Symbol, _ change: (inout SymbolTotals) throws(DecimalError) -> Void)
    throws(DecimalError)
  {
    if let place = symbols.firstIndex(where: { $0.symbol == symbol }) { return try change(&symbols[place]) }
    var totals = SymbolTotals(symbol: symbol)
    try change(&totals)
    let place = symbols.firstIndex { symbol < $0.symbol } ?? symbols.endIndex
    symbols.insert(totals, at: place)
  }
}
