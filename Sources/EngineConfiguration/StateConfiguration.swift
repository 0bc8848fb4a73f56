public import DocumentSchema

/// Where the engine keeps its state, as far as the file says; `StatePaths` resolves it.
public struct StateConfiguration: Sendable, Hashable {
  /// Nil leaves the path to the environment variable or the default. Relative paths are relative to the root,
  /// which is the working directory unless a command names another.
  public var killSwitchStatePath: DocumentPath?
  public var instrumentSpecsCachePath: DocumentPath?

  public init(killSwitchStatePath: DocumentPath?, instrumentSpecsCachePath: DocumentPath?) {
    self.killSwitchStatePath = killSwitchStatePath
    self.instrumentSpecsCachePath = instrumentSpecsCachePath
  }
}

extension StateConfiguration {
  /// The environment variables that win over this file, in the order of the paths above.
  public static let variables = [killSwitchVariable, instrumentSpecsVariable]
  public static let killSwitchVariable = "KILL_SWITCH_STATE_PATH"
  public static let instrumentSpecsVariable = "INSTRUMENT_SPECS_CACHE_PATH"

  static let schema: Schema<StateConfiguration> = .object("the state paths") { fields in
    let killSwitch = fields.optional(
      "kill-switch-state-path", .configuredPath,
      "KILL_SWITCH_STATE_PATH in the environment wins; default data/kill_switch_state.json")
    let specs = fields.optional(
      "instrument-specs-cache-path", .configuredPath,
      "INSTRUMENT_SPECS_CACHE_PATH in the environment wins; default data/instrument_specs_cache.json")
    if let killSwitch, killSwitch.text == specs?.text {
      fields.report(
        "conflict", at: "instrument-specs-cache-path", "both state paths are '\(killSwitch.text)'",
        hint: "each state has a file of its own")
    }
    return StateConfiguration(killSwitchStatePath: killSwitch, instrumentSpecsCachePath: specs)
  }
}
