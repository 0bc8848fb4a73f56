/// A natural number of any size.
///
/// PEP 440 and Debian policy set no bound on the numbers in a version, and dates with times
/// (`20240131235959123456`) do pass 64 bits, so none is truncated here.
public struct NaturalNumber: Sendable, Hashable, Comparable, CustomStringConvertible {
  /// The value, when it fits; 0 when `digits` is in use.
  private let small: UInt64
  /// Decimal digits without leading zeros, most significant first; empty when `small` holds the value.
  private let digits: [UInt8]

  public static let zero = NaturalNumber(0)

  public init(_ value: UInt64) {
    small = value
    digits = []
  }

  /// Reads ASCII decimal digits; leading zeros count for nothing, and no digits at all are zero.
  init(decimal: ArraySlice<UInt8>) {
    let significant = decimal.drop { $0 == UInt8(ascii: "0") }
    // Nineteen nines are the most that any nineteen digits can say, and they fit.
    let isSmall = significant.count <= 19
    small = isSmall ? significant.reduce(0) { $0 * 10 + UInt64($1 - UInt8(ascii: "0")) } : 0
    digits = isSmall ? [] : Array(significant)
  }

  public static func < (left: NaturalNumber, right: NaturalNumber) -> Bool {
    if left.digits.count != right.digits.count { return left.digits.count < right.digits.count }
    if left.digits.isEmpty { return left.small < right.small }
    return left.digits.lexicographicallyPrecedes(right.digits)
  }

  public var description: String {
    digits.isEmpty ? String(small) : String(decoding: digits, as: UTF8.self)
  }
}
