import ArgumentParser
import StrictJSON
import TradingEngine

struct StatePathsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "paths", abstract: "Print where each state is kept, and what decided it.",
    discussion: """
      The environment variable wins over the configuration, the configuration over the default.

      EXAMPLE
        trading-engine state paths --config engine.yaml --root /opt/trading-system --json
      """)

  @OptionGroup var configuration: ConfigurationOption
  @Option(
    help: ArgumentHelp("What relative paths are relative to (default: here).", valueName: "folder"),
    completion: .directory)
  var root: String?
  @OptionGroup var output: OutputOptions

  func run() async throws {
    let loaded = try configuration.load(output)
    let paths = try configuration.statePaths(of: loaded, root: root, output)
    let objects = paths.entries.map { entry -> JSON in
      [
        "variable": .string(entry.kind.variable), "path": .string(entry.path),
        "source": .string(entry.source.rawValue), "kind": .string(entry.kind.rawValue),
      ]
    }
    try output.print(
      ["paths": .array(objects)],
      paths.entries.map { "\($0.kind.variable)  \($0.path)  (\($0.source.rawValue))" })
  }
}
