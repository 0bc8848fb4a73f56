internal import CLibCurl
internal import Cryptography
internal import Glibc

/// The loaded libcurl, initialised once and away from its environment.
enum LibCurl {
  /// CURLOPT_CA_CACHE_TIMEOUT and CURLOPT_QUICK_EXIT came with 7.87; Debian 12 has 7.88.
  private static let leastVersion: UInt32 = 0x07_58_00

  /// Thread safe: a static is made once.
  private static let state: Result<Void, TransportError> = Result { () throws(TransportError) in
    // Before curl_global_init, which otherwise has OpenSSL read the file that OPENSSL_CONF names.
    do throws(CryptographyError) { try initializeCryptography() } catch {
      throw TransportError(.setup, error.message, hint: error.hint, wasPossiblySent: false)
    }
    // curl_global_init opens the file that this names, and every session's secrets would be written to it.
    unsafe unsetenv("SSLKEYLOGFILE")
    let version = LibCurlVersion.loaded
    guard version.number >= leastVersion else {
      throw TransportError(
        .setup, "libcurl \(version) is too old", hint: "install libcurl 7.88 or later", wasPossiblySent: false
      )
    }
    guard curl_global_init(Int(CURL_GLOBAL_SSL)) == CURLE_OK else {
      throw TransportError(
        .setup, "libcurl cannot be initialised", hint: "check that memory is free", wasPossiblySent: false)
    }
  }

  static func load() throws(TransportError) { try state.get() }
}
