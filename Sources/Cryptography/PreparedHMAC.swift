/// HMAC-SHA-512 under one key, whose padded blocks are made once: what signs many messages.
///
/// libcrypto's one-call HMAC looks its algorithm up and derives the blocks each time, which costs more than hashing a
/// short message does. RFC 2104 §2: `H(K ⊕ opad ‖ H(K ⊕ ipad ‖ message))`.
public struct PreparedHMACSHA512: Sendable {
  /// Of SHA-512, in bytes.
  private static let blockByteCount = 128

  private let inner: [UInt8]
  private let outer: [UInt8]

  /// - Parameter key: of any length; one longer than a block is hashed first.
  public init(key: [UInt8]) {
    var block = key.count > Self.blockByteCount ? SHA512.digest(of: key) : key
    block += repeatElement(0, count: Self.blockByteCount - block.count)
    inner = block.map { $0 ^ 0x36 }
    outer = block.map { $0 ^ 0x5C }
  }

  /// 64 bytes; equal to ``HMAC/sha512(key:message:)``.
  public func authenticationCode(for message: [UInt8]) -> [UInt8] {
    SHA512.digest(of: outer + SHA512.digest(of: inner + message))
  }
}
