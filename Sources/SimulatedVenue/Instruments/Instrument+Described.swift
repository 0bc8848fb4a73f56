import Chronology
public import StrictJSON

extension Instrument {
  /// A contract as a row of an `instruments` answer describes it, so that orders made for that grid are taken here too.
  ///
  /// - Parameters:
  ///   - known: the contract so far, for what the row does not say.
  ///   - price: where prices are about; nil takes the known contract's.
  /// - Returns: nil when the row describes nothing that the simulator can trade.
  public init?(describedBy row: JSON, known: Instrument?, price: Fixed?) {
    func number(_ key: String) -> Fixed? {
      guard case .number(let lexeme) = row[key], let value = Fixed(lexeme), value.isPositive else {
        return nil
      }
      return value
    }
    guard let symbol = row["symbol"]?.stringValue,
      let kind = row["type"]?.stringValue.flatMap(ContractKind.init(rawValue:)),
      let tick = number("tickSize"),
      let precision = row["contractValueTradePrecision"]?.integerValue, (-12...12).contains(precision),
      let price = price ?? known?.startPrice, price.isPositive
    else { return nil }
    let levels = Self.levels(row["marginLevels"]?.arrayValue ?? [])
    guard let marginLevels = levels.isEmpty ? known?.marginLevels : levels else { return nil }
    let protection = row["makerProtectionMillis"]?.integerValue.flatMap {
      (1...60_000).contains($0) ? $0 : nil
    }
    let pairBase = row["pair"]?.stringValue?.split(separator: ":").first.map(String.init)
    let base = row["base"]?.stringValue ?? known?.base ?? symbol
    self.init(
      symbol: symbol, kind: kind, tickSize: tick, sizePrecision: Int(precision),
      impactMidSize: number("impactMidSize") ?? known?.impactMidSize ?? 1,
      maximumPosition: number("maxPositionSize") ?? known?.maximumPosition ?? 1_000_000,
      marginLevels: marginLevels, base: base, pairBase: pairBase ?? known?.pairBase ?? base,
      category: row["category"]?.stringValue ?? known?.category ?? "",
      openingDate: row["openingDate"]?.stringValue.flatMap(Timestamp.init(rfc3339:)) ?? known?.openingDate
        ?? Timestamp(clamping: 0),
      lastTradingTime: row["lastTradingTime"]?.stringValue.flatMap(Timestamp.init(rfc3339:)),
      makerProtection: protection.map { Milliseconds($0) }, startPrice: price)
  }

  private static func levels(_ rows: [JSON]) -> [MarginLevel] {
    rows.compactMap { row in
      func number(_ key: String) -> Fixed? {
        guard case .number(let lexeme) = row[key], let value = Fixed(lexeme), !value.isNegative else {
          return nil
        }
        return value
      }
      guard let threshold = number("numNonContractUnits") ?? number("contracts"),
        let initial = number("initialMargin"), let maintenance = number("maintenanceMargin")
      else { return nil }
      return MarginLevel(threshold: threshold, initial: initial, maintenance: maintenance)
    }
  }
}
