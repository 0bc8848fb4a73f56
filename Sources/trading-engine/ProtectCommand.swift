import ArgumentParser

struct ProtectCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "protect", abstract: "Needs the venue, which this build does not have: says so and fails.",
    discussion: """
      The service manager calls it when the engine failed (OnFailure=), so it is here and says plainly that it
      protects nothing. Exit status 75.

      EXAMPLE
        trading-engine protect --config engine.yaml --until-flat
      """)

  @OptionGroup var configuration: ConfigurationOption
  @Flag(help: "Go on until every position is closed.")
  var untilFlat = false
  @OptionGroup var output: OutputOptions

  func run() async throws {
    _ = try configuration.load(output)
    throw output.fail(
      code: "venue.not-in-this-build", "protect needs the venue, which this build does not have",
      hint: "look after open positions on the venue's own page", status: 75)
  }
}
