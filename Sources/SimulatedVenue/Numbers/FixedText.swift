extension Fixed {
  /// Reads what a client may send for a number: plain notation, or with an exponent as Python prints small floats.
  ///
  /// - Returns: nil for anything else, for more than twelve places that are not zero, and from 10¹⁵ upward.
  public init?(_ text: some StringProtocol) {
    guard text.utf8.count <= 64 else { return nil }
    var bytes = Array(text.utf8)[...]
    let isNegative = bytes.first == 0x2D
    if isNegative { bytes.removeFirst() }
    var exponent = 0
    if let place = bytes.firstIndex(where: { $0 == 0x65 || $0 == 0x45 }) {
      guard let value = Fixed.exponent(bytes[(place + 1)...]) else { return nil }
      exponent = value
      bytes = bytes[..<place]
    }
    let parts = bytes.split(separator: 0x2E, maxSplits: 2, omittingEmptySubsequences: false)
    guard (1...2).contains(parts.count), parts.allSatisfy({ !$0.isEmpty }) else { return nil }
    var digits: [UInt8] = []
    for part in parts {
      guard part.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
      digits += part.map { $0 - 0x30 }
    }
    var scale = (parts.count == 2 ? parts[1].count : 0) - exponent
    while scale > Fixed.places, digits.last == 0 {
      digits.removeLast()
      scale -= 1
    }
    let significant = digits.drop { $0 == 0 }
    if significant.isEmpty {
      self = .zero
      return
    }
    guard scale <= Fixed.places, significant.count - scale <= 15, scale > -15, significant.count <= 27 else {
      return nil
    }
    var value: Int128 = 0
    for digit in significant { value = value * 10 + Int128(digit) }
    value *= Fixed.power(Fixed.places - scale)
    self.init(units: isNegative ? -value : value)
  }

  private static func exponent(_ bytes: ArraySlice<UInt8>) -> Int? {
    var digits = bytes
    let isNegative = digits.first == 0x2D
    if isNegative || digits.first == 0x2B { digits.removeFirst() }
    guard (1...2).contains(digits.count), digits.allSatisfy({ (0x30...0x39).contains($0) }) else {
      return nil
    }
    let value = digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
    return isNegative ? -value : value
  }
}

extension Fixed: CustomStringConvertible {
  /// Plain notation without superfluous zeros: `-0.5`, `20000`.
  public var description: String {
    let (whole, rest) = units.magnitude.quotientAndRemainder(dividingBy: Fixed.one.units.magnitude)
    let sign = units < 0 ? "-" : ""
    guard rest != 0 else { return sign + String(UInt64(clamping: whole)) }
    var digits = String(UInt64(clamping: rest))
    digits = String(repeating: "0", count: Fixed.places - digits.utf8.count) + digits
    while digits.utf8.last == 0x30 { digits.removeLast() }
    return sign + String(UInt64(clamping: whole)) + "." + digits
  }

  /// As the venue's JSON writes numbers: tiny ones with an exponent (`1e-10`), which recorded answers show.
  public var lexeme: String {
    guard units != 0, units.magnitude < 100_000_000 else { return description }
    var digits = String(UInt64(clamping: units.magnitude))
    let exponent = digits.utf8.count - 1 - Fixed.places
    while digits.utf8.count > 1, digits.utf8.last == 0x30 { digits.removeLast() }
    let first = digits.removeFirst()
    let fraction = digits.isEmpty ? "" : "." + digits
    let magnitude = -exponent < 10 ? "0\(-exponent)" : "\(-exponent)"
    return "\(units < 0 ? "-" : "")\(first)\(fraction)e-\(magnitude)"
  }
}
