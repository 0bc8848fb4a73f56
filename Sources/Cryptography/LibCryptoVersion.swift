internal import COpenSSL

/// The version of libcrypto that the dynamic linker found, which need not be the one compiled against.
public struct LibCryptoVersion: Sendable, Hashable, CustomStringConvertible {
  /// As `OpenSSL_version(OPENSSL_VERSION_STRING)` prints it, such as `3.0.19`.
  public let description: String

  /// The loaded library's.
  public static let loaded: LibCryptoVersion = {
    _ = LibCrypto.handle
    guard let text = unsafe OpenSSL_version(OPENSSL_VERSION_STRING) else {
      return LibCryptoVersion(description: "unknown")
    }
    return unsafe LibCryptoVersion(description: String(cString: text))
  }()
}
