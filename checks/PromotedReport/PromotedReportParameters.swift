public import Attestation
public import Chronology
public import DocumentSchema

/// What a `promoted-report` blocker asks for.
public struct PromotedReportParameters: Sendable {
  /// The signed report that came with the release.
  public let report: DocumentPath
  public let subject: String
  public let accept: [TradingEnvironment]
  /// The policy that it has to be a report of; nil: any.
  public let policy: String?
  /// The digest of that policy as CI resolved it; nil: any.
  public let policySha256: String?
  /// Ids that have to have passed there.
  public let blockers: [String]
  public let maxAge: Milliseconds

  static let schema = Schema<PromotedReportParameters>.object("the parameters of promoted-report") { fields in
    let report = fields.required("report", .path, "the signed report that CI made about this release")
    let subject = fields.optional(
      "subject", .identifier, default: .text("engine"), "the policy subject that the report has to be about")
    let accept = fields.optional(
      "accept", .list(of: .enumeration("an environment") as Schema<TradingEnvironment>, minimum: 1),
      default: .list([.text("simulator")]), "the environments whose reports count as evidence")
    let hasPolicy = fields.isPresent("policy")
    let policy = fields.optional(
      "policy", .identifier, "the name of the policy that CI ran; any when left out")
    let hasDigest = fields.isPresent("policy-sha256")
    let policySha256 = fields.optional(
      "policy-sha256", .sha256,
      "the digest of the policy that CI ran, as the report says it; any when left out")
    let blockers = fields.required(
      "blockers", .list(of: .identifier, minimum: 1), "ids of blockers that have to have passed in CI")
    let maxAge = fields.optional(
      "max-age", .duration(.minutes(1)...(.days(365))), default: .text("14d"), "how old the report may be")
    guard let report, let subject, let accept, let blockers, let maxAge, (policy != nil) == hasPolicy,
      (policySha256 != nil) == hasDigest
    else {
      return nil
    }
    return PromotedReportParameters(
      report: report, subject: subject, accept: accept, policy: policy, policySha256: policySha256,
      blockers: blockers, maxAge: maxAge)
  }
}
