public import Attestation
public import Chronology
public import DocumentSchema
public import ReadinessReport
public import StrictJSON
public import StrictYAML

/// What has to hold before an engine may start: a policy file with everything that it includes, valid.
public struct Policy: Sendable {
  public var name: String
  public var environment: TradingEnvironment
  public var scope: PermissionScope
  public var description: String
  public var validFor: Milliseconds
  /// How long one run of the gate may take.
  public var deadline: Milliseconds
  public var grants: Grants
  public var subjects: [Subject]
  public var maximumWaivers: Int
  public var maximumWaiverLifetime: Milliseconds
  public var blockers: [Blocker]

  /// A file whose SHA-256 the report binds.
  public struct Subject: Sendable {
    public var name: String
    public var path: DocumentPath
  }

  /// One thing that has to hold.
  public struct Blocker: Sendable {
    public var id: String
    public var title: String
    public var risk: Risk
    public var check: PreparedCheck
    public var timeout: Milliseconds
    /// Whom the worker becomes; nil is the user that runs the gate.
    public var user: Located<String>?
    public var isWaivable: Bool
    /// Ids that must pass, or be waived, first.
    public var needs: [Located<String>]
    public var remediation: String
    public var position: SourcePosition
    /// The blocker in the resolved policy.
    public var resolved: JSON
  }
}

/// A blocker's check, chosen and with its parameters read.
public struct PreparedCheck: Sendable {
  public let kind: String
  /// `with:` as written, for the worker, which reads it with the same schema.
  public let parameters: YAMLNode
  /// The folder of the file that holds it, relative to the top file's; empty for the top file.
  public let folder: String
  public let subjectsNeeded: [SubjectNeed]

  /// A policy subject without which the check cannot answer.
  public struct SubjectNeed: Sendable, Hashable {
    public let subject: String
    public let parameter: String
  }
}
