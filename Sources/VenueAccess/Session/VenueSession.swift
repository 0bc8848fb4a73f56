public import Attestation

/// With whom a session really is: what the adapter found out while connecting, never what was configured.
public struct VenueSession: Sendable, Hashable {
  /// The adapter's name, such as `kraken-futures-rest-v3`.
  public let adapter: String
  /// Derived from origin and certificates, design-engine §1.
  public let environment: TradingEnvironment
  /// Scheme, host and port.
  public let origin: String
  /// SHA-256 of each certificate that the server presented, leaf first, lower-case hexadecimal; empty for plain HTTP.
  public let certificateSha256s: [String]
  /// The account that the key belongs to; nil where the venue does not say, or nobody asked.
  public let account: String?
  /// False for a session that can read public data only.
  public let hasCredentials: Bool

  package init(
    adapter: String, environment: TradingEnvironment, origin: String, certificateSha256s: [String],
    account: String?, hasCredentials: Bool
  ) {
    self.adapter = adapter
    self.environment = environment
    self.origin = origin
    self.certificateSha256s = certificateSha256s
    self.account = account
    self.hasCredentials = hasCredentials
  }
}
