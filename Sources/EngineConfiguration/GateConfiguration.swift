public import Attestation
public import Chronology
public import DocumentSchema
import StrictJSON

/// What the engine asks of a readiness report, design §5.3 and §5.4.
public struct GateConfiguration: Sendable, Hashable {
  /// Whether `run` needs a Grant; always for live.
  public var isRequired: Bool
  public var keyring: DocumentPath
  /// The gate's folder, whose heads say which report is the newest.
  public var state: DocumentPath
  /// A folder of approvals.
  public var approvals: DocumentPath
  /// How old a report may be, whatever it says itself.
  public var maximumAge: Milliseconds
  /// How long entries go on after a report that is BLOCKED only because something is unknown.
  public var undecidedGrace: Milliseconds
  public var waivers: WaiverCaps
  /// In the document's order, beyond those that Admission asks for by itself.
  public var requiredBlockers: [RequiredBlocker]
  public var live: ScopeConfiguration
  public var certification: ScopeConfiguration

  public struct WaiverCaps: Sendable, Hashable {
    public var maximum: Int
    public var maxLifetime: Milliseconds
  }

  /// A blocker that has to be in the report, with the check that has to have answered it.
  public struct RequiredBlocker: Sendable, Hashable {
    public var id: String
    public var check: String
  }

  public struct ScopeConfiguration: Sendable, Hashable {
    /// The report; `--report` wins.
    public var report: DocumentPath?
    /// The digest of the resolved policy that the report must be about.
    public var policySha256: String?
  }

  public func scope(_ scope: PermissionScope) -> ScopeConfiguration {
    switch scope {
    case .live: live
    case .certification: certification
    }
  }
}

extension GateConfiguration {
  static let schema: Schema<Positioned<GateConfiguration>> = .object("the gate") { fields in
    let isRequired = fields.optional(
      "required", .boolean, default: .text("true"), "whether 'run' needs a Grant; always true for live")
    let keyring = fields.optional(
      "keyring", .configuredPath, default: .text("/etc/trading-engine/keyring.yaml"),
      "the public keys that are believed")
    let state = fields.optional(
      "state", .configuredPath, default: .text("/var/lib/readiness-gate"), "the gate's folder, for its heads")
    let approvals = fields.optional(
      "approvals", .configuredPath, default: .text("/etc/trading-engine/approvals"), "a folder of approvals")
    let age = fields.optional(
      "maximum-age", .duration(.minutes(1)...(.days(7))), default: .text("24h"),
      "how old a report may be, whatever it says itself; at most 24h for live")
    let grace = fields.optional(
      "undecided-grace", .duration(Milliseconds(0)...(.hours(1))), default: .text("15m"),
      "how long entries go on after a report that is BLOCKED only because something is unknown")
    let waivers = fields.optional(
      "waivers", WaiverCaps.schema, default: .mapping, "how many waivers a report may need, and how old")
    let blockers = fields.optional(
      "required-blockers", RequiredBlocker.schema, default: .mapping,
      "id: check, blockers that a report must have besides those that the engine always asks for")
    let live = fields.optional(
      "live", ScopeConfiguration.schema, default: .mapping, "the report that 'run' needs")
    let certification = fields.optional(
      "certification", ScopeConfiguration.schema, default: .mapping, "the report that 'certify' needs")
    guard let isRequired, let keyring, let state, let approvals, let age, let grace, let waivers,
      let blockers,
      let live, let certification
    else { return nil }
    let gate = GateConfiguration(
      isRequired: isRequired, keyring: keyring, state: state, approvals: approvals, maximumAge: age,
      undecidedGrace: grace, waivers: waivers, requiredBlockers: blockers, live: live,
      certification: certification)
    return Positioned(gate, ["required", "maximum-age"], of: fields)
  }
}

extension GateConfiguration.WaiverCaps {
  static let schema: Schema<Self> = .object("the caps on waivers") { fields in
    let maximum = fields.optional("maximum", .integer(0...16), default: .text("0"), "waivers in one report")
    let lifetime = fields.optional(
      "max-lifetime", .duration(.minutes(1)...(.days(30))), default: .text("7d"),
      "from its beginning to its end")
    guard let maximum, let lifetime else { return nil }
    return Self(maximum: maximum, maxLifetime: lifetime)
  }
}

extension GateConfiguration.RequiredBlocker {
  static let schema: Schema<[Self]> = Schema<[(key: Located<String>, value: String)]>.dictionary(
    "the required blockers", of: .identifier, isKey: isKebabCase,
    keys: "an id has lower-case letters, digits and single hyphens"
  ).map { pairs, _, _ in pairs.map { Self(id: $0.key.value, check: $0.value) } }
}

extension GateConfiguration.ScopeConfiguration {
  static let schema: Schema<Self> = .object("a scope of the gate") { fields in
    let hasReport = fields.isPresent("report")
    let report = fields.optional("report", .configuredPath, "the readiness report; --report wins")
    let hasDigest = fields.isPresent("policy-sha256")
    let digest = fields.optional(
      "policy-sha256", .sha256, "what 'readiness policy show --resolved --digest' prints; required for live")
    guard (report != nil) == hasReport, (digest != nil) == hasDigest else { return nil }
    return Self(report: report, policySha256: digest)
  }
}
