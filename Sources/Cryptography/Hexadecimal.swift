/// Base 16 with lower-case digits: one text for one byte string.
public enum Hexadecimal {
  private static let digits: StaticString = "0123456789abcdef"

  /// Two lower-case digits per byte.
  public static func encode(_ bytes: [UInt8]) -> String {
    unsafe String(unsafeUninitializedCapacity: bytes.count * 2) { buffer in
      let digits = unsafe digits.utf8Start
      var position = 0
      for byte in bytes {
        unsafe buffer[position] = unsafe digits[Int(byte >> 4)]
        unsafe buffer[position + 1] = unsafe digits[Int(byte & 15)]
        position += 2
      }
      return position
    }
  }

  /// `nil` for an odd count, an upper-case digit, or anything else than `0-9 a-f`.
  public static func decode(_ text: String) -> [UInt8]? {
    decode(Array(text.utf8).span)
  }

  /// The same, from bytes.
  public static func decode(_ text: borrowing Span<UInt8>) -> [UInt8]? {
    guard text.count.isMultiple(of: 2) else { return nil }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(text.count / 2)
    for index in stride(from: 0, to: text.count, by: 2) {
      guard let high = value(of: text[index]), let low = value(of: text[index + 1]) else { return nil }
      bytes.append(high << 4 | low)
    }
    return bytes
  }

  private static func value(of digit: UInt8) -> UInt8? {
    switch digit {
    case 0x30...0x39: digit - 0x30
    case 0x61...0x66: digit - 0x61 + 10
    default: nil
    }
  }
}
