/// What the engine's own reader makes of a state file.
public struct StateFileAnswer: Sendable, Hashable {
  public let file: StateFile
  public let isPresent: Bool
  public let loads: Bool
  /// The note in the state.
  public let token: String?
  /// Empty when it loads.
  public let reason: String

  public init(_ file: StateFile) {
    self.file = file
    switch file.kind {
    case .killSwitch:
      (isPresent, loads, token, reason) = Self.answer(KillSwitchState.load(file.path)) { $0.note }
    case .instrumentSpecs:
      (isPresent, loads, token, reason) = Self.answer(InstrumentSpecsCache.load(file.path)) { $0.note }
    }
  }

  private static func answer<State>(
    _ stored: StoredState<State>, note: (State) -> String?
  ) -> (Bool, Bool, String?, String) {
    switch stored {
    case .missing: (false, false, nil, "no such file")
    case .present(let state): (true, true, note(state), "")
    case .unreadable(let reason): (true, false, nil, reason)
    }
  }
}
