/// The grammar of numbers: RFC 8259 §6.
enum JSONNumberScan: Equatable {
  /// The number ends before this offset.
  case end(Int)
  /// The byte at this offset cannot stand there; the text's length if a digit is missing at its end.
  case mistake(Int)

  /// - Parameter start: where the number, or its sign, stands.
  static func end(of bytes: [UInt8], from start: Int) -> Self {
    var index = start
    func byte() -> UInt8 { index < bytes.count ? bytes[index] : 0 }
    func skipDigits() -> Bool {
      let first = index
      while 0x30...0x39 ~= byte() { index += 1 }
      return index > first
    }

    if byte() == 0x2D { index += 1 }
    if byte() == 0x30 {
      index += 1
      if 0x30...0x39 ~= byte() { return .mistake(index) }
    } else if !skipDigits() {
      return .mistake(index)
    }
    if byte() == 0x2E {
      index += 1
      if !skipDigits() { return .mistake(index) }
    }
    if byte() == 0x65 || byte() == 0x45 {
      index += 1
      if byte() == 0x2B || byte() == 0x2D { index += 1 }
      if !skipDigits() { return .mistake(index) }
    }
    return .end(index)
  }
}
