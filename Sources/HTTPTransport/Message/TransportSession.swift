/// With whom a connection was made, and who vouched for it. The engine derives its environment from this.
public struct TransportSession: Sendable, Hashable {
  public let origin: HTTPOrigin
  /// SHA-256 of the DER form of each certificate that the server presented, leaf first, lower-case hexadecimal; empty
  /// for plain HTTP.
  public let certificateSha256s: [String]
  /// Whether the server's certificate leads to the system's trust store; false for plain HTTP and for a bundle of
  /// one's own.
  public let isVerifiedBySystemTrustStore: Bool

  public init(origin: HTTPOrigin, certificateSha256s: [String], isVerifiedBySystemTrustStore: Bool) {
    self.origin = origin
    self.certificateSha256s = certificateSha256s
    self.isVerifiedBySystemTrustStore = isVerifiedBySystemTrustStore
  }
}

/// Which certificate authorities may vouch for a server. There is no way to ask none.
public enum TrustStore: Sendable, Hashable {
  /// The one that libcurl was built with: on Debian `/etc/ssl/certs/ca-certificates.crt`.
  case system
  /// A file of PEM certificates, instead of the system's.
  case bundle(path: String)
}
