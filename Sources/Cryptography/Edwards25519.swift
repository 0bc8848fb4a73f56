internal import COpenSSL

/// What libcrypto does not ask of an Ed25519 public key.
enum Edwards25519 {
  /// The y coordinates of the points of order 1, 2, 4 and 8, little endian, sign bit clear.
  private static let smallOrder: [[UInt8]] = [
    [0] + [UInt8](repeating: 0, count: 31),
    [1] + [UInt8](repeating: 0, count: 31),
    [0xEC] + [UInt8](repeating: 0xFF, count: 30) + [0x7F],
    [
      0x26, 0xE8, 0x95, 0x8F, 0xC2, 0xB2, 0x27, 0xB0, 0x45, 0xC3, 0xF4, 0x89, 0xF2, 0xEF, 0x98, 0xF0,
      0xD5, 0xDF, 0xAC, 0x05, 0xD3, 0xC6, 0x33, 0x39, 0xB1, 0x38, 0x02, 0x88, 0x6D, 0x53, 0xFC, 0x05,
    ],
    [
      0xC7, 0x17, 0x6A, 0x70, 0x3D, 0x4D, 0xD8, 0x4F, 0xBA, 0x3C, 0x0B, 0x76, 0x0D, 0x10, 0x67, 0x0F,
      0x2A, 0x20, 0x53, 0xFA, 0x2C, 0x39, 0xCC, 0xC6, 0x4E, 0xC7, 0xFD, 0x77, 0x92, 0xAC, 0x03, 0x7A,
    ],
  ]

  /// Whether 32 bytes are the canonical encoding of a point that is not of small order.
  static func isSound(_ encoding: [UInt8]) -> Bool {
    var y = encoding
    y[31] &= 0x7F
    return isBelowPrime(y) && !smallOrder.contains(y) && isOnCurve(y)
  }

  /// y < 2^255 − 19.
  private static func isBelowPrime(_ y: [UInt8]) -> Bool {
    !(y[31] == 0x7F && y[0] >= 0xED && y[1...30].allSatisfy { $0 == 0xFF })
  }

  /// Whether some x fits: x² = (y² − 1) / (d·y² + 1), which is a square exactly when the product of the
  /// two is one (RFC 8032 §5.1.3). Public bytes, so time may depend on them.
  private static func isOnCurve(_ y: [UInt8]) -> Bool {
    guard let arithmetic = unsafe BN_CTX_new() else { return false }
    defer { unsafe BN_CTX_free(arithmetic) }
    unsafe BN_CTX_start(arithmetic)
    defer { unsafe BN_CTX_end(arithmetic) }
    guard let p = unsafe BN_CTX_get(arithmetic), let d = unsafe BN_CTX_get(arithmetic),
      let square = unsafe BN_CTX_get(arithmetic), let u = unsafe BN_CTX_get(arithmetic),
      let v = unsafe BN_CTX_get(arithmetic)
    else { return false }
    // p = 2^255 − 19 and d = −121665/121666.
    let isComputed =
      unsafe BN_set_bit(p, 255) == 1 && BN_sub_word(p, 19) == 1
      && BN_set_word(d, 121_666) == 1 && BN_mod_inverse(d, d, p, arithmetic) != nil
      && BN_mul_word(d, 121_665) == 1 && BN_mod_sub(d, p, d, p, arithmetic) == 1
      && BN_lebin2bn(y, Int32(y.count), u) != nil && BN_mod_sqr(square, u, p, arithmetic) == 1
      && BN_copy(u, square) != nil && BN_sub_word(u, 1) == 1
      && BN_mod_mul(v, d, square, p, arithmetic) == 1 && BN_add_word(v, 1) == 1
      && BN_mod_mul(u, u, v, p, arithmetic) == 1
    return unsafe isComputed && BN_kronecker(u, p, arithmetic) >= 0
  }
}
