import Attestation
import AuditLog
public import Chronology
import DurableFiles
public import Trading

/// A person's hand on the kill switch, from outside the engine.
///
/// While an engine runs, it alone writes the state: the request goes to it as a file, and the answer is the state that
/// it writes. Otherwise the state is changed here, under the instance lock.
public struct KillSwitchDesk: Sendable {
  private let path: String
  private let folder: StateFolder
  private let now: @Sendable () -> Timestamp
  private let makeTripID: @Sendable () -> String
  private let sleep: @Sendable (Int64) async throws -> Void

  public init(
    path: String, now: @escaping @Sendable () -> Timestamp, makeTripID: @escaping @Sendable () -> String,
    sleep: @escaping @Sendable (Int64) async throws -> Void
  ) {
    self.path = path
    folder = StateFolder(containing: path)
    self.now = now
    self.makeTripID = makeTripID
    self.sleep = sleep
  }

  /// - Parameters:
  ///   - flattens: own positions are to be closed as well.
  ///   - symbols: of these only; the stops of the others are kept. Empty: of all.
  /// - Returns: the state in force; when it was latched before, that trip stays.
  public func trip(
    reason: String, flattens: Bool = false, symbols: [Symbol] = []
  ) async throws(EngineError) -> KillSwitchState {
    let closesAll = flattens && symbols.isEmpty
    if let lock = try acquire() {
      let state = try trip(closesAll ? .flattenCommand : .command, reason: reason, holding: lock)
      extendLifetime(lock)
      return state
    }
    try ask(
      KillSwitchRequest.tripPath(path),
      KillSwitchRequest.tripDocument(reason: reason, flattens: flattens, symbols: symbols))
    return try await answer { closesAll ? $0.standing.flattens : $0.mode.isLatched }
  }

  /// For a process that holds the instance lock and is no running engine.
  ///
  /// - Returns: as ``trip(reason:)``.
  public func trip(
    _ cause: KillSwitchState.Cause, reason: String, holding lock: borrowing InstanceLock
  ) throws(EngineError) -> KillSwitchState {
    var killSwitch = try open()
    let before = killSwitch.state
    try killSwitch.trip(id: makeTripID(), cause: cause, reason: reason, at: now())
    if killSwitch.state != before { try record("kill-switch-tripped", killSwitch.state, before) }
    return killSwitch.state
  }

  /// - Throws: `kill-switch.wrong-trip-id`, `kill-switch.not-tripped`.
  public func reset(tripID: String, reason: String) async throws(EngineError) -> KillSwitchState {
    if let lock = try acquire() {
      var killSwitch = try open()
      let before = killSwitch.state
      try killSwitch.reset(tripID: tripID, reason: reason, at: now())
      try record("kill-switch-reset", killSwitch.state, before)
      extendLifetime(lock)
      return killSwitch.state
    }
    guard case .present(let state) = KillSwitchState.load(path) else {
      throw EngineError(
        .killSwitchNotTripped, "the running engine's kill switch has no readable state at '\(path)'")
    }
    try KillSwitch.check(reset: tripID, of: state)
    try ask(
      KillSwitchRequest.resetPath(path), KillSwitchRequest.resetDocument(tripID: tripID, reason: reason))
    return try await answer { !$0.mode.isLatched }
  }

  /// Nil when an engine runs.
  private func acquire() throws(EngineError) -> InstanceLock? {
    do { return try InstanceLock(in: folder) } catch {
      guard error.code == .lockHeld else { throw error }
      return nil
    }
  }

  private func open() throws(EngineError) -> KillSwitch {
    let killSwitch = try KillSwitch(
      opening: path, hasHistory: EngineHistory.hasSession(KillSwitchState.load(path), in: folder) { nil },
      tripID: makeTripID(), at: now())
    if killSwitch.wasTrippedByOpening { try record("kill-switch-tripped", killSwitch.state, nil) }
    return killSwitch
  }

  private func record(_ kind: String, _ state: KillSwitchState, _ before: KillSwitchState?)
    throws(EngineError)
  {
    var members = state.recordMembers(after: before)
    if folder.isOfPaper { members = PaperMark.stamp(members, .paper) }
    do {
      try DecisionLog(path: folder.decisions).append(kind, at: now(), members: members)
    } catch {
      throw EngineError(
        .recordNotWritten,
        "the kill switch is \(state.mode.rawValue), and that could not be recorded: \(error)",
        hint: error.hint)
    }
  }

  private func ask(_ file: String, _ document: [UInt8]) throws(EngineError) {
    do { try DurableFiles.replace(file, with: document, mode: 0o600) } catch {
      throw EngineError(
        .killSwitchUnwritten, "the running engine cannot be asked: \(error)",
        hint: "as root: kill -USR1 its process trips it")
    }
  }

  /// The engine looks every second.
  private func answer(_ isDone: (KillSwitchState) -> Bool) async throws(EngineError) -> KillSwitchState {
    for _ in 0..<60 {
      if case .present(let state) = KillSwitchState.load(path), isDone(state) { return state }
      guard (try? await sleep(100)) != nil else { break }
    }
    throw EngineError(
      .killSwitchUnwritten, "the running engine did not act within 6 seconds",
      hint: "see its journal; a file at \(KillSwitchRequest.tripPath(path)) stays until it does")
  }
}
