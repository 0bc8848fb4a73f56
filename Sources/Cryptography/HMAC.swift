internal import COpenSSL

/// HMAC over SHA-2, RFC 2104. Keys and messages of any length.
public enum HMAC {
  /// HMAC-SHA-256, 32 bytes.
  public static func sha256(key: [UInt8], message: [UInt8]) -> [UInt8] {
    unsafe authenticationCode(key, message, hashingLibrary.sha256, SHA256.byteCount)
  }

  /// HMAC-SHA-512, 64 bytes.
  public static func sha512(key: [UInt8], message: [UInt8]) -> [UInt8] {
    unsafe authenticationCode(key, message, hashingLibrary.sha512, SHA512.byteCount)
  }

  private static func authenticationCode(
    _ key: [UInt8], _ message: [UInt8], _ algorithm: OpaquePointer, _ byteCount: Int
  ) -> [UInt8] {
    precondition(key.count <= Int32.max, "HMAC(3) takes the key's length as an int")
    return unsafe [UInt8](unsafeUninitializedCapacity: byteCount) { buffer, count in
      unsafe key.withUnsafeBufferPointer { key in
        unsafe message.withUnsafeBufferPointer { message in
          let code = unsafe COpenSSL.HMAC(
            algorithm, key.baseAddress, Int32(key.count), message.baseAddress, message.count,
            buffer.baseAddress, nil)
          precondition(unsafe code != nil, "libcrypto could not compute an HMAC")
        }
      }
      count = byteCount
    }
  }
}
