import Chronology
import ExactDecimal
import SimulatedVenue
import StrictJSON
import Trading

extension Trading.Instrument {
  /// As a row of the venue's list, from which the simulated venue makes its own instrument: two readers, one text. Members
  /// are in the order that the journal keeps them in.
  var row: JSON {
    .object([
      JSONMember("contractValueTradePrecision", .integer(sizePlaces)),
      JSONMember("makerProtectionMillis", makerProtection.map { .integer($0.count) } ?? .null),
      JSONMember(
        "marginLevels",
        .array(
          marginLevels.map { level in
            .object([
              JSONMember("initialMargin", .number(level.initialRate.description)),
              JSONMember("maintenanceMargin", .number(level.maintenanceRate.description)),
              JSONMember("numNonContractUnits", .number(level.fromSize.description)),
            ])
          })),
      JSONMember("maxPositionSize", maximumPositionSize.map { .number($0.description) } ?? .null),
      JSONMember("symbol", .string(symbol.spelling)),
      JSONMember("tickSize", .number(tickSize.description)), JSONMember("type", "flexible_futures"),
    ])
  }

  /// Decimal places of a size, below zero for multiples of ten.
  private var sizePlaces: Int64 {
    if sizeStep.scale > 0 { return Int64(sizeStep.scale) }
    var (places, rest) = (Int64(0), sizeStep.coefficient)
    while rest >= 10 {
      places -= 1
      rest /= 10
    }
    return places
  }
}

extension SimulatedVenue.Instrument {
  /// - Parameter price: where its market is.
  init?(row: JSON, near price: Fixed) { self.init(describedBy: row, known: nil, price: price) }
}
