extension ExactDecimal {
  /// What happens to digits beyond the eighteenth after the point.
  public enum ExcessDigits: Sendable {
    /// No value: for numbers that decide something.
    case refused
    /// Cut off, toward zero: for numbers that are only shown.
    case cut
  }

  /// Reads a number as JSON writes it (RFC 8259 §6), exponents included: venues print `1e-10` for a tick size.
  ///
  /// - Returns: nil for anything else, and for more than 18 digits before the point.
  public init?(jsonNumber text: some StringProtocol, excessDigits: ExcessDigits = .refused) {
    // Lists hold these by the ten thousand: what follows are slices of this one array.
    var rest = Array(text.utf8)[...]
    guard rest.count <= 64 else { return nil }
    let isNegative = rest.first == 0x2D
    if isNegative { rest = rest.dropFirst() }
    let whole = Self.digits(&rest)
    guard !whole.isEmpty, whole.count == 1 || whole.first != 0x30 else { return nil }
    var fraction = rest[..<rest.startIndex]
    if rest.first == 0x2E {
      rest = rest.dropFirst()
      fraction = Self.digits(&rest)
      guard !fraction.isEmpty else { return nil }
    }
    guard let exponent = Self.exponent(rest) else { return nil }
    var significant = fraction.isEmpty ? whole : whole + fraction
    var scale = fraction.count - exponent
    while scale > 0, significant.last == 0x30 {
      significant = significant.dropLast()
      scale -= 1
    }
    if scale > Self.maximumScale {
      guard excessDigits == .cut else { return nil }
      significant = significant.dropLast(scale - Self.maximumScale)
      scale = Self.maximumScale
    }
    significant = significant.drop { $0 == 0x30 }
    if significant.isEmpty { scale = 0 }
    guard significant.count - scale <= Self.maximumScale else { return nil }
    var coefficient: Int128 = 0
    for digit in significant { coefficient = coefficient * 10 + Int128(digit - 0x30) }
    if scale < 0 { (coefficient, scale) = (coefficient * Self.power(-scale), 0) }
    self.init(coefficient: isNegative ? -coefficient : coefficient, scale: scale)
  }

  private static func digits(_ bytes: inout ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    let digits = bytes.prefix { (0x30...0x39).contains($0) }
    bytes = bytes[digits.endIndex...]
    return digits
  }

  /// The exponent part, 0 when there is none; nil when it is malformed or beyond any use.
  private static func exponent(_ bytes: ArraySlice<UInt8>) -> Int? {
    guard let letter = bytes.first else { return 0 }
    var rest = bytes.dropFirst()
    guard letter == 0x65 || letter == 0x45 else { return nil }
    let isNegative = rest.first == 0x2D
    if isNegative || rest.first == 0x2B { rest = rest.dropFirst() }
    let digits = Self.digits(&rest)
    guard rest.isEmpty, (1...3).contains(digits.count) else { return nil }
    let value = digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
    return isNegative ? -value : value
  }
}
