import ArgumentParser
import CommandUsage
import ReadinessGate

struct ConfigCommand: CommandFamily {
  static let configuration = CommandConfiguration(
    commandName: "config", abstract: "Write and understand the engine's configuration.",
    discussion: "Example: readiness config lint /etc/trading-engine/engine.yaml",
    subcommands: [Lint.self, Schema.self, Show.self])

  struct Lint: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "lint", abstract: "Find every mistake in configurations of the engine.",
      discussion: """
        Also what the engine would load and its operator did not mean: placeholders, secrets in the wrong place, paths \
        that the engine's user cannot use, and differences to the policy that its reports are about.

        Example: readiness config lint engine.yaml --policy policies/live.yaml --user trading
        """)
    @Argument(help: "Configuration files.", completion: .file()) var files: [String]
    @Option(help: "human, json or sarif.") var format: LintFormat = .human
    @Option(help: "The policy that the engine's reports are about.", completion: .file()) var policy: String?
    @Option(help: "The user that the engine runs as; default: you.") var user: String?
    @Option(help: "A file of variables that the engine's unit reads.", completion: .file())
    var environmentFile: [String] = []
    @Flag(help: "This is not the engine's machine: leave its files and users out.") var elsewhere = false

    func run() throws {
      let surroundings = try ConfigurationSurroundings(
        policy: policy, user: user, environmentFiles: environmentFile, environment: Terminal.environment,
        isElsewhere: elsewhere)
      try Terminal.print(LintAnswer.configurations(files, in: surroundings), format)
    }
  }

  struct Schema: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "schema", abstract: "Print the JSON Schema that editors use.",
      discussion: "Example: readiness config schema > trading-engine.schema.json")
    func run() throws { try Terminal.printOutput(ConfigurationAuthoring.schema()) }
  }

  struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "show", abstract: "Print a configuration as the engine understands it.",
      discussion: """
        With defaults filled in and durations in milliseconds, as canonical JSON.

        Example: readiness config show engine.yaml
        """)
    @Argument(help: "The configuration file.", completion: .file()) var file: String

    func run() throws {
      let resolved = try ConfigurationAuthoring.resolved(file)
      try Terminal.printOutput(String(decoding: resolved, as: UTF8.self) + "\n")
    }
  }
}
