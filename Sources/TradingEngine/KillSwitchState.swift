public import Chronology
public import StrictJSON
public import Trading

/// The kill switch as it stands on disk, design-engine §5.
public struct KillSwitchState: Sendable, Hashable {
  public typealias Mode = KillSwitchMode
  public typealias Cause = TripCause

  public static let initial = KillSwitchState(
    mode: .armed, tripID: nil, cause: nil, reason: nil, changedAt: Timestamp(clamping: 0), note: nil)

  public var mode: Mode
  /// Shown to the person who resets; set exactly while latched.
  public var tripID: String?
  /// Set exactly while not armed.
  public var cause: Cause?
  public var reason: String?
  public var changedAt: Timestamp
  /// Free; the gate's token when it proves that the file survives.
  public var note: String?

  public init(
    mode: Mode, tripID: String?, cause: Cause?, reason: String?, changedAt: Timestamp, note: String?
  ) {
    self.mode = mode
    self.tripID = tripID
    self.cause = cause
    self.reason = reason
    self.changedAt = changedAt
    self.note = note
  }

  /// Latched, with a new trip id.
  public static func tripped(
    id: String, cause: Cause, reason: String, at time: Timestamp
  ) -> KillSwitchState {
    KillSwitchState(
      mode: cause.mode, tripID: id, cause: cause, reason: reason, changedAt: time, note: nil)
  }

  /// Armed by a person, who gave a reason.
  public static func armed(reason: String?, at time: Timestamp, note: String? = nil) -> KillSwitchState {
    KillSwitchState(mode: .armed, tripID: nil, cause: nil, reason: reason, changedAt: time, note: note)
  }
}

extension KillSwitchState {
  /// What the core knows of it.
  public var standing: Standing { Standing(mode: mode, cause: cause) }

  /// What the decision log says about a change to this state.
  func recordMembers(after before: KillSwitchState?) -> [JSONMember] {
    [
      JSONMember("state", .string(mode.rawValue)), JSONMember("tripId", .optional(tripID ?? before?.tripID)),
      JSONMember("cause", .optional(cause?.rawValue)), JSONMember("reason", .optional(reason)),
    ]
  }
}

extension KillSwitchState: StateDocument {
  public static let kind = StateKind.killSwitch

  public var json: JSON {
    [
      "killSwitch": "v1", "state": .string(mode.rawValue), "tripId": .optional(tripID),
      "cause": .optional(cause?.rawValue), "reason": .optional(reason),
      "changedAt": .string(changedAt.description),
      "note": .optional(note),
    ]
  }

  public init(_ json: JSON) throws(StateDocumentError) {
    var reader = try StateReader(json, version: "killSwitch")
    mode = try reader.word("state")
    tripID = try reader.optionalString("tripId")
    let causeText = try reader.optionalString("cause")
    reason = try reader.optionalString("reason")
    changedAt = try reader.timestamp("changedAt")
    note = try reader.optionalString("note")
    try reader.finish()
    cause = causeText.flatMap(Cause.init(rawValue:))
    if let causeText, cause == nil { throw StateDocumentError("$.cause: '\(causeText)' is not a cause") }
    guard (tripID?.isEmpty == false) == mode.isLatched else {
      throw StateDocumentError("$.tripId: a trip id stands there exactly while the switch is latched")
    }
    guard (cause != nil) == (mode != .armed) else {
      throw StateDocumentError("$.cause: a cause stands there exactly while the switch is not armed")
    }
  }
}
