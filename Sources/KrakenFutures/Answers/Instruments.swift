import Chronology
import ExactDecimal
import StrictJSON
public import Trading

extension WireAnswer {
  /// The answer to `instruments`. Rows that are no futures and have no price grid, such as indices, are left out.
  public func instruments() throws(WireError) -> VenueReading<[Instrument]> {
    let (object, serverTime) = try successful()
    var symbols: Set<Symbol> = []
    let (rows, unreadable) = try object.rows("instruments") { (row) throws(WireError) -> Instrument? in
      guard let instrument = try Instrument(row) else { return nil }
      guard symbols.insert(instrument.symbol).inserted else {
        throw WireError(
          .duplicate, at: "symbol", expected: "each market once", found: instrument.symbol.spelling)
      }
      return instrument
    }
    return VenueReading(value: rows, serverTime: serverTime, unreadable: unreadable)
  }
}

extension Instrument {
  /// - Returns: nil for a row that is no market where orders could be placed.
  init?(_ row: WireObject) throws(WireError) {
    let type = try row.text("type")
    let isFutures = ["flexible_futures", "futures_inverse", "futures_vanilla"].contains(type)
    guard isFutures || row.has("tickSize") && row.has("contractValueTradePrecision") else { return nil }
    let symbol = try row.symbol("symbol")
    let isLinearPerpetual = type == "flexible_futures" && symbol.folded.hasPrefix("PF_")
    let levels = try MarginRows(row)
    let isExpired = try row.optionalFlag("isExpired") ?? false
    self.init(
      symbol: symbol, kind: isLinearPerpetual ? .linearPerpetual : .other(VenueWord.shown(type)),
      tickSize: try row.positiveNumber("tickSize"), sizeStep: try row.sizeStep(),
      contractSize: try row.positiveNumber("contractSize"),
      // Not to be traded unless the venue says that it is.
      isTradeable: try row.optionalFlag("tradeable") == true && !isExpired,
      isPostOnly: try row.optionalFlag("postOnly") ?? true,
      maximumPositionSize: try row.optionalNumber("maxPositionSize"),
      marginLevels: levels.levels, makerProtection: try row.makerProtection(),
      specification: try row.specification(type: type, levels: levels))
  }
}

/// The margin schedules of an instrument: for the engine, and as texts.
private struct MarginRows {
  /// Of `marginLevels`.
  var levels: [Instrument.MarginLevel] = []
  /// Of both schedules, by names such as `marginLevels[0].initialMargin`.
  var values: [String: String] = [:]

  init(_ row: WireObject) throws(WireError) {
    for schedule in ["marginLevels", "retailMarginLevels"] {
      for (index, item) in (try row.optionalList(schedule) ?? []).enumerated() {
        let place = "\(schedule)[\(index)]"
        do throws(WireError) {
          let level = try WireObject(item)
          let unit = level.has("numNonContractUnits") ? "numNonContractUnits" : "contracts"
          let read = Instrument.MarginLevel(
            fromSize: try level.size(unit), initialRate: try level.positiveNumber("initialMargin"),
            maintenanceRate: try level.positiveNumber("maintenanceMargin"))
          values["\(place).\(unit)"] = read.fromSize.description
          values["\(place).initialMargin"] = read.initialRate.description
          values["\(place).maintenanceMargin"] = read.maintenanceRate.description
          if schedule == "marginLevels" { levels.append(read) }
        } catch { throw error.within(place) }
      }
    }
  }
}

extension WireObject {
  /// Ten to the negated `contractValueTradePrecision`, which is negative where sizes are multiples of 1000.
  fileprivate func sizeStep() throws(WireError) -> ExactDecimal {
    let precision = try number("contractValueTradePrecision")
    guard precision.scale == 0, let places = Int(exactly: precision.coefficient), places != .min,
      let step = ExactDecimal.powerOfTen(-places)
    else {
      throw WireError(
        .number, at: "contractValueTradePrecision", expected: "a whole number from -17 to 18",
        found: precision.description)
    }
    return step
  }

  fileprivate func makerProtection() throws(WireError) -> Milliseconds? {
    guard let number = try optionalNumber("makerProtectionMillis") else { return nil }
    guard number.scale == 0, number.signum >= 0, let count = Int64(exactly: number.coefficient) else {
      throw WireError(
        .number, at: "makerProtectionMillis", expected: "whole milliseconds", found: number.description)
    }
    return Milliseconds(count)
  }

  /// What bears on orders and does not change from hour to hour. Left out on purpose: states (`tradeable`, `postOnly`),
  /// funding, fees, descriptions, and how long Maker Protection holds orders.
  fileprivate func specification(type: String, levels: MarginRows) throws(WireError) -> [String: String] {
    var values = levels.values
    values["type"] = type
    for name in ["tickSize", "contractSize", "contractValueTradePrecision", "maxPositionSize"] {
      if let number = try optionalNumber(name) { values[name] = number.description }
    }
    return values
  }
}
