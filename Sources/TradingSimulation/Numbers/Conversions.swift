import ExactDecimal
import SimulatedVenue

/// Between the engine's numbers and the simulated venue's. Both are exact, so nothing is rounded here.
extension Fixed {
  private static let powers: [Int128] = (0...Fixed.places).reduce(into: [Int128(1)]) { powers, place in
    if place > 0 { powers.append(powers[place - 1] * 10) }
  }

  /// Nil for more than twelve places or a magnitude of 10¹⁵ or more.
  init?(exactly decimal: ExactDecimal) {
    guard decimal.scale <= Fixed.places else { return nil }
    let (units, overflow) = decimal.coefficient.multipliedReportingOverflow(
      by: Fixed.powers[Fixed.places - decimal.scale])
    guard !overflow, units.magnitude < 1_000_000_000_000_000_000_000_000_000 else { return nil }
    self.init(units: units)
  }

  /// Zero for what the engine's numbers cannot hold, which the venue's limits keep far away.
  var exact: ExactDecimal { ExactDecimal(units: units, fractionDigits: Fixed.places) ?? .zero }
}
