/// The kill switch's place, design-engine §5. Raw values stand on disk: add cases, never rename one.
public enum KillSwitchMode: String, Sendable, Hashable, CaseIterable {
  case armed
  /// Clears by itself.
  case noEntry
  case reduceOnly, tripped, flattened

  /// Only a person clears these, with the trip's id and a reason.
  public var isLatched: Bool { self == .reduceOnly || self == .tripped || self == .flattened }

  /// Whether Admission may give a Grant.
  public var admits: Bool { !isLatched }

  /// How far from `armed`: a switch only ever goes on, until a person resets it.
  public var severity: Int {
    switch self {
    case .armed: 0
    case .noEntry: 1
    case .reduceOnly: 2
    case .tripped: 3
    case .flattened: 4
    }
  }
}

/// Why the switch left `armed`. Raw values stand on disk: add cases, never rename one.
public enum TripCause: String, Sendable, Hashable, CaseIterable {
  case command, signal
  case fileDrop = "file-drop"
  case stateMissing = "state-missing"
  case stateUnreadable = "state-unreadable"
  /// A position without a stop for longer than the deadline, or one that no stop can cover.
  case uncovered = "uncoverable-exposure"
  case dailyLoss = "daily-loss"
  /// A person, with `--flatten`.
  case flattenCommand = "flatten-command"
  case foreignOrder = "foreign-order"
  case otherInstance = "other-instance"
  case journalDamaged = "journal-damaged"
  case journalUnwritable = "journal-not-writable"
  case clockLost = "clock-lost"
  /// No baseline of the day's equity although there is a journal of today.
  case baselineMissing = "baseline-missing"

  /// The mode that it latches.
  public var mode: KillSwitchMode {
    switch self {
    case .otherInstance, .baselineMissing: .reduceOnly
    default: .tripped
    }
  }

  /// Whether own positions are closed; otherwise their stops are kept and verified, and only what cannot be covered
  /// is closed.
  public var flattens: Bool {
    switch self {
    case .uncovered, .dailyLoss, .flattenCommand: true
    default: false
    }
  }
}

/// What the core knows of the kill switch.
public struct Standing: Sendable, Hashable {
  public static let armed = Standing(mode: .armed, cause: nil)

  public var mode: KillSwitchMode
  public var cause: TripCause?

  public init(mode: KillSwitchMode, cause: TripCause?) {
    self.mode = mode
    self.cause = cause
  }

  public var flattens: Bool { mode.isLatched && (mode == .flattened || cause?.flattens == true) }

  /// Whether it is farther from `armed`: in its mode, or because it closes what the other keeps.
  public func goesBeyond(_ other: Standing) -> Bool {
    mode.severity != other.mode.severity
      ? mode.severity > other.mode.severity : flattens && !other.flattens
  }
}
