public import Chronology
import DurableFiles
public import Trading

/// The kill switch of one engine: what is in force, and the file that keeps it through a crash.
///
/// Only the holder of the ``InstanceLock`` has one.
public struct KillSwitch: Sendable {
  public let path: String
  public private(set) var state: KillSwitchState
  /// Whether opening found that the state was lost or damaged, and tripped.
  public let wasTrippedByOpening: Bool
  /// A first state stands nowhere until ``establish()``.
  private var isEstablished = true

  /// Reads the state, and writes a trip down that it finds.
  ///
  /// Where no engine ran before, the switch is armed in memory only: a start that is refused leaves nothing behind that
  /// a later one would take for its state.
  ///
  /// - Parameters:
  ///   - hasHistory: whether the engine ran here before (there is a decision log): then a missing file was lost,
  ///     and the switch is tripped. An unreadable file always trips, and is kept beside as `….unreadable`.
  ///   - tripID: for a trip found here.
  public init(
    opening path: String, hasHistory: Bool, tripID: String, at time: Timestamp
  ) throws(EngineError) {
    self.path = path
    let stored = KillSwitchState.load(path)
    state = Self.meaning(of: stored, hasHistory: hasHistory, tripID: tripID, at: time)
    if case .present = stored {
      wasTrippedByOpening = false
    } else {
      wasTrippedByOpening = state.mode.isLatched
    }
    switch stored {
    case .present: return
    case .missing where !wasTrippedByOpening:
      isEstablished = false
      return
    case .missing: break
    case .unreadable:
      if let bytes = try? DurableFiles.read(path, limit: KillSwitchState.byteLimit) {
        try? DurableFiles.replace(path + ".unreadable", with: bytes, mode: 0o600)
      }
    }
    try save()
  }

  /// Writes a first state down, once the engine may start.
  public mutating func establish() throws(EngineError) {
    guard !isEstablished else { return }
    try save()
    isEstablished = true
  }

  /// What the state on disk amounts to, without writing anything.
  public static func meaning(
    of stored: StoredState<KillSwitchState>, hasHistory: Bool, tripID: String, at time: Timestamp
  ) -> KillSwitchState {
    switch stored {
    case .present(let state): state
    case .missing where !hasHistory: .armed(reason: nil, at: time)
    case .missing:
      .tripped(
        id: tripID, cause: .stateMissing,
        reason: "the engine ran here before and its kill switch's state is gone",
        at: time)
    case .unreadable(let reason): .tripped(id: tripID, cause: .stateUnreadable, reason: reason, at: time)
    }
  }

  /// Latches, whatever the disk says: memory first, then the file.
  ///
  /// A switch that is latched already keeps its id and its cause, unless the new cause goes further.
  ///
  /// - Throws: when the file could not be written; the trip is in force all the same.
  public mutating func trip(
    id: String, cause: KillSwitchState.Cause, reason: String, at time: Timestamp
  ) throws(EngineError) {
    let isFurther =
      Standing(mode: cause.mode, cause: cause).goesBeyond(state.standing)
    guard !state.mode.isLatched || isFurther else { return }
    state = .tripped(id: id, cause: cause, reason: reason, at: time)
    try save()
  }

  /// Says that a trip that flattens has left nothing open; the trip stays what it was.
  public mutating func noteFlattened(at time: Timestamp) throws(EngineError) {
    guard state.mode == .tripped, state.standing.flattens else { return }
    state.mode = .flattened
    state.changedAt = time
    try save()
  }

  /// Arms again, for a person who shows the trip's id and gives a reason: file first, then memory.
  public mutating func reset(tripID: String, reason: String, at time: Timestamp) throws(EngineError) {
    try Self.check(reset: tripID, of: state)
    let before = state
    state = .armed(reason: "reset: \(reason)", at: time)
    do { try save() } catch {
      state = before
      throw error
    }
  }

  /// Whether a reset with this id is one.
  public static func check(reset tripID: String, of state: KillSwitchState) throws(EngineError) {
    guard state.mode.isLatched else {
      throw EngineError(
        .killSwitchNotTripped, "the kill switch is \(state.mode.rawValue): there is nothing to reset")
    }
    guard state.tripID == tripID else {
      throw EngineError(
        .killSwitchWrongTrip, "'\(tripID)' is not the id of the trip in force",
        hint: "'trading-engine kill-switch show' shows what tripped it, and its id")
    }
  }

  private func save() throws(EngineError) {
    do { try state.save(path) } catch {
      throw EngineError(
        .killSwitchUnwritten, "the kill switch's state cannot be written: \(error)",
        hint: "the folder has to exist and be writable for the engine's user")
    }
  }
}
