import ArgumentParser
import EngineConfiguration
import StrictJSON
import TradingEngine

struct ProtectCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "protect", abstract: "Keep every open position protected; add nothing.",
    discussion: """
      Needs the keys and no report. Looks at the venue four times a second while something is uncovered, places missing
      stops, closes what cannot be covered, and takes back what protects nothing. The service manager starts it when the
      engine failed or was refused (OnFailure=).

      Exit status 0 when nothing of ours is open (--until-flat) or when it was told to end with everything covered; 1
      when it ended with something uncovered; 75 while an engine runs here; 78 when the session is not the configured
      one.

      EXAMPLE
        trading-engine protect --config engine.yaml --until-flat
      """)

  @OptionGroup var configuration: ConfigurationOption
  @Flag(help: "End when nothing of ours is open any more.")
  var untilFlat = false
  @OptionGroup var output: OutputOptions

  func run() async throws {
    let start = try ProtectionWorld.start(configuration, output)
    let ending: ProtectionRuntime.Ending
    do {
      ending = try await ProtectionRuntime.run(
        start, goal: untilFlat ? .untilFlat : .untilStopped, signals: RunSignals.stream)
    } catch {
      throw output.failure(error)
    }
    try output.print(ending.json, ending.lines, in: start.configuration.configuration.environment)
    guard ending.isCovered else { throw ExitCode(1) }
  }
}
