import AuditLog
package import DurableFiles

/// Why the engine cannot go on, with what it found and what a person can do.
public struct EngineError: Error, Sendable, Hashable {
  /// Raw values appear in answers and logs: add cases, never rename one.
  public enum Code: String, Sendable, CaseIterable {
    case executableUnreadable = "engine.executable-unreadable"
    case clockUnreadable = "engine.clock-unreadable"
    case configurationUnreadable = "engine.configuration-unreadable"
    case statePathInvalid = "state-path.invalid"
    case stateNotWritable = "state-path.not-writable"
    case stateNotWritten = "state-path.not-written"
    case stateNotReadable = "state-path.not-readable"
    case lockHeld = "engine.already-running"
    case notRunning = "engine.not-running"
    case killSwitchWrongTrip = "kill-switch.wrong-trip-id"
    case killSwitchNotTripped = "kill-switch.not-tripped"
    case killSwitchUnwritten = "kill-switch.not-recorded"
    case killSwitchUnreadable = "kill-switch.unreadable"
    case killSwitchNotArmed = "kill-switch.not-armed"
    /// A drill is for the simulated venue.
    case drillEnvironment = "kill-switch.drill-environment"
    /// Something holds the instance lock and does not answer as a running engine does.
    case drillEngineSilent = "kill-switch.drill-engine-silent"
    /// What runs is another program than the one that drills.
    case drillOtherEngine = "kill-switch.drill-other-engine"
    case healthPortTaken = "health.port-not-available"
    case intentSocketTaken = "intents.socket-in-use"
    case intentSocketPath = "intents.socket-path"
    case recordNotWritten = "decision-log.not-written"
    case credentials = "venue.credentials"
    case venueSetup = "venue.connection-setup"
    case venueUnreachable = "venue.unreachable"
    case venueNotTrusted = "venue.not-trusted"
    case venueEnvironment = "venue.environment-differs"
    case venueAccount = "venue.account-differs"
    case venueSymbol = "venue.symbol"
    case journalUnusable = "journal.not-usable"
    case notReconciled = "engine.not-reconciled"
    case otherInstance = "engine.other-instance"
    case strategyNotConfigured = "strategy.not-configured"
    case strategyCandles = "strategy.candles-unreadable"
    case strategyInstrument = "strategy.instrument-unknown"
    case strategySymbol = "strategy.symbol"
    /// The journal tells nothing of the time that was asked for.
    case noStatement = "statement.no-records"
    /// Something else than a folder stands where paper's state is kept.
    case statePathPaper = "state-path.of-paper"
    /// The journal holds orders of another environment.
    case journalEnvironment = "journal.other-environment"
    case paperAccountDamaged = "paper.account-damaged"
    case paperAccountMissing = "paper.account-missing"
    case paperAccountUnusable = "paper.account-not-usable"
    case paperMarketData = "paper.no-market-data"
    /// What works beside an engine has nothing to work at.
    case paperVenue = "paper.venue-in-process"
  }

  public let code: Code
  /// Lower case, no full stop.
  public let message: String
  /// What a person can do about it.
  public let hint: String?

  public init(_ code: Code, _ message: String, hint: String? = nil) {
    self.code = code
    self.message = message
    self.hint = hint
  }

  /// The exit status that tells scripts what to do, design §6.
  public var exitStatus: Int32 {
    switch code {
    case .lockHeld, .healthPortTaken, .intentSocketTaken, .venueUnreachable, .notReconciled, .otherInstance,
      .drillEngineSilent, .paperMarketData:
      75
    case .configurationUnreadable, .statePathInvalid, .stateNotWritable, .stateNotReadable, .intentSocketPath,
      .credentials,
      .venueSetup, .venueNotTrusted, .venueEnvironment, .venueAccount, .venueSymbol, .drillEnvironment,
      .drillOtherEngine, .strategyNotConfigured, .strategyCandles, .strategyInstrument, .strategySymbol,
      .statePathPaper, .journalEnvironment, .paperVenue:
      78
    case .killSwitchWrongTrip, .killSwitchNotTripped, .killSwitchUnreadable, .killSwitchNotArmed, .notRunning,
      .noStatement:
      1
    case .stateNotWritten, .killSwitchUnwritten, .recordNotWritten, .journalUnusable, .paperAccountDamaged,
      .paperAccountMissing, .paperAccountUnusable:
      74
    case .executableUnreadable, .clockUnreadable: 70
    }
  }
}

extension EngineError {
  /// A state that cannot be read or written. A disk that is full or fails is no mistake of the configuration: then a
  /// service manager tries again, and the engine runs as soon as there is room.
  ///
  /// - Parameters:
  ///   - what: what cannot be done.
  ///   - hint: for a path that has to be put right.
  package init(state error: FileError, _ what: String, hint: String?) {
    self.init(
      error.isDiskFailure ? .stateNotWritten : .stateNotWritable, "\(what): \(error)",
      hint: error.isDiskFailure ? Self.diskHint : hint)
  }

  static let diskHint = "make room on its file system, or see what the kernel says about the disk (`dmesg`)"

  init(tripNotRecorded error: AuditLogError) {
    self.init(.recordNotWritten, "the kill switch's trip cannot be recorded: \(error)", hint: error.hint)
  }
}

extension EngineError: CustomStringConvertible {
  public var description: String { "\(message) [\(code.rawValue)]" }
}
