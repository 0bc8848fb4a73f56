public import Attestation
public import Chronology
public import ExactDecimal
public import ReadinessCheck
public import StrictJSON

/// What one run of the gate found: the content of a signed readiness report, design §5.
///
/// A value of this type is not trusted by itself. The engine believes it only after `Admission` has verified
/// the signature over the very bytes it was read from.
public struct ReadinessReport: Sendable, Hashable {
  public static let predicateType = "urn:readiness-gate:readiness-report:v1"

  /// A file whose digest the report binds.
  public struct Subject: Sendable, Hashable {
    public var name: String
    public var sha256: String
    public init(name: String, sha256: String) { (self.name, self.sha256) = (name, sha256) }
  }

  public struct Policy: Sendable, Hashable {
    public struct File: Sendable, Hashable {
      public var path: String
      public var sha256: String
      public init(path: String, sha256: String) { (self.path, self.sha256) = (path, sha256) }
    }
    /// An environment variable that stood in a path of the policy.
    public struct Expansion: Sendable, Hashable {
      public var name: String
      public var value: String
      public var position: String
      public init(name: String, value: String, position: String) {
        (self.name, self.value, self.position) = (name, value, position)
      }
    }
    public var name: String
    public var resolvedSha256: String
    public var files: [File]
    public var expanded: [Expansion]
    public init(name: String, resolvedSha256: String, files: [File], expanded: [Expansion]) {
      (self.name, self.resolvedSha256, self.files, self.expanded) = (name, resolvedSha256, files, expanded)
    }
  }

  public struct Host: Sendable, Hashable {
    public var machineId: String
    public var bootId: String
    public var hostname: String
    public init(machineId: String, bootId: String, hostname: String) {
      (self.machineId, self.bootId, self.hostname) = (machineId, bootId, hostname)
    }
  }

  /// Where the engine's decision log stood, so that a cut tail shows later.
  public struct Anchor: Sendable, Hashable {
    public var entries: Int64
    public var headSha256: String
    public init(entries: Int64, headSha256: String) {
      (self.entries, self.headSha256) = (entries, headSha256)
    }
  }

  public struct Blocker: Sendable, Hashable {
    public var id: String
    public var title: String
    public var risk: Risk
    public var check: String
    public var outcome: Outcome
    /// The outcome before waivers.
    public var observed: Outcome
    /// `file:line:column` in the policy.
    public var position: String
    public var startedAt: Timestamp
    public var durationMicroseconds: Int64
    public var findings: [Finding]
    public var remediation: String

    public init(
      id: String, title: String, risk: Risk, check: String, outcome: Outcome, observed: Outcome,
      position: String, startedAt: Timestamp, durationMicroseconds: Int64, findings: [Finding],
      remediation: String
    ) {
      self.id = id
      self.title = title
      self.risk = risk
      self.check = check
      self.outcome = outcome
      self.observed = observed
      self.position = position
      self.startedAt = startedAt
      self.durationMicroseconds = durationMicroseconds
      self.findings = findings
      self.remediation = remediation
    }
  }

  /// A waiver in force, as the approver signed it.
  public struct Waiver: Sendable, Hashable {
    public var blocker: String
    public var envelope: JSON
    public init(blocker: String, envelope: JSON) { (self.blocker, self.envelope) = (blocker, envelope) }
  }

  /// One entry for each subject of the policy, and `policy`.
  public var subjects: [Subject]
  public var verdict: Verdict
  public var environment: TradingEnvironment
  public var scope: PermissionScope
  public var account: String?
  public var policy: Policy
  public var gateVersion: String
  public var gateSha256: String
  public var keyringSha256: String?
  public var host: Host
  public var startedAt: Timestamp
  public var issuedAt: Timestamp
  public var expiresAt: Timestamp
  public var expiresBecause: String
  public var sequence: Int64
  /// The payload digest of the report before this one.
  public var previous: String?
  public var anchor: Anchor?
  public var libraries: [String: String]
  public var statePaths: [String: String]
  public var grants: Grants
  public var blockers: [Blocker]
  public var waivers: [Waiver]
  /// Decides nothing; the one place where unknown fields may stand.
  public var extensions: [JSONMember]
  /// The counts that a report read from bytes states, in the order of ``Outcome``; empty for one made here.
  var statedSummary: [Int64] = []

