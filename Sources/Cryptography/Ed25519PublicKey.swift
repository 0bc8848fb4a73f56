internal import COpenSSL

/// An Ed25519 public key, RFC 8032 §5.1.
public struct Ed25519PublicKey: Sendable, Hashable {
  /// Length of a key in bytes.
  public static let byteCount = 32
  /// Length of a signature in bytes.
  public static let signatureByteCount = 64

  /// 32 bytes, the form of RFC 8032 §5.1.2.
  public let rawRepresentation: [UInt8]

  private let handle: KeyHandle

  /// `nil` unless the 32 bytes are the one encoding of a point whose signatures mean something.
  ///
  /// libcrypto takes any 32 bytes. Refused here, besides a wrong length: a y of 2^255−19 or more (a
  /// second text for a point), the eight points of small order (anybody can make signatures that verify
  /// with them), and what is no point of the curve at all (RFC 8032 §5.1.3; nothing would ever verify).
  public init?(rawRepresentation: [UInt8]) {
    guard rawRepresentation.count == Self.byteCount, Edwards25519.isSound(rawRepresentation),
      LibCrypto.handle != nil
    else { return nil }
    let key = unsafe EVP_PKEY_new_raw_public_key_ex(
      nil, "ED25519", nil, rawRepresentation, rawRepresentation.count)
    guard let key = unsafe key else {
      ERR_clear_error()
      return nil
    }
    self.rawRepresentation = rawRepresentation
    handle = unsafe KeyHandle(key)
  }

  /// Lower-case hexadecimal SHA-256 of the 32 bytes: the `keyid` of our envelopes.
  public var keyID: String { SHA256.digest(of: rawRepresentation).hex }

  /// Whether `signature` is this key's over `message` (PureEdDSA, no context).
  ///
  /// False too for a signature that is not 64 bytes, one whose S is not below the group's order, and
  /// when libcrypto has no memory.
  public func isValidSignature(_ signature: [UInt8], for message: [UInt8]) -> Bool {
    guard signature.count == Self.signatureByteCount, let context = unsafe EVP_MD_CTX_new() else {
      return false
    }
    defer { unsafe EVP_MD_CTX_free(context) }
    let isValid =
      unsafe EVP_DigestVerifyInit(context, nil, nil, nil, handle.pointer) == 1
      && EVP_DigestVerify(context, signature, signature.count, message, message.count) == 1
    // A refusal leaves entries that TLS code in this thread would take for its own.
    if !isValid { ERR_clear_error() }
    return isValid
  }

  public static func == (a: Self, b: Self) -> Bool { a.rawRepresentation == b.rawRepresentation }

  public func hash(into hasher: inout Hasher) { hasher.combine(rawRepresentation) }
}
