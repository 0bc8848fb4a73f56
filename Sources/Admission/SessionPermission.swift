public import Chronology

/// Whether a running session may add risk, as reports come and time passes, design §5.4.
///
/// Pure: the engine feeds it every ``ReportReview`` and asks before each entry. Protection and reduction never ask.
///
/// - READY replaces the grant and lifts a suspension.
/// - BLOCKED with a failed blocker suspends entries at once.
/// - BLOCKED with blockers that are only undecided suspends at the grant's end or after the grace, whichever comes
///   first; a second such report does not prolong it.
/// - A report older than the last one that counted, one that does not concern, and one that is refused change nothing.
public struct SessionPermission<Scope: GrantScope>: Sendable, Hashable {
  /// What entries are held against; also while they are suspended.
  public private(set) var grant: Grant<Scope>
  private let undecidedGrace: Milliseconds
  /// The number of the last report that counted.
  private var sequence: Int64
  private var state: State = .open

  private enum State: Sendable, Hashable {
    case open
    case closing(at: Timestamp)
    case closed
  }

  /// - Parameter undecidedGrace: `gate.undecided-grace`.
  public init(_ grant: Grant<Scope>, undecidedGrace: Milliseconds) {
    self.grant = grant
    self.undecidedGrace = undecidedGrace
    sequence = grant.sequence
  }

  /// Takes a new report in.
  ///
  /// - Returns: what changed, for the log and the alert.
  public mutating func take(_ review: ReportReview<Scope>, at now: Timestamp) -> Change {
    let wasAllowed = entries(at: now).isAllowed
    switch review {
    case .granted(let grant):
      guard grant.sequence >= sequence, !(grant.sequence == sequence && state != .open) else {
        return .ignored
      }
      (self.grant, sequence, state) = (grant, grant.sequence, .open)
      return wasAllowed ? .renewed : .resumed
    case .blocked(_, let number, let hasFailedBlocker):
      guard number > sequence else { return .ignored }
      sequence = number
      if hasFailedBlocker {
        state = .closed
        return wasAllowed ? .suspended(.blocked) : .ignored
      }
      if state == .open { state = .closing(at: now.advanced(byMilliseconds: max(0, undecidedGrace.count))) }
      switch entries(at: now) {
      case .allowed(let until): return .closing(at: until)
      case .suspended(let cause): return wasAllowed ? .suspended(cause) : .ignored
      }
    case .notConcerning: return .ignored
    case .refused(let refusal): return .alert(refusal)
    }
  }

  /// Whether an entry may be sent now.
  public func entries(at now: Timestamp) -> EntryPermission {
    switch state {
    case .closed: return .suspended(.blocked)
    case .closing(let deadline) where deadline <= now: return .suspended(.undecided)
    case .closing(let deadline):
      return now < grant.expiresAt
        ? .allowed(until: min(deadline, grant.expiresAt)) : .suspended(.grantEnded)
    case .open: return now < grant.expiresAt ? .allowed(until: grant.expiresAt) : .suspended(.grantEnded)
    }
  }

  /// What a report did to the session.
  public enum Change: Sendable, Hashable {
    /// The grant was replaced.
    case renewed
    /// The grant was replaced, and entries may be sent again.
    case resumed
    case suspended(SuspensionCause)
    /// Entries end at this time unless READY comes before.
    case closing(at: Timestamp)
    /// Nothing but a log line.
    case ignored
    /// Nothing but an alert.
    case alert(Refusal)
  }
}

/// Whether entries may be sent.
public enum EntryPermission: Sendable, Hashable {
  /// Up to, but not at, this time.
  case allowed(until: Timestamp)
  case suspended(SuspensionCause)

  public var isAllowed: Bool {
    if case .allowed = self { true } else { false }
  }
}

/// Why entries are suspended.
public enum SuspensionCause: String, Sendable, Hashable, CaseIterable {
  /// A report is BLOCKED by a blocker that failed.
  case blocked
  /// Reports have been undecided for longer than the grace.
  case undecided
  /// The grant has ended.
  case grantEnded = "grant-ended"
}
