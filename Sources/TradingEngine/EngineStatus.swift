public import Alerting
public import Attestation
public import Chronology
public import StrictJSON
import Trading

/// A picture of the running engine: what `/healthz`, `/status`, `/metrics`, `status` and systemd show.
public struct EngineStatus: Sendable, Hashable {
  /// Which command shows itself. Raw values are words of answers and labels of metrics.
  public enum Mode: String, Sendable, Hashable, CaseIterable {
    case run, protect, flatten
  }

  /// Whether new risk may be taken, as far as the engine decides.
  public enum Entries: String, Sendable, Hashable {
    /// A Grant, or an environment that needs none, and an armed kill switch.
    case permitted
    /// A report says BLOCKED, or the Grant has ended.
    case suspended
    /// The kill switch has left `armed`.
    case stopped
  }

  public struct Permission: Sendable, Hashable {
    public var sequence: Int64
    public var reportSha256: String
    public var expiresAt: Timestamp

    public init(sequence: Int64, reportSha256: String, expiresAt: Timestamp) {
      self.sequence = sequence
      self.reportSha256 = reportSha256
      self.expiresAt = expiresAt
    }
  }

  public var environment: TradingEnvironment
  public var startedAt: Timestamp
  public var isStopping: Bool
  public var entries: Entries
  /// Why entries are not permitted; empty when they are.
  public var because: String
  /// The Grant in force or the last one; nil when none is asked for.
  public var permission: Permission?
  public var killSwitch: KillSwitchState
  public var counters: EngineCounters
  /// Nil without a venue.
  public var venue: VenueStatus?
  public var mode = Mode.run
  /// Why the session permits no entry; nil when it does.
  public var hold: EntriesHold?
  /// What holds for entries; nil where there are none.
  public var limits: EffectiveLimits?
  public var alerts = AlertHistory()
  /// Nil without a journal.
  public var journal: JournalStanding?
  /// Nil where it cannot be told.
  public var disk: DiskStanding?

  /// Everything that keeps entries back: the session's cause, and what clears by itself.
  public var holds: [EntriesHold] {
    (hold.map { [$0] } ?? []) + (venue?.overview.obstacles ?? []).map(EntriesHold.init)
  }

  /// Whether an entry that passes its review would be sent now.
  public var takesEntries: Bool { entries == .permitted && holds.isEmpty }

  /// One line for `systemctl status`.
  public var line: String {
    let tail = because.isEmpty ? "" : " (\(because))"
    let grant = permission.map { ", Grant until \($0.expiresAt)" } ?? ", no Grant needed"
    return (mode == .run ? "" : "\(mode.rawValue), ")
      + "\(environment.rawValue): entries \(entries.rawValue)\(tail)\(grant), "
      + "kill switch \(killSwitch.mode.rawValue), \(venue?.line ?? "no venue")"
  }

  /// The body of `/healthz`.
  public func json(at time: Timestamp) -> JSON {
    let grant: JSON =
      permission.map {
        [
          "sequence": .integer($0.sequence), "report": .string($0.reportSha256),
          "expiresAt": .string($0.expiresAt.description),
        ]
      } ?? nil
    return [
      "status": isStopping ? "stopping" : "running", "mode": .string(mode.rawValue),
      "environment": .string(environment.rawValue),
      "startedAt": .string(startedAt.description),
      "uptimeSeconds": .integer(max(0, time.milliseconds(since: startedAt)) / 1_000),
      "entries": .string(entries.rawValue), "because": .string(because),
      "protectionOnly": .bool(entries != .permitted), "grant": grant,
      "killSwitch": [
        "state": .string(killSwitch.mode.rawValue), "tripId": .optional(killSwitch.tripID),
        "cause": .optional(killSwitch.cause?.rawValue), "reason": .optional(killSwitch.reason),
      ],
      "venue": venue?.json ?? noVenue,
    ]
  }

  /// An engine without keys has no venue; `protect` has one that it may not have reached yet, and whoever would stop it
  /// then has to read that nothing is known to be covered.
  var noVenue: JSON { mode == .run ? nil : ["allCovered": false, "reconciled": false, "symbols": []] }
}

/// What has happened since the start.
public struct EngineCounters: Sendable, Hashable {
  public var reportsRead: Int64 = 0
  public var alerts: Int64 = 0
  public var delivery = AlertCounters()
  public var heartbeats: Int64 = 0
  public var recordsNotWritten: Int64 = 0

  public init() {}
}
