/// CRC-32 as in ISO 3309 and zip: the reflected polynomial 0xEDB88320.
///
/// For accidents only: what somebody changes on purpose shows in the chain of digests.
enum Checksum {
  private static let table: [UInt32] = (0..<256).map { byte in
    (0..<8).reduce(UInt32(byte)) { value, _ in value & 1 == 0 ? value >> 1 : value >> 1 ^ 0xEDB8_8320 }
  }

  /// Eight lower-case hexadecimal digits.
  static func hex(of bytes: [UInt8]) -> String {
    var value = UInt32.max
    for byte in bytes { value = value >> 8 ^ table[Int(truncatingIfNeeded: value & 0xFF ^ UInt32(byte))] }
    let digits = String(~value, radix: 16)
    return String(repeating: "0", count: 8 - digits.utf8.count) + digits
  }
}
