/// Why a calculation has no exact answer here.
public enum DecimalError: String, Error, Sendable, Hashable {
  /// The result has more than 36 digits, or more than 18 before the point.
  case overflow = "decimal.overflow"
  /// The result has more than 18 digits after the point: rounding has to be named, it never happens by itself.
  case inexact = "decimal.inexact"
  case divisionByZero = "decimal.division-by-zero"
}

extension ExactDecimal {
  /// The sum, exact.
  public static func + (left: ExactDecimal, right: ExactDecimal) throws(DecimalError) -> ExactDecimal {
    let scale = max(left.scale, right.scale)
    // At most 36 digits each, and Int128 holds 38.
    return try ExactDecimal(
      exactly: left.coefficient(atScale: scale) + right.coefficient(atScale: scale), scale: scale)
  }

  /// The difference, exact.
  public static func - (left: ExactDecimal, right: ExactDecimal) throws(DecimalError) -> ExactDecimal {
    try left + -right
  }

  /// The product, exact.
  public static func * (left: ExactDecimal, right: ExactDecimal) throws(DecimalError) -> ExactDecimal {
    let (product, overflow) = left.coefficient.multipliedReportingOverflow(by: right.coefficient)
    guard !overflow else { throw .overflow }
    return try ExactDecimal(exactly: product, scale: left.scale + right.scale)
  }

  public static prefix func - (value: ExactDecimal) -> ExactDecimal {
    ExactDecimal(coefficient: -value.coefficient, scale: value.scale)
  }

  public var magnitude: ExactDecimal { coefficient < 0 ? -self : self }

  /// -1, 0 or 1.
  public var signum: Int { Int(coefficient.signum()) }

  /// Ten to a power, such as the size step of a number of decimals.
  ///
  /// - Parameter exponent: -18 to 17; nil outside.
  public static func powerOfTen(_ exponent: Int) -> ExactDecimal? {
    switch exponent {
    case -maximumScale..<0: ExactDecimal(coefficient: 1, scale: -exponent)
    case 0..<maximumScale: ExactDecimal(coefficient: power(exponent), scale: 0)
    default: nil
    }
  }

  /// The coefficient that the value would have with more digits after the point.
  func coefficient(atScale wanted: Int) -> Int128 { coefficient * Self.power(wanted - scale) }

  /// - Throws: when the value does not fit after trailing zeros are taken off.
  init(exactly coefficient: Int128, scale: Int) throws(DecimalError) {
    var (reduced, scale) = (coefficient, scale)
    while scale > 0, reduced % 10 == 0 {
      reduced /= 10
      scale -= 1
    }
    guard scale <= Self.maximumScale else { throw .inexact }
    guard reduced.magnitude / Self.power(scale).magnitude < Self.power(Self.maximumScale).magnitude else {
      throw .overflow
    }
    self.init(coefficient: reduced, scale: scale)
  }

  static func power(_ exponent: Int) -> Int128 {
    var value: Int128 = 1
    for _ in 0..<exponent { value *= 10 }
    return value
  }
}
