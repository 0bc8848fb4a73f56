/// Why admission says no. The texts are a contract, design §5.3: add cases, never rename one.
///
/// Cases stand in the order in which admission asks; the first that holds is the answer. A few stand beside the
/// contract's list, for questions that the list leaves without a word of their own.
public enum RefusalCode: Sendable, Hashable {
  case runningAsRoot, writableByEngine, loaderVariable
  case reportMissing, reportUnreadable, reportTooLarge, reportNotCanonical, payloadType
  case keyringUnreadable
  case unknownKey, signatureInvalid, signatureThreshold
  case keyNotValidNow, keyWrongRole, keyWrongEnvironment
  case reportMalformed, reportVersion
  case keyNotValidAtIssue, keyRevoked
  case keyringMismatch, keyringOlder
  case wrongEnvironment, wrongScope
  case subjectMissing(name: String)
  case subjectMismatch(name: String)
  case wrongAccount
  case libraryMismatch
  case wrongHost, wrongBoot
  case marksUnreadable, clockBehindMark, clockStepped, fromFuture, expired, tooOld
  case headUnreadable, headMissing, olderThanHead, superseded, sequenceAhead
  case policyNotPinned, policyMismatch
  case requiredBlockerMissing, requiredBlockerSubstituted
  case verdictInconsistent, blocked
  case waiverInvalid, waiverExpired, waiverOverCap, waiverSameKey
  case approvalMissing, approvalExpired, approvalMismatch, approvalSameKey
  case statePathMismatch, statePathNotWritable
  case decisionLogNotAsAnchored
  case killSwitchNotArmed
  case notRecorded
}

extension RefusalCode {
  /// Every code in order; those that name a subject with `NAME` in its place.
  public static let all: [RefusalCode] = [
    .runningAsRoot, .writableByEngine, .loaderVariable, .reportMissing, .reportUnreadable, .reportTooLarge,
    .reportNotCanonical, .payloadType, .keyringUnreadable, .unknownKey, .signatureInvalid,
    .signatureThreshold, .keyNotValidNow, .keyWrongRole, .keyWrongEnvironment, .reportMalformed,
    .reportVersion, .keyNotValidAtIssue, .keyRevoked, .keyringMismatch, .keyringOlder, .wrongEnvironment,
    .wrongScope, .subjectMissing(name: "NAME"), .subjectMismatch(name: "NAME"), .wrongAccount,
    .libraryMismatch, .wrongHost, .wrongBoot, .marksUnreadable, .clockBehindMark, .clockStepped, .fromFuture,
    .expired, .tooOld, .headUnreadable, .headMissing, .olderThanHead, .superseded, .sequenceAhead,
    .policyNotPinned, .policyMismatch, .requiredBlockerMissing, .requiredBlockerSubstituted,
    .verdictInconsistent, .blocked, .waiverInvalid, .waiverExpired, .waiverOverCap, .waiverSameKey,
    .approvalMissing, .approvalExpired, .approvalMismatch, .approvalSameKey, .statePathMismatch,
    .statePathNotWritable, .decisionLogNotAsAnchored, .killSwitchNotArmed, .notRecorded,
  ]

  /// The stable name, such as `report.expired` or `report.subject-mismatch.engine`.
  public var text: String { words.code }

  /// What is the matter: one clause, lower case, no full stop.
  public var summary: String { words.summary }

