public import Attestation
public import Chronology
public import ReadinessReport

/// What a permission is for, as a type.
public protocol GrantScope: Sendable {
  static var scope: PermissionScope { get }
}

/// Ordinary trading.
public enum Live: GrantScope {
  public static var scope: PermissionScope { .live }
}

/// Certifying order behaviour at minimum size.
public enum Certification: GrantScope {
  public static var scope: PermissionScope { .certification }
}

/// The permission to add risk, within limits and until a time. Only ``Admission`` makes one.
public struct Grant<Scope: GrantScope>: Sendable, Hashable {
  /// Where orders may go. A session of another environment has no use for it.
  public let environment: TradingEnvironment
  public let limits: Grants
  /// The first instant at which the permission no longer holds.
  public let expiresAt: Timestamp
  /// The account that the configuration pins, to be verified after connecting.
  public let account: String?
  /// The admitted report's payload digest; nil where no report was required.
  public let reportSha256: String?
  /// The admitted report's number; 0 where no report was required.
  public let sequence: Int64

  init(
    environment: TradingEnvironment, limits: Grants, expiresAt: Timestamp, account: String?,
    reportSha256: String?, sequence: Int64
  ) {
    self.environment = environment
    self.limits = limits
    self.expiresAt = expiresAt
    self.account = account
    self.reportSha256 = reportSha256
    self.sequence = sequence
  }
}
