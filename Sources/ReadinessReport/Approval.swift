public import Attestation
public import Chronology
import Cryptography
public import StrictJSON

/// A second person's consent to trade on reports about certain subjects under a certain policy, design §5.2.
///
/// A document of its own, so that it survives the report's renewals and reboots. Not trusted by itself:
/// `Admission` judges signature, key, times and content.
public struct Approval: Sendable, Hashable {
  public static let predicateType = "urn:readiness-gate:approval:v1"

  /// The report's subjects, the resolved policy among them.
  public var subjects: [ReadinessReport.Subject]
  public var environment: TradingEnvironment
  public var scope: PermissionScope
  /// The most that a report may grant and still be approved by this.
  public var grants: Grants
  public var reason: String
  /// Who approves, for people; the signature decides.
  public var approver: String
  public var notBefore: Timestamp
  /// The first instant at which the approval no longer counts.
  public var expiresAt: Timestamp

  public init(
    subjects: [ReadinessReport.Subject], environment: TradingEnvironment, scope: PermissionScope,
    grants: Grants, reason: String, approver: String, notBefore: Timestamp, expiresAt: Timestamp
  ) {
    self.subjects = subjects
    self.environment = environment
    self.scope = scope
    self.grants = grants
    self.reason = reason
    self.approver = approver
    self.notBefore = notBefore
    self.expiresAt = expiresAt
  }

  /// How long an approval may hold at most.
  public static func maximumLifetime(_ scope: PermissionScope) -> Milliseconds {
    switch scope {
    case .live: .days(30)
    case .certification: .hours(1)
    }
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
    subjects = statement.subjects.map { ReadinessReport.Subject(name: $0.name, sha256: $0.sha256.hex) }
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

extension JSONObjectReader {
  /// A text with something in it.
  mutating func filledString(_ key: String) throws(JSONShapeError) -> String {
    let text = try string(key)
    guard text.contains(where: { !$0.isWhitespace }) else {
      throw JSONShapeError(.wrongKind, at: path(of: key), expected: "a text", found: "an empty one")
    }
    return text
  }
}
