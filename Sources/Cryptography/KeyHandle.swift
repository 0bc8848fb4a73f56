internal import COpenSSL

/// An `EVP_PKEY` with one owner; freeing a private one overwrites it.
///
/// Sendable: libcrypto's keys are counted references that no call below changes.
@safe final class KeyHandle: @unchecked Sendable {
  let pointer: OpaquePointer

  /// Takes over `pointer`.
  init(_ pointer: OpaquePointer) {
    unsafe self.pointer = unsafe pointer
  }

  deinit { unsafe EVP_PKEY_free(pointer) }
}
