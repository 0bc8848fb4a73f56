public import ReadinessCheck

/// How one blocker came out.
public enum Outcome: String, Sendable, Hashable, CaseIterable {
  case pass, fail, unknown, timeout
  /// Not run, because a blocker that it needs did not pass.
  case blocked
  /// Not passed, and excused by a waiver in force.
  case waived

  /// The outcome of a check that ran: fail beats unknown, and a check that asserts nothing is unknown.
  public init(of findings: [Finding]) {
    if findings.contains(where: { $0.status == .fail }) {
      self = .fail
    } else if findings.isEmpty || findings.contains(where: { $0.status != .pass }) {
      self = .unknown
    } else {
      self = .pass
    }
  }

  /// Whether a blocker with this outcome leaves the gate open.
  public var isOpen: Bool { self == .pass || self == .waived }

  /// Whether a waiver can excuse a blocker of which this was observed. It excuses what was looked at and not found:
  /// a check that never ran has shown nothing that somebody could have accepted.
  public var isExcusable: Bool { self == .fail || self == .unknown || self == .timeout }
}

/// What the report says as a whole.
public enum Verdict: String, Sendable, Hashable, CaseIterable {
  case ready = "READY"
  case readyWithWaivers = "READY_WITH_WAIVERS"
  case blocked = "BLOCKED"

  /// Only outcomes count. No blockers at all is BLOCKED: a gate that asks nothing opens for nobody.
  public init(of outcomes: [Outcome]) {
    if outcomes.isEmpty || !outcomes.allSatisfy(\.isOpen) {
      self = .blocked
    } else {
      self = outcomes.contains(.waived) ? .readyWithWaivers : .ready
    }
  }
}

/// How much a blocker is worth. Set by the policy, never by a check.
public enum Risk: String, Sendable, Hashable, CaseIterable {
  case low, medium, high, critical
}
