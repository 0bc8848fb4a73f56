public import Admission
public import StrictJSON
public import Trading

/// Something that happened to a running engine. Every effect that has an outcome comes back as one of these.
public enum EngineEvent: Sendable {
  /// About once a second.
  case tick
  case signal(EngineSignal)
  /// A file beside the kill switch's state asks for something.
  case requested(KillSwitchRequest, file: String)
  /// The kill switch stands so now, or the change could not be written.
  case killSwitch(KillSwitchState, trouble: EngineError?)
  /// The report file is another one than before.
  case reportChanged
  case reviewed(ReportReview<Live>)
  /// A decision could not be recorded.
  case notRecorded(String)
  /// One could be recorded again after one could not.
  case recorded
  /// The health endpoint answers at this address.
  case listening(String)
  case healthEnded(String)
  /// Something for the core: the end of one of its effects, or a wake.
  case venue(ConductorEvent)
  /// What the bundled strategy asked of a chart.
  case bars(StrategyReading)
  /// The core left `armed`.
  case tripped(TripCause, reason: String)
  /// A trip that flattens has left nothing open.
  case flattened
  /// Something that the core has people know.
  case alert(EngineAlert)
  /// The core has done for a stop what it could.
  case finished
}

/// What the shell does for the session.
public enum EngineEffect: Sendable, Hashable {
  /// Appends to the decision log.
  case record(kind: String, [JSONMember])
  case alert(EngineAlert)
  /// One line for the operator's journal.
  case note(String)
  case trip(cause: KillSwitchState.Cause, reason: String)
  /// Notes on the latch that everything is flat.
  case noteFlattened
  case reset(tripID: String, reason: String)
  /// Removes a request's file.
  case discard(file: String)
  /// Puts the report file through Admission.
  case review
  case watchdog
  /// Tells the service manager and ends the run.
  case stop(because: String)
}

/// Something that a person has to know.
public struct EngineAlert: Sendable, Hashable {
  public let code: String
  public let message: String
  /// What it is about, where alerts of one code about different things are not the same: a symbol.
  public let subject: String?

  public init(_ code: String, _ message: String, about subject: String? = nil) {
    self.code = code
    self.message = message
    self.subject = subject
  }

  /// Of the core, whose alerts name the symbol that they are about in their text.
  init(_ code: String, _ message: String, of symbols: [Symbol]) {
    let words = message.split { !($0.isLetter || $0.isNumber || $0 == "_") }
    let names = symbols.map(\.description)
    self.init(code, message, about: words.first { names.contains(String($0)) }.map(String.init))
  }
}