  public init(
    subjects: [Subject], environment: TradingEnvironment, scope: PermissionScope, account: String?,
    policy: Policy, gateVersion: String, gateSha256: String, keyringSha256: String?, host: Host,
    startedAt: Timestamp, issuedAt: Timestamp, expiresAt: Timestamp, expiresBecause: String, sequence: Int64,
    previous: String?, anchor: Anchor?, libraries: [String: String], statePaths: [String: String],
    grants: Grants, blockers: [Blocker], waivers: [Waiver], extensions: [JSONMember] = []
  ) {
    self.subjects = subjects
    verdict = Verdict(of: blockers.map(\.outcome))
    self.environment = environment
    self.scope = scope
    self.account = account
    self.policy = policy
    self.gateVersion = gateVersion
    self.gateSha256 = gateSha256
    self.keyringSha256 = keyringSha256
    self.host = host
    self.startedAt = startedAt
    self.issuedAt = issuedAt
    self.expiresAt = expiresAt
    self.expiresBecause = expiresBecause
    self.sequence = sequence
    self.previous = previous
    self.anchor = anchor
    self.libraries = libraries
    self.statePaths = statePaths
    self.grants = grants
    self.blockers = blockers
    self.waivers = waivers
    self.extensions = extensions
  }

  public func subject(_ name: String) -> String? { subjects.first { $0.name == name }?.sha256 }

  /// Whether the report is about this engine binary with this configuration.
  public func concerns(engine: String, configuration: String) -> Bool {
    subject("engine") == engine && subject("configuration") == configuration
  }
}

/// What a report permits at most. A limit that is nil is not limited, which demo and live refuse.
public struct Grants: Sendable, Hashable {
  public var symbols: [String]?
  public var maxOrderNotionalUSD: ExactDecimal?
  public var maxPositionNotionalUSD: ExactDecimal?
  public var maxDailyLossUSD: ExactDecimal?
  public var maxOrdersPerMinute: Int64?
  /// In all, until the grant ends.
  public var maxOrders: Int64?
  /// Certified behaviours by name: `yes`, `no` or `not-observed`.
  public var behaviours: [String: String]

  public init(
    symbols: [String]? = nil, maxOrderNotionalUSD: ExactDecimal? = nil,
    maxPositionNotionalUSD: ExactDecimal? = nil, maxDailyLossUSD: ExactDecimal? = nil,
    maxOrdersPerMinute: Int64? = nil, maxOrders: Int64? = nil, behaviours: [String: String] = [:]
  ) {
    self.symbols = symbols
    self.maxOrderNotionalUSD = maxOrderNotionalUSD
    self.maxPositionNotionalUSD = maxPositionNotionalUSD
    self.maxDailyLossUSD = maxDailyLossUSD
    self.maxOrdersPerMinute = maxOrdersPerMinute
    self.maxOrders = maxOrders
    self.behaviours = behaviours
  }

  /// Whether everything that `other` permits is permitted here as well.
  public func covers(_ other: Grants) -> Bool {
    func atLeast<Limit: Comparable>(_ mine: Limit?, _ theirs: Limit?) -> Bool {
      guard let mine else { return true }
      guard let theirs else { return false }
      return mine >= theirs
    }
    func contains(_ mine: [String]?, _ theirs: [String]?) -> Bool {
      guard let mine else { return true }
      guard let theirs else { return false }
      return Set(theirs).isSubset(of: mine)
    }
    return contains(symbols, other.symbols) && atLeast(maxOrderNotionalUSD, other.maxOrderNotionalUSD)
      && atLeast(maxPositionNotionalUSD, other.maxPositionNotionalUSD)
      && atLeast(maxDailyLossUSD, other.maxDailyLossUSD)
      && atLeast(maxOrdersPerMinute, other.maxOrdersPerMinute) && atLeast(maxOrders, other.maxOrders)
  }
}