  private var words: (code: String, summary: String) {
    switch self {
    case .runningAsRoot: ("trust.running-as-root", "the engine runs with more rights than it may have")
    case .writableByEngine:
      ("trust.writable-by-engine", "the engine could change what it is judged by")
    case .loaderVariable:
      ("trust.loader-variable", "a variable that loads foreign code is set")
    case .reportMissing: ("report.missing", "there is no readiness report")
    case .reportUnreadable: ("report.unreadable", "the readiness report cannot be read")
    case .reportTooLarge: ("report.too-large", "the readiness report is too large")
    case .reportNotCanonical:
      ("report.not-canonical", "the readiness report is not in its one byte form")
    case .payloadType: ("report.payload-type", "the signed file is of another type")
    case .keyringUnreadable: ("keyring.unreadable", "the keyring cannot be used")
    case .unknownKey: ("signature.unknown-key", "the report is signed by a key that is not in the keyring")
    case .signatureInvalid: ("signature.invalid", "a signature of the report does not verify")
    case .signatureThreshold: ("signature.threshold", "the report has too few signatures")
    case .keyNotValidNow: ("key.not-valid-now", "a key of the report is not valid now")
    case .keyWrongRole: ("key.wrong-role", "a key of the report may not sign reports")
    case .keyWrongEnvironment:
      ("key.wrong-environment", "a key of the report may not sign for this environment")
    case .reportMalformed: ("report.malformed", "the signed report is not as a report must be")
    case .reportVersion: ("report.version", "the signed document is no report of this version")
    case .keyNotValidAtIssue:
      ("key.not-valid-at-issue", "a key of the report was not valid when the report was issued")
    case .keyRevoked: ("key.revoked", "a key of the report is revoked")
    case .keyringMismatch: ("keyring.mismatch", "the report was made with another keyring")
    case .keyringOlder: ("keyring.older", "the keyring is older than one already seen")
    case .wrongEnvironment: ("report.wrong-environment", "the report is for another environment")
    case .wrongScope: ("report.wrong-scope", "the report is for another scope")
    case .subjectMissing(let name):
      ("report.subject-missing.\(name)", "the report does not say which \(name) it is about")
    case .subjectMismatch(let name):
      ("report.subject-mismatch.\(name)", "the report is about another \(name)")
    case .wrongAccount: ("report.wrong-account", "the report is about another account")
    case .libraryMismatch:
      ("report.library-mismatch", "the engine loaded other libraries than the gate saw")
    case .wrongHost: ("report.wrong-host", "the report was made on another host")
    case .wrongBoot: ("report.wrong-boot", "the report was made before the last boot")
    case .marksUnreadable:
      ("clock.mark-unreadable", "the marks of the last admission cannot be read")
    case .clockBehindMark: ("clock.behind-mark", "the clock is behind a time already seen")
    case .clockStepped: ("clock.stepped", "the clock was set since the last admission")
    case .fromFuture: ("report.from-future", "the report is from the future")
    case .expired: ("report.expired", "the report has expired")
    case .tooOld: ("report.too-old", "the report is older than the engine accepts")
    case .headUnreadable: ("report.head-unreadable", "the gate's head files cannot be read")
    case .headMissing: ("report.head-missing", "the gate's head files do not know the report's subjects")
    case .olderThanHead: ("report.older-than-head", "there is a newer report")
    case .superseded: ("report.superseded", "a later report is BLOCKED")
    case .sequenceAhead: ("report.sequence-ahead", "the report's number is ahead of the clock")
    case .policyNotPinned: ("policy.not-pinned", "the configuration does not pin the policy")
    case .policyMismatch: ("policy.mismatch", "the report was made with another policy")
    case .requiredBlockerMissing:
      ("report.required-blocker-missing", "the report lacks a blocker that is required")
    case .requiredBlockerSubstituted:
      ("report.required-blocker-substituted", "a required blocker was checked by another check")
    case .verdictInconsistent:
      ("report.verdict-inconsistent", "the report's verdict does not follow from its blockers")
    case .blocked: ("report.blocked", "the report is BLOCKED")
    case .waiverInvalid: ("waiver.invalid", "a waiver in the report does not count")
    case .waiverExpired: ("waiver.expired", "a waiver in the report is not in force")
    case .waiverOverCap: ("waiver.over-cap", "the report's waivers exceed what the configuration allows")
    case .waiverSameKey: ("waiver.same-key", "a waiver is signed by a key that signed the report")
    case .approvalMissing: ("approval.missing", "the report lacks an approval")
    case .approvalExpired: ("approval.expired", "the approval is not in force")
    case .approvalMismatch: ("approval.mismatch", "the approval is for something else")
    case .approvalSameKey: ("approval.same-key", "the approval is signed by a key that signed the report")
    case .statePathMismatch:
      ("state-path.mismatch", "the engine's state paths are not those that the gate checked")
    case .statePathNotWritable:
      ("state-path.not-writable", "a state file cannot be replaced here")
    case .decisionLogNotAsAnchored:
      ("decision-log.not-as-anchored", "the decision log is not the one that the gate saw")
    case .killSwitchNotArmed: ("kill-switch.not-armed", "the kill switch is not armed")
    case .notRecorded: ("admission.not-recorded", "the admission could not be recorded")
    }
  }
}

extension RefusalCode: CustomStringConvertible {
  public var description: String { text }
}
