import ArgumentParser
import CommandUsage

struct StrategyCommand: CommandFamily {
  static let configuration = CommandConfiguration(
    commandName: "strategy", abstract: "Look at what the bundled strategy would do.",
    discussion: "EXAMPLE\n  trading-engine strategy replay --config engine.yaml --candles candles.json",
    subcommands: [StrategyReplayCommand.self])
}
