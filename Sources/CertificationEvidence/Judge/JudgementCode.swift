/// Why a case got its verdict. Raw values appear in evidence and findings: add cases, never rename one.
public enum JudgementCode: String, Sendable, Hashable, CaseIterable {
  case passed

  // The run.
  case caseNotRun = "case.not-run"
  case caseNotEnded = "case.not-ended"
  case readIncomplete = "read.incomplete"
  case readingsUndecided = "readings.undecided"
  case commandNotAnnounced = "command.not-announced"
  case commandNotSent = "command.not-sent"
  case requestDiffers = "request.differs"

  // Somebody else on the symbol.
  case foreignOrder = "foreign.order"
  case foreignFill = "foreign.fill"
  case foreignPosition = "foreign.position"

  // The position.
  case startNotRead = "start.not-read"
  case startNotFlat = "start.not-flat"
  case fillsNoBaseline = "fills.no-baseline"
  case entryNotSent = "entry.not-sent"
  case entryNotOfCase = "entry.not-of-case"
  case entryRefused = "entry.refused"
  case entryUnknown = "entry.unknown"
  case positionNotShown = "position.not-shown"
  case positionTooSmall = "position.too-small"
  case positionTooLarge = "position.too-large"
  case positionWrongSide = "position.wrong-side"

  // The order under test.
  case orderNotSent = "order.not-sent"
  case orderNotOfCase = "order.not-of-case"
  case orderRefused = "order.refused"
  case orderUnknown = "order.unknown"
  case orderWithoutID = "order.without-id"
  case orderNotRead = "order.not-read"
  case orderNotShown = "order.not-shown"
  case orderIDMismatch = "order.id-mismatch"
  case orderDeviates = "order.deviates"
  case earlierOrderNotCancelled = "order.earlier-not-cancelled"

  // The trigger.
  case triggerNotRead = "trigger.not-read"
  case triggerAlreadyReached = "trigger.already-reached"
  case firedBeforeShown = "trigger.reached-before-shown"
  case triggerNotReached = "trigger.not-reached"
  case triggerNotSeen = "trigger.not-seen"
  case triggerSignalAmbiguous = "trigger.signal-ambiguous"
  case triggerNoTime = "trigger.no-time-to-fire"
  case marketSuspended = "market.suspended"
  case fillBeforeTrigger = "fill.before-trigger"
  case orderNotFired = "order.not-fired"
  case orderVanished = "order.vanished"

  // What the order did.
  case orderOtherTraded = "order.other-traded"
  case orderStillShown = "order.still-shown"
  case fillsNotRead = "fills.not-read"
  case fillNone = "fill.none"
  case fillNotFound = "fill.not-found"
  case fillPartial = "fill.partial"
  case fillExcess = "fill.excess"
  case positionReversed = "position.reversed"
  case positionNotFlat = "position.not-flat"
  case flatNotShownTwice = "flat.not-shown-twice"
  case arithmetic = "number.out-of-range"

  /// What the venue did wrong is a failure. What the run or somebody else did is none, and proves nothing either.
  public var verdict: CaseVerdict {
    switch self {
    case .passed: .pass
    case .foreignOrder, .foreignFill, .foreignPosition: .contaminated
    case .triggerNotReached: .notTriggered
    case .caseNotRun, .caseNotEnded, .readIncomplete, .readingsUndecided, .commandNotSent, .startNotRead,
      .startNotFlat,
      .fillsNoBaseline, .entryNotSent, .entryRefused, .entryUnknown, .positionNotShown, .positionTooSmall,
      .orderNotSent, .orderUnknown, .orderNotRead, .triggerNotRead, .triggerNotSeen, .triggerAlreadyReached,
      .firedBeforeShown,
      .triggerSignalAmbiguous, .triggerNoTime, .marketSuspended, .orderOtherTraded, .fillsNotRead,
      .flatNotShownTwice:
      .aborted
    case .commandNotAnnounced, .requestDiffers, .entryNotOfCase, .positionTooLarge, .positionWrongSide,
      .orderNotOfCase, .orderRefused, .orderWithoutID, .orderNotShown, .orderIDMismatch, .orderDeviates,
      .earlierOrderNotCancelled, .fillBeforeTrigger, .orderNotFired, .orderVanished,
      .orderStillShown, .fillNone, .fillNotFound, .fillPartial, .fillExcess, .positionReversed,
      .positionNotFlat, .arithmetic:
      .fail
    }
  }
}

extension JudgementCode {
  /// Whether it says that something was not there, which may have come a moment later.
  var isAbsence: Bool {
    switch self {
    case .orderNotShown, .orderVanished, .orderStillShown, .fillNone, .fillNotFound, .fillPartial,
      .positionNotFlat, .readingsUndecided:
      true
    default: false
    }
  }
}

/// What keeps a case from passing.
struct CaseObjection: Error {
  let code: JudgementCode
  /// Lower case, no full stop.
  let detail: String

  init(_ code: JudgementCode, _ detail: String) {
    self.code = code
    self.detail = detail
  }
}
