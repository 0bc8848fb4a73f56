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
    // Nothing is most of what is added: what is open, filled or lost is zero most of the time.
    if left.coefficient == 0 { return right }
    if right.coefficient == 0 { return left }
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
    ExactDecimal(lowest: -value.coefficient, scale: value.scale)
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
    let (reduced, scale) = Self.lowestTerms(coefficient, scale)
    guard scale <= Self.maximumScale else { throw .inexact }
    // No whole number of 64 bits has more than 19 digits, and one digit after the point takes one of them.
    if scale > 0, Int64(exactly: reduced) != nil {
      self.init(lowest: reduced, scale: scale)
      return
    }
    guard reduced.magnitude / Self.power(scale).magnitude < Self.power(Self.maximumScale).magnitude else {
      throw .overflow
    }
    self.init(lowest: reduced, scale: scale)
  }

  /// Without trailing zeros after the point. Ordinary numbers fit a machine word, whose division is far quicker.
  static func lowestTerms(_ coefficient: Int128, _ scale: Int) -> (Int128, Int) {
    var scale = scale
    if var word = Int64(exactly: coefficient) {
      if scale >= 6, word % 1_000_000 == 0 {
        word /= 1_000_000
        scale -= 6
      }
      while scale > 0, word % 10 == 0 {
        word /= 10
        scale -= 1
      }
      return (Int128(word), scale)
    }
    var long = coefficient
    while scale > 0, long % 10 == 0 {
      long /= 10
      scale -= 1
    }
    return (long, scale)
  }

  /// Ten to the power of 0 to 37.
  static func power(_ exponent: Int) -> Int128 {
    if exponent <= 18 { return Int128(smallPowers[max(0, exponent)]) }
    return Int128(smallPowers[18]) * power(exponent - 18)
  }

  private static let smallPowers: [Int64] = (0...18).map { exponent in
    (0..<exponent).reduce(1) { power, _ in power * 10 }
  }
}
