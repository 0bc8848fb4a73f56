/// A direction of rounding, always named by whoever rounds.
public enum DecimalRounding: Sendable, Hashable, CaseIterable {
  case towardZero, awayFromZero
  /// Toward negative infinity.
  case floor
  /// Toward positive infinity.
  case ceiling
  /// To the nearest, a half away from zero.
  case nearest

  /// The quotient of two whole numbers, rounded; the divisor is positive.
  func quotient(of dividend: Int128, by divisor: Int128) -> Int128 {
    let (quotient, remainder) = dividend.quotientAndRemainder(dividingBy: divisor)
    guard remainder != 0 else { return quotient }
    let step: Int128 = dividend < 0 ? -1 : 1
    let moves =
      switch self {
      case .towardZero: false
      case .awayFromZero: true
      case .floor: dividend < 0
      case .ceiling: dividend > 0
      case .nearest: remainder.magnitude >= divisor.magnitude - remainder.magnitude
      }
    return moves ? quotient + step : quotient
  }
}

extension ExactDecimal {
  /// Whether the value is a whole number of steps; false for a step that is not above zero.
  public func isMultiple(of step: ExactDecimal) -> Bool {
    guard step.coefficient > 0 else { return false }
    let scale = max(self.scale, step.scale)
    return coefficient(atScale: scale) % step.coefficient(atScale: scale) == 0
  }

  /// The neighbouring multiple of a step in the direction given; the value itself when it is one.
  ///
  /// - Parameter step: above zero, such as an instrument's tick or size step; else `divisionByZero`.
  public func rounded(
    _ rounding: DecimalRounding, toMultipleOf step: ExactDecimal
  ) throws(DecimalError) -> ExactDecimal {
    guard step.coefficient > 0 else { throw .divisionByZero }
    let scale = max(self.scale, step.scale)
    let stepCoefficient = step.coefficient(atScale: scale)
    let steps = rounding.quotient(of: coefficient(atScale: scale), by: stepCoefficient)
    let (product, overflow) = steps.multipliedReportingOverflow(by: stepCoefficient)
    guard !overflow else { throw .overflow }
    return try ExactDecimal(exactly: product, scale: scale)
  }

  /// The quotient with a number of digits after the point.
  ///
  /// - Parameter fractionDigits: 0 to 18.
  public func divided(
    by divisor: ExactDecimal, fractionDigits: Int, _ rounding: DecimalRounding
  ) throws(DecimalError) -> ExactDecimal {
    guard divisor.coefficient != 0 else { throw .divisionByZero }
    guard (0...Self.maximumScale).contains(fractionDigits) else { throw .inexact }
    // value = (coefficient / divisor.coefficient) * 10^(divisor.scale - scale); both sides become whole numbers.
    let shift = fractionDigits + divisor.scale - scale
    var dividend = divisor.coefficient < 0 ? -coefficient : coefficient
    var positive = divisor.coefficient < 0 ? -divisor.coefficient : divisor.coefficient
    let (scaled, overflow) =
      shift >= 0
      ? dividend.multipliedReportingOverflow(by: Self.power(min(shift, 37)))
      : positive.multipliedReportingOverflow(by: Self.power(min(-shift, 37)))
    guard !overflow, abs(shift) <= 37 else { throw .overflow }
    if shift >= 0 { dividend = scaled } else { positive = scaled }
    return try ExactDecimal(exactly: rounding.quotient(of: dividend, by: positive), scale: fractionDigits)
  }

  /// The value with at most a number of digits after the point.
  public func rounded(_ rounding: DecimalRounding, fractionDigits: Int) throws(DecimalError) -> ExactDecimal {
    try divided(by: ExactDecimal(1), fractionDigits: fractionDigits, rounding)
  }
}
