public import Attestation
public import Chronology

/// What the engine's own configuration demands of a report before a session of one environment and scope.
public struct EnvironmentRequirements: Sendable, Hashable {
  /// How many waivers, and how long each, the configuration puts up with: `gate.waivers`.
  public struct WaiverCaps: Sendable, Hashable {
    public var maximum: Int
    public var maximumLifetime: Milliseconds

    public init(maximum: Int, maximumLifetime: Milliseconds) {
      self.maximum = maximum
      self.maximumLifetime = maximumLifetime
    }

    public static let none = WaiverCaps(maximum: 0, maximumLifetime: .days(7))
  }

  /// A blocker that a report must have, and the check that must have judged it.
  public struct RequiredBlocker: Sendable, Hashable {
    public var id: String
    public var check: String

    public init(id: String, check: String) {
      self.id = id
      self.check = check
    }
  }

  /// The environment of the session, derived from the venue, never merely configured.
  public var environment: TradingEnvironment
  public var scope: PermissionScope
  /// `gate.required`. Demo and live require a report whatever this says.
  public var isRequired: Bool
  /// The report for this scope, `gate.live.report` or `gate.certification.report`, or `--report`. Absolute.
  public var reportPath: String
  /// `gate.keyring`. Absolute.
  public var keyringPath: String
  /// `gate.state`, the gate's store. Required for demo and live.
  public var storeFolder: String?
  /// `gate.approvals`, a folder; nil where there is none.
  public var approvalsFolder: String?
  /// `gate.maximum-age`: how old a report may be, counted from its `startedAt`.
  public var maximumAge: Milliseconds
  public var waiverCaps: WaiverCaps
  /// `gate.required-blockers`, beyond those of design §5.3.
  public var requiredBlockers: [RequiredBlocker]
  /// `gate.<scope>.policy-sha256`, required for live.
  public var policySha256: String?
  /// `venue.account`: compared here when the report names one, verified again after connecting.
  public var account: String?

  public init(
    environment: TradingEnvironment, scope: PermissionScope, isRequired: Bool, reportPath: String,
    keyringPath: String, storeFolder: String?, approvalsFolder: String?, maximumAge: Milliseconds,
    waiverCaps: WaiverCaps, requiredBlockers: [RequiredBlocker], policySha256: String?, account: String?
  ) {
    self.environment = environment
    self.scope = scope
    self.isRequired = isRequired
    self.reportPath = reportPath
    self.keyringPath = keyringPath
    self.storeFolder = storeFolder
    self.approvalsFolder = approvalsFolder
    self.maximumAge = maximumAge
    self.waiverCaps = waiverCaps
    self.requiredBlockers = requiredBlockers
    self.policySha256 = policySha256
    self.account = account
  }

  /// Whether a session needs a report at all.
  public var demandsReport: Bool { isRequired || environment.reachesVenue }

  /// What every report must have judged, design §5.3: for live the four of the seed document, for certification on
  /// a venue those three of them that do not need its own result; then what the configuration adds.
  public var allRequiredBlockers: [RequiredBlocker] {
    switch (environment, scope) {
    case (.live, .live): return Self.seed + requiredBlockers
    case (.live, .certification), (.demo, .certification): return Self.seed.dropLast() + requiredBlockers
    default: return requiredBlockers
    }
  }

  /// What stood in the way of the first go-live.
  static let seed = [
    RequiredBlocker(id: "runtime-dependencies", check: "dependency-presence"),
    RequiredBlocker(id: "state-paths", check: "state-path"),
    RequiredBlocker(id: "legacy-state-file", check: "legacy-file-absence"),
    RequiredBlocker(id: "sl-tp-certification", check: "sltp-certification"),
  ]
}
