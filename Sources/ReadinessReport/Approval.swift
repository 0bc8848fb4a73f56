public import Attestation
public import Chronology
import Cryptography
public import StrictJSON

/// A second person's consent to what a report permits, a document of its own (design §5.2).
public struct Approval: Sendable, Hashable {
  public static let predicateType = "urn:readiness-gate:approval:v1"

  /// The report's, all of them, `policy` included.
  public var subjects: [ReadinessReport.Subject]
  public var environment: TradingEnvironment
  public var scope: PermissionScope
  public var grants: Grants
  public var reason: String
  /// The name of the approver's key.
  public var approver: String
  public var notBefore: Timestamp
  public var expiresAt: Timestamp

  public init(
    of report: ReadinessReport, reason: String, approver: String, notBefore: Timestamp, expiresAt: Timestamp
  ) {
    subjects = report.subjects
    environment = report.environment
    scope = report.scope
    grants = report.grants
    self.reason = reason
    self.approver = approver
    self.notBefore = notBefore
    self.expiresAt = expiresAt
  }

  /// The longest that an approval for a scope may last, in milliseconds: 30 days, for certification 1 hour.
  public static func maximumLifetime(for scope: PermissionScope) -> Milliseconds {
    scope == .certification ? .hours(1) : .days(30)
  }

  public func statement() throws(StatementError) -> Statement {
    try Statement(
      subjects: subjects.map { ($0.name, $0.sha256) }, predicateType: Self.predicateType,
      predicate: [
        "environment": .string(environment.rawValue), "scope": .string(scope.rawValue),
        "grants": grants.json, "reason": .string(reason), "approver": .string(approver),
        "notBefore": .string(notBefore.description), "expiresAt": .string(expiresAt.description),
      ])
  }

  /// Reads an approval strictly.
  public init(statement: Statement) throws(JSONShapeError) {
    guard statement.predicateType == Self.predicateType else {
      throw JSONShapeError(
        .wrongKind, at: "$.predicateType", expected: Self.predicateType, found: statement.predicateType)
    }
    var reader = try JSONObjectReader(statement.predicate, at: "$.predicate")
    subjects = statement.subjects.map { .init(name: $0.name, sha256: $0.sha256.hex) }
    environment = try reader.word("environment")
    scope = try reader.word("scope")
    grants = try Grants(reader.object("grants"))
    reason = try reader.filledString("reason")
    approver = try reader.filledString("approver")
    notBefore = try reader.timestamp("notBefore")
    expiresAt = try reader.timestamp("expiresAt")
    try reader.finish()
    guard notBefore < expiresAt else {
      throw JSONShapeError(
        .outOfRange, at: "$.predicate.expiresAt", expected: "a time after notBefore", found: "\(expiresAt)")
    }
  }
}
