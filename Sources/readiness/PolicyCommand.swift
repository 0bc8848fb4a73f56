import ArgumentParser
import CommandUsage
import ReadinessGate

struct PolicyCommand: CommandFamily {
  static let configuration = CommandConfiguration(
    commandName: "policy", abstract: "Write and understand policies.",
    discussion: "Example: readiness policy lint policies/*.yaml",
    subcommands: [Lint.self, Schema.self, Checks.self, Explain.self, Show.self])

  struct Lint: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "lint", abstract: "Find every mistake in policy files.",
      discussion: "Example: readiness policy lint live.yaml")
    @Argument(help: "Policy files.", completion: .file()) var files: [String]
    @Option(help: "human, json or sarif.") var format: LintFormat = .human

    func run() throws {
      let environment = Terminal.environment
      try Terminal.print(files.map { LintAnswer.policy($0, environment: environment) }, format)
    }
  }

  struct Schema: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "schema", abstract: "Print the JSON Schema that editors use.",
      discussion: "Example: readiness policy schema > readiness-policy.schema.json")
    func run() throws { try Terminal.printOutput(PolicyAuthoring.schema()) }
  }

  struct Checks: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "checks", abstract: "List the checks.", discussion: "Example: readiness policy checks")
    func run() throws { try Terminal.printOutput(PolicyAuthoring.checks()) }
  }

  struct Explain: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "explain", abstract: "Explain a check and its parameters.",
      discussion: "Example: readiness policy explain state-path")
    @Argument(help: "The name of a check.") var id: String
    func run() throws { try Terminal.printOutput(PolicyAuthoring.explain(id)) }
  }

  struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "show", abstract: "Print a policy as it is understood.",
      discussion: "Example: readiness policy show --resolved --digest policies/live.yaml")
    @Flag(help: "With includes merged, defaults filled in and variables expanded, as canonical JSON.")
    var resolved = false
    @Flag(help: "Only the SHA-256 of the resolved policy, for the engine's configuration.") var digest = false
    @Argument(help: "The policy file.", completion: .file()) var file: String

    func validate() throws {
      if !resolved, !digest { throw ValidationError("say --resolved, or --digest") }
    }

    func run() throws {
      let loaded = try PolicyFile.load(file, environment: Terminal.environment)
      try Terminal.printOutput(
        digest ? "\(loaded.resolvedSha256)\n" : String(decoding: loaded.resolvedBytes, as: UTF8.self) + "\n")
    }
  }
}
