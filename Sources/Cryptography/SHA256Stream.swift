internal import COpenSSL

/// A SHA-256 digest under construction.
///
/// `finish()` consumes the stream: OpenSSL leaves a finished context undefined, and a second
/// `update` does not compile.
@safe public struct SHA256Stream: ~Copyable {
  private let context: OpaquePointer

  public init() throws(CryptographyError) {
    let library = try LibCrypto.loaded()
    guard let context = unsafe EVP_MD_CTX_new() else { throw LibCrypto.failure("SHA-256") }
    guard unsafe EVP_DigestInit_ex2(context, library.sha256, nil) == 1 else {
      unsafe EVP_MD_CTX_free(context)
      throw LibCrypto.failure("SHA-256")
    }
    unsafe self.context = unsafe context
  }

  deinit { unsafe EVP_MD_CTX_free(context) }

  /// Takes in the next bytes.
  public mutating func update(_ bytes: borrowing Span<UInt8>) {
    unsafe bytes.withUnsafeBytes { unsafe update($0) }
  }

  /// Takes in the next bytes; none of them is kept.
  public mutating func update(_ bytes: UnsafeRawBufferPointer) {
    let done = unsafe EVP_DigestUpdate(context, bytes.baseAddress, bytes.count)
    precondition(done == 1, "EVP_DigestUpdate fails only on a finished context")
  }

  /// The digest of everything taken in.
  public consuming func finish() throws(CryptographyError) -> SHA256Digest {
    var done: Int32 = 0
    let bytes = unsafe [UInt8](unsafeUninitializedCapacity: SHA256.byteCount) { buffer, count in
      unsafe done = EVP_DigestFinal_ex(context, buffer.baseAddress, nil)
      count = done == 1 ? SHA256.byteCount : 0
    }
    guard done == 1 else { throw LibCrypto.failure("SHA-256") }
    return SHA256Digest(unchecked: bytes)
  }
}
