internal import COpenSSL

/// The loaded libcrypto, initialised before its first use.
///
/// `OPENSSL_CONF` names a file that may load providers and engines, which is foreign code inside the
/// process that signs. libcrypto reads it at its first initialisation, unless that one says
/// `OPENSSL_INIT_NO_LOAD_CONFIG`; every later one is without effect (OPENSSL_init_crypto(3)). So every
/// entry into this module goes through ``handle``.
@safe struct LibCrypto: @unchecked Sendable {
  /// Fetched once: in OpenSSL 3 an implicit fetch per digest costs more than hashing a short message.
  let sha256: OpaquePointer
  let sha512: OpaquePointer

  /// The library, or `nil` where it has no SHA-2 at all. Thread safe: a static is made once.
  static let handle: LibCrypto? = {
    let settings = UInt64(OPENSSL_INIT_NO_LOAD_CONFIG | OPENSSL_INIT_NO_ATEXIT)
    guard OPENSSL_init_crypto(settings, nil) == 1,
      let sha256 = unsafe EVP_MD_fetch(nil, "SHA256", nil),
      let sha512 = unsafe EVP_MD_fetch(nil, "SHA512", nil)
    else { return nil }
    return unsafe LibCrypto(sha256: sha256, sha512: sha512)
  }()

  static func loaded() throws(CryptographyError) -> LibCrypto {
    guard let handle else { throw failure("initialisation") }
    return handle
  }

  /// The error for a call that failed just now on this thread; empties libcrypto's error queue, which
  /// TLS code in the same thread would otherwise take for its own.
  static func failure(_ operation: String) -> CryptographyError {
    let number = ERR_peek_last_error()
    var reason = ""
    if number != 0, let text = unsafe ERR_reason_error_string(number) {
      reason = unsafe String(cString: text)
    }
    ERR_clear_error()
    return .library(operation: operation, reason: reason)
  }
}

/// Makes sure that libcrypto is initialised without its configuration file.
///
/// A program that also links something that uses libcrypto (libcurl, for one) calls this first.
public func initializeCryptography() throws(CryptographyError) {
  _ = try LibCrypto.loaded()
}
