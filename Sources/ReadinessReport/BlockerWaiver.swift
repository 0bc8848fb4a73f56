public import Attestation
public import Chronology
import Cryptography
public import StrictJSON

/// A second person's decision to open the gate although one blocker does not pass, for a while, design §5.2.
///
/// Not trusted by itself: whoever uses it judges signature, key, times, caps and content.
public struct BlockerWaiver: Sendable, Hashable {
  public static let predicateType = "urn:readiness-gate:waiver:v1"

  /// Digest of the resolved policy, the statement's one subject, named `policy`.
  public var policySha256: String
  public var environment: TradingEnvironment
  public var scope: PermissionScope
  public var policyName: String
  /// The blocker's id.
  public var blocker: String
  /// Digest of the blocker's resolved form, so that editing the blocker voids the waiver.
  public var blockerSha256: String
  public var reason: String
  /// Who waives, for people; the signature decides.
  public var approver: String
  public var notBefore: Timestamp
  /// The first instant at which the waiver no longer counts.
  public var expiresAt: Timestamp

  public init(
    policySha256: String, environment: TradingEnvironment, scope: PermissionScope, policyName: String,
    blocker: String, blockerSha256: String, reason: String, approver: String, notBefore: Timestamp,
    expiresAt: Timestamp
  ) {
    self.policySha256 = policySha256
    self.environment = environment
    self.scope = scope
    self.policyName = policyName
    self.blocker = blocker
    self.blockerSha256 = blockerSha256
    self.reason = reason
    self.approver = approver
    self.notBefore = notBefore
    self.expiresAt = expiresAt
  }

  public func statement() throws(StatementError) -> Statement {
    try Statement(
      subjects: [("policy", policySha256)], predicateType: Self.predicateType,
      predicate: [
        "environment": .string(environment.rawValue), "scope": .string(scope.rawValue),
        "policyName": .string(policyName), "blocker": .string(blocker),
        "blockerSha256": .string(blockerSha256), "reason": .string(reason), "approver": .string(approver),
        "notBefore": .string(notBefore.description), "expiresAt": .string(expiresAt.description),
      ])
  }

  /// Reads a waiver strictly.
  public init(statement: Statement) throws(JSONShapeError) {
    guard statement.predicateType == Self.predicateType else {
      throw JSONShapeError(
        .wrongKind, at: "$.predicateType", expected: Self.predicateType, found: statement.predicateType)
    }
    guard statement.subjects.count == 1, let policy = statement.digest(ofSubject: "policy") else {
      throw JSONShapeError(
        .wrongKind, at: "$.subject", expected: "the resolved policy alone, named policy",
        found: statement.subjects.map(\.name).joined(separator: ", "))
    }
    policySha256 = policy.hex
    var reader = try JSONObjectReader(statement.predicate, at: "$.predicate")
    environment = try reader.word("environment")
    scope = try reader.word("scope")
    policyName = try reader.filledString("policyName")
    blocker = try reader.filledString("blocker")
    blockerSha256 = try reader.sha256("blockerSha256")
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
