import EngineConfiguration

/// A state that the engine keeps in a file of its own, whose place the operator chooses.
public enum StateKind: String, Sendable, Hashable, CaseIterable {
  case killSwitch = "kill-switch"
  case instrumentSpecs = "instrument-specs"

  /// The environment variable that names the file.
  public var variable: String {
    switch self {
    case .killSwitch: StateConfiguration.killSwitchVariable
    case .instrumentSpecs: StateConfiguration.instrumentSpecsVariable
    }
  }

  /// Relative to the root.
  public var defaultPath: String {
    switch self {
    case .killSwitch: "data/kill_switch_state.json"
    case .instrumentSpecs: "data/instrument_specs_cache.json"
    }
  }
}
