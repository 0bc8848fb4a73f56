internal import COpenSSL

/// An Ed25519 private key, RFC 8032 §5.1. libcrypto keeps the secret, and overwrites it when the last
/// reference goes.
public final class Ed25519PrivateKey: Sendable {
  private let handle: KeyHandle

  public let publicKey: Ed25519PublicKey

  private init(_ handle: KeyHandle) throws(CryptographyError) {
    var count = Ed25519PublicKey.byteCount
    var raw = [UInt8](repeating: 0, count: count)
    guard unsafe EVP_PKEY_get_raw_public_key(handle.pointer, &raw, &count) == 1,
      let publicKey = Ed25519PublicKey(rawRepresentation: raw)
    else { throw LibCrypto.failure("Ed25519 public key") }
    self.handle = handle
    self.publicKey = publicKey
  }

  /// A new key from libcrypto's random numbers.
  public static func generate() throws(CryptographyError) -> Ed25519PrivateKey {
    _ = try LibCrypto.loaded()
    guard let context = unsafe EVP_PKEY_CTX_new_from_name(nil, "ED25519", nil) else {
      throw LibCrypto.failure("Ed25519 key generation")
    }
    defer { unsafe EVP_PKEY_CTX_free(context) }
    var key: OpaquePointer?
    guard unsafe EVP_PKEY_keygen_init(context) == 1, unsafe EVP_PKEY_generate(context, &key) == 1,
      let key = unsafe key
    else { throw LibCrypto.failure("Ed25519 key generation") }
    return try unsafe Ed25519PrivateKey(KeyHandle(key))
  }

  /// Reads the file that `openssl genpkey -algorithm ed25519` writes: one unencrypted PKCS #8 key
  /// (RFC 5958 version 1, RFC 8410) in PEM (RFC 7468), and nothing else.
  ///
  /// - Throws: ``CryptographyError/privateKey(_:)``.
  public convenience init(pem: [UInt8]) throws(CryptographyError) {
    var secret = try PrivateKeyPEM.secret(in: pem)
    defer { cleanse(&secret) }
    _ = try LibCrypto.loaded()
    guard let key = unsafe EVP_PKEY_new_raw_private_key_ex(nil, "ED25519", nil, secret, secret.count) else {
      throw LibCrypto.failure("Ed25519 private key")
    }
    try unsafe self.init(KeyHandle(key))
  }

  /// The same file back. The caller owns a copy of the secret.
  public func pem() throws(CryptographyError) -> [UInt8] {
    var count = 32
    var secret = [UInt8](repeating: 0, count: count)
    defer { cleanse(&secret) }
    guard unsafe EVP_PKEY_get_raw_private_key(handle.pointer, &secret, &count) == 1, count == 32 else {
      throw LibCrypto.failure("Ed25519 private key")
    }
    return PrivateKeyPEM.encode(secret)
  }

  /// The 64 bytes of the signature over `message` (PureEdDSA, no context); the same every time.
  public func signature(for message: [UInt8]) throws(CryptographyError) -> [UInt8] {
    guard let context = unsafe EVP_MD_CTX_new() else { throw LibCrypto.failure("Ed25519 signature") }
    defer { unsafe EVP_MD_CTX_free(context) }
    var count = Ed25519PublicKey.signatureByteCount
    var signature = [UInt8](repeating: 0, count: count)
    guard unsafe EVP_DigestSignInit(context, nil, nil, nil, handle.pointer) == 1,
      unsafe EVP_DigestSign(context, &signature, &count, message, message.count) == 1,
      count == Ed25519PublicKey.signatureByteCount
    else { throw LibCrypto.failure("Ed25519 signature") }
    return signature
  }
}

/// Overwrites a secret in a way that the optimiser keeps.
func cleanse(_ secret: inout [UInt8]) {
  unsafe secret.withUnsafeMutableBytes { unsafe OPENSSL_cleanse($0.baseAddress, $0.count) }
}
