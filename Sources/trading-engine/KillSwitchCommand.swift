import ArgumentParser
import CommandUsage
import FilePaths
import TradingEngine

struct KillSwitchCommand: CommandFamily {
  static let configuration = CommandConfiguration(
    commandName: "kill-switch", abstract: "Show, trip or reset the kill switch, or drill it.",
    discussion: "EXAMPLE\n  trading-engine kill-switch trip --config engine.yaml --reason 'odd fills'",
    subcommands: [
      KillSwitchShowCommand.self, KillSwitchTripCommand.self, KillSwitchResetCommand.self,
      KillSwitchDrillCommand.self,
    ])
}

/// Whose kill switch: by the configuration, or by the state file itself when the configuration cannot be used.
struct KillSwitchPlace: ParsableArguments {
  @Option(help: ArgumentHelp("The engine's configuration.", valueName: "file"), completion: .file())
  var config: String?
  @Option(
    help: ArgumentHelp("The kill switch's state file, instead of --config.", valueName: "file"),
    completion: .file())
  var state: String?

  func validate() throws {
    guard (config == nil) != (state == nil) else { throw ValidationError("give either --config or --state") }
  }

  /// Absolute.
  func path(_ output: OutputOptions) throws -> String {
    if let state { return state.isAbsolutePath ? state : "\(WorkingDirectory.current)/\(state)" }
    let option = try ConfigurationOption.parse(["--config", config ?? ""])
    return try option.statePaths(of: try option.load(output), output)[.killSwitch]
  }
}
