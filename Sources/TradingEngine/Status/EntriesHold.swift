import Admission
import Trading

/// Why no entry is sent. Raw values are labels of metrics and words of answers: add cases, never rename one.
public enum EntriesHold: String, Sendable, Hashable, CaseIterable {
  case stopping
  /// `protect` and `flatten` add nothing.
  case protectOnly = "protect-only"
  case killSwitch = "kill-switch"
  /// The wall clock was set.
  case clock
  /// The decision log cannot be written.
  case decisionLog = "decision-log"
  case reportBlocked = "report-blocked"
  case reportUndecided = "report-undecided"
  case grantEnded = "grant-ended"
  /// The report does not certify what the configured protection needs.
  case notCertified = "not-certified"
  /// A newer report grants a smaller daily loss than the session began with.
  case dailyLossLimit = "daily-loss-limit"
  case venueSilent = "venue-silent"
  case journalRoom = "journal-room"
  case marginMode = "margin-mode"
  case coverUnknown = "cover-unknown"
  /// One of the four before has passed a moment ago.
  case settling

  init(_ cause: SuspensionCause) {
    self =
      switch cause {
      case .blocked: .reportBlocked
      case .undecided: .reportUndecided
      case .grantEnded: .grantEnded
      }
  }

  init(_ obstacle: EntryObstacle) {
    self =
      switch obstacle {
      case .venueSilent: .venueSilent
      case .journalRoom: .journalRoom
      case .marginMode: .marginMode
      case .coverUnknown: .coverUnknown
      case .settling: .settling
      }
  }
}
