public import ExactDecimal

/// A number of the simulated venue: a whole count of units of 10⁻¹².
///
/// Not ``ExactDecimal``, because a simulation does hundreds of thousands of steps in a second and lowest terms cost a
/// division for every digit. Twelve places hold every price (ticks down to 10⁻¹⁰), size, fee and funding amount
/// exactly; what is divided is rounded once and booked as rounded, so that sums stay exact. Sums and products that
/// leave the range saturate: the venue's own limits on sizes and prices keep far away from it.
public struct Fixed: Sendable, Hashable {
  public let units: Int128

  public static let places = 12
  public static let one = Fixed(units: 1_000_000_000_000)
  public static let zero = Fixed(units: 0)

  public init(units: Int128) { self.units = units }

  public init(_ whole: Int) { units = Int128(whole) * Fixed.one.units }

  /// `coefficient · 10^-scale`, with a scale of 0 to 12.
  public init(_ coefficient: Int, scale: Int) {
    units = Int128(coefficient) * Fixed.power(Fixed.places - min(max(scale, 0), Fixed.places))
  }

  /// Nil for more than twelve places or a magnitude of 10¹⁵ or more.
  public init?(_ decimal: ExactDecimal) {
    guard decimal.scale <= Fixed.places, let value = Fixed(decimal.description) else { return nil }
    self = value
  }

  /// 10^exponent for exponents from 0 to 38.
  static func power(_ exponent: Int) -> Int128 {
    var value: Int128 = 1
    for _ in 0..<min(exponent, 38) { value *= 10 }
    return value
  }

  public var isZero: Bool { units == 0 }
  public var isNegative: Bool { units < 0 }
  public var isPositive: Bool { units > 0 }
  public var magnitude: Fixed { units < 0 ? -self : self }
}

extension Fixed: Comparable {
  public static func < (left: Fixed, right: Fixed) -> Bool { left.units < right.units }
}

extension Fixed {
  public static func + (left: Fixed, right: Fixed) -> Fixed {
    let (sum, overflow) = left.units.addingReportingOverflow(right.units)
    return Fixed(units: overflow ? (left.units < 0 ? -limit : limit) : sum)
  }

  public static func - (left: Fixed, right: Fixed) -> Fixed { left + -right }

  public static prefix func - (value: Fixed) -> Fixed {
    Fixed(units: value.units == .min ? limit : -value.units)
  }

  public static func += (left: inout Fixed, right: Fixed) { left = left + right }
  public static func -= (left: inout Fixed, right: Fixed) { left = left - right }

  /// Rounded toward zero when the exact product has more than twelve places.
  public static func * (left: Fixed, right: Fixed) -> Fixed { left.scaled(by: right, over: .one) }

  /// Rounded toward zero; zero for a divisor of zero.
  public func divided(by divisor: Fixed) -> Fixed { scaled(by: .one, over: divisor) }

  /// `self · factor / divisor`, rounded once, toward zero; zero for a divisor of zero.
  public func scaled(by factor: Fixed, over divisor: Fixed) -> Fixed {
    guard divisor.units != 0, units != 0, factor.units != 0 else { return .zero }
    // Nearly always: the double width takes ten times as long.
    let (short, overflow) = units.multipliedReportingOverflow(by: factor.units)
    if !overflow, divisor.units != -1 { return Fixed(units: short / divisor.units) }
    let isNegative = ((units < 0) != (factor.units < 0)) != (divisor.units < 0)
    let product = units.magnitude.multipliedFullWidth(by: factor.units.magnitude)
    let denominator = divisor.units.magnitude
    guard product.high < denominator else { return Fixed(units: isNegative ? -Fixed.limit : Fixed.limit) }
    let quotient =
      product.high == 0 ? product.low / denominator : denominator.dividingFullWidth(product).quotient
    let value = min(quotient, Fixed.limit.magnitude)
    return Fixed(units: isNegative ? -Int128(value) : Int128(value))
  }

  private static var limit: Int128 { Int128.max }
}

/// Which way a number goes when it is put on a grid.
public enum Rounding: Sendable { case down, up, nearest }

extension Fixed {
  /// Whether the number is a whole multiple of a step above zero.
  public func isMultiple(of step: Fixed) -> Bool { step.units > 0 && units % step.units == 0 }

  /// The multiple of a step above zero: below, above, or nearest (a half goes up).
  public func rounded(_ rounding: Rounding, to step: Fixed) -> Fixed {
    guard step.units > 0 else { return self }
    var rest = units % step.units
    if rest < 0 { rest += step.units }
    guard rest != 0 else { return self }
    let below = units - rest
    switch rounding {
    case .down: return Fixed(units: below)
    case .up: return Fixed(units: below + step.units)
    case .nearest: return Fixed(units: rest * 2 >= step.units ? below + step.units : below)
    }
  }

  /// The same number with at most so many places, toward zero.
  public func truncated(places: Int) -> Fixed {
    let step = Fixed.power(Fixed.places - min(max(places, 0), Fixed.places))
    return Fixed(units: units - units % step)
  }
}
