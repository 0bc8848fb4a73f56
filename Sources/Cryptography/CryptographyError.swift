/// Why a cryptographic operation gave no answer.
///
/// A signature that does not verify is an answer, not an error.
public enum CryptographyError: Error, Sendable, Hashable {
  /// libcrypto refused: no memory, no randomness, or a build without the algorithm.
  /// `reason` is libcrypto's own text, or empty where it gave none.
  case library(operation: String, reason: String)
  /// `pread` failed with this `errno`.
  case unreadable(errno: Int32)
  /// More bytes than the caller's limit.
  case tooLarge(limit: Int64)
  /// The bytes are not one unencrypted Ed25519 private key.
  case privateKey(PrivateKeyMistake)

  /// The stable name of this error, for logs and reports.
  public var code: String {
    switch self {
    case .library: "cryptography.library"
    case .unreadable: "cryptography.unreadable"
    case .tooLarge: "cryptography.too-large"
    case .privateKey(let mistake): mistake.code
    }
  }

  /// One line for a person, lower case, no full stop.
  public var message: String {
    switch self {
    case .library(let operation, let reason):
      "libcrypto could not do \(operation)" + (reason.isEmpty ? "" : ": \(reason)")
    case .unreadable(let errno): "the file could not be read (errno \(errno))"
    case .tooLarge(let limit): "the file is larger than \(limit) bytes"
    case .privateKey(let mistake): mistake.message
    }
  }

  /// What to do about it.
  public var hint: String {
    switch self {
    case .library: "check that libcrypto 3 is installed and that memory is free"
    case .unreadable: "check the file's kind and permissions; only a regular file can be hashed"
    case .tooLarge: "check that this is the file that was meant"
    case .privateKey(let mistake): mistake.hint
    }
  }
}
