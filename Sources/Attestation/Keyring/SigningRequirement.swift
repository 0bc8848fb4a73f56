/// How many distinct public keys of each role a permission needs.
public struct SigningRequirement: Sendable, Hashable {
  /// Signatures on the report itself; at least 1.
  public let gate: Int
  /// Signatures on certification evidence.
  public let certifier: Int
  /// Approvals by a second person, each by another key than the report's.
  public let approver: Int

  /// The most keys that can be asked for: as many as an envelope may have signatures.
  public static let limit = EnvelopeLimits().signatures

  public init(gate: Int = 1, certifier: Int = 0, approver: Int = 0) {
    self.gate = gate
    self.certifier = certifier
    self.approver = approver
  }

  public func count(of role: KeyRole) -> Int {
    switch role {
    case .gate: gate
    case .certifier: certifier
    case .approver: approver
    }
  }

  /// What `keys generate` writes for an environment that reaches a venue: one gate for each scope, and for
  /// certification on live, which trades real money to prove orders, a second person.
  static func shipped(for environment: TradingEnvironment) -> [PermissionScope: SigningRequirement] {
    guard environment.reachesVenue else { return [:] }
    return [.live: .init(), .certification: .init(approver: environment == .live ? 1 : 0)]
  }
}
