/// A decimal number that is never rounded: a whole number of units of a power of ten.
///
/// Money and prices are read from text, compared and written back without passing through binary floating
/// point. The value is `coefficient · 10^-scale`, kept in lowest terms, so equal numbers are equal values.
public struct ExactDecimal: Sendable, Hashable {
  public let coefficient: Int128
  /// Digits after the decimal point, 0 to ``maximumScale``.
  public let scale: Int

  public static let maximumScale = 18
  public static let zero = ExactDecimal(0)

  public init(_ whole: Int64) {
    (coefficient, scale) = (Int128(whole), 0)
  }

  /// A whole number of units of a power of ten.
  ///
  /// - Parameter fractionDigits: 0 to 18; nil for more, and for more than 18 digits before the point.
  public init?(units: Int128, fractionDigits: Int) {
    guard fractionDigits >= 0, let value = try? ExactDecimal(exactly: units, scale: fractionDigits) else {
      return nil
    }
    self = value
  }

  init(coefficient: Int128, scale: Int) {
    (self.coefficient, self.scale) = Self.lowestTerms(coefficient, scale)
  }

  init(lowest coefficient: Int128, scale: Int) { (self.coefficient, self.scale) = (coefficient, scale) }

  /// Reads plain decimal notation: an optional minus sign, digits, optionally a point and more digits.
  ///
  /// - Returns: nil for exponents, a plus sign, a missing digit on either side of the point, superfluous
  ///   leading zeros, and for more than 18 digits before or after the point.
  public init?(_ text: some StringProtocol) {
    var bytes = Array(text.utf8)
    let isNegative = bytes.first == 0x2D
    if isNegative { bytes.removeFirst() }
    let parts = bytes.split(separator: 0x2E, maxSplits: 2, omittingEmptySubsequences: false)
    guard (1...2).contains(parts.count) else { return nil }
    for part in parts {
      guard (1...Self.maximumScale).contains(part.count), part.allSatisfy({ (0x30...0x39).contains($0) })
      else { return nil }
    }
    guard parts[0].count == 1 || parts[0].first != 0x30 else { return nil }
    var coefficient: Int128 = 0
    for digit in parts.joined() { coefficient = coefficient * 10 + Int128(digit - 0x30) }
    self.init(
      coefficient: isNegative ? -coefficient : coefficient, scale: parts.count == 2 ? parts[1].count : 0)
  }
}

extension ExactDecimal: Comparable {
  public static func < (left: ExactDecimal, right: ExactDecimal) -> Bool {
    if left.scale == right.scale { return left.coefficient < right.coefficient }
    // At most 36 digits on either side after scaling: Int128 holds 38.
    return left.coefficient * power(max(0, right.scale - left.scale))
      < right.coefficient * power(max(0, left.scale - right.scale))
  }
}

extension ExactDecimal: CustomStringConvertible {
  /// Plain notation in lowest terms: `-0.5`, `20000`.
  public var description: String {
    guard scale > 0 else { return String(coefficient) }
    let digits = String(coefficient.magnitude)
    let padded = String(repeating: "0", count: max(0, scale + 1 - digits.utf8.count)) + digits
    let point = padded.index(padded.endIndex, offsetBy: -scale)
    return (coefficient < 0 ? "-" : "") + padded[..<point] + "." + padded[point...]
  }
}
