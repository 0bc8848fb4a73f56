import ArgumentParser
import CommandUsage

struct StateCommand: CommandFamily {
  static let configuration = CommandConfiguration(
    commandName: "state", abstract: "Resolve, show and exercise the engine's state files.",
    discussion: "EXAMPLE\n  trading-engine state paths --config engine.yaml",
    subcommands: [StatePathsCommand.self, StateShowCommand.self, StateExerciseCommand.self])
}
