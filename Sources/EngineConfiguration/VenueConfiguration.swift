import Attestation
public import DocumentSchema

/// Which venue, where, and as whom.
public struct VenueConfiguration: Sendable, Hashable {
  public var adapter: VenueAdapter
  public var origin: VenueOrigin
  /// Where the API key is read from; nil when none is configured.
  public var credentials: CredentialSource?
  /// The account that the key must belong to, compared after connecting and before the first order.
  public var account: String?
  /// Certificate authorities that are asked instead of the system's: a session that they vouch for is a simulator's.
  public var caBundle: DocumentPath?

  /// What a session with the venue is once its certificate is verified.
  var derivedEnvironment: TradingEnvironment {
    adapter.environment(of: origin, isVerifiedBySystemTrustStore: caBundle == nil)
  }
}

/// A venue, and with it the wire protocol that this build speaks with it; what evidence and identity call by its full
/// name, `kraken-futures-rest-v3`.
public enum VenueAdapter: String, Sendable, Hashable, CaseIterable {
  /// Kraken Futures REST API v3.
  case krakenFutures = "kraken-futures"

  /// The origin whose sessions are `live`. Source: docs.kraken.com, futures REST introduction, read 2026-11-23.
  public var productionOrigin: String { "https://futures.kraken.com" }
  /// The origin whose sessions are `demo`; retired by Kraken in July 2026.
  public var demoOrigin: String { "https://demo-futures.kraken.com" }
}

/// Where an API key and its secret are read from.
public enum CredentialSource: Sendable, Hashable {
  /// A file; relative paths are relative to the configuration's folder.
  case file(DocumentPath)
  /// A file in `$CREDENTIALS_DIRECTORY`, which systemd's `LoadCredential=` fills.
  case systemdCredential(String)
}

extension VenueConfiguration {
  static let schema: Schema<Positioned<VenueConfiguration>> = .object("the venue") { fields in
    let adapter = fields.required(
      "adapter", Schema<VenueAdapter>.enumeration("a venue adapter"), "the venue's wire protocol")
    let origin = fields.required(
      "origin", .origin, "scheme, host and port; it decides the environment, see 'environment'")
    let hasCredentials = fields.isPresent("credentials")
    let credentials = fields.optional(
      "credentials", CredentialSource.schema,
      "where the API key is read from; needed for demo and live, refused for paper")
    let hasAccount = fields.isPresent("account")
    let account = fields.optional(
      "account", .account, "the account that the API key must belong to; needed for demo and live")
    let hasBundle = fields.isPresent("ca-bundle")
    let caBundle = fields.optional(
      "ca-bundle", .configuredPath,
      "a file with PEM certificates of authorities, asked instead of the system's; what they vouch for is a simulator"
    )
    guard let adapter, let origin, (credentials != nil) == hasCredentials, (account != nil) == hasAccount,
      (caBundle != nil) == hasBundle
    else { return nil }
    return Positioned(
      VenueConfiguration(
        adapter: adapter, origin: origin, credentials: credentials, account: account, caBundle: caBundle),
      ["origin", "credentials", "account", "ca-bundle"], of: fields)
  }
}

extension CredentialSource {
  static let schema: Schema<CredentialSource> = .object("the credentials") { fields in
    let file = fields.optional(
      "file", .configuredPath, "a file with the API key, readable by the engine alone")
    let credential = fields.optional(
      "systemd-credential", .credentialName, "the name of a credential that the systemd unit loads")
    let keys = ["file", "systemd-credential"].filter { fields.isPresent($0) }
    guard keys.count == 1 else {
      fields.report(
        keys.isEmpty ? "missing-key" : "conflict", at: keys.last ?? "file",
        keys.isEmpty ? "the credentials name no place" : "the credentials name two places",
        hint: "write either 'file' or 'systemd-credential'")
      return nil
    }
    return file.map(CredentialSource.file) ?? credential.map(CredentialSource.systemdCredential)
  }
}
