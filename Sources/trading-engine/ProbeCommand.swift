import ArgumentParser
import Chronology
import Glibc
import StrictJSON
import TradingEngine

struct ProbeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "probe", abstract: "Connect to the venue and say with whom, reading only.",
    discussion: """
      Derives the environment from origin and certificates, compares it and the account with the configuration, and
      reads clock, account and instruments. Changes nothing at the venue. Exit status 0 when all is as configured;
      75 when the venue does not answer; 78 when it is not the one that the configuration means.

      EXAMPLE
        trading-engine probe --config /etc/trading-engine/engine.yaml
      """)

  @OptionGroup var configuration: ConfigurationOption
  @OptionGroup var output: OutputOptions

  func run() async throws {
    let loaded = try configuration.load(output)
    let credentialsFolder = unsafe getenv("CREDENTIALS_DIRECTORY").map { unsafe String(cString: $0) }
    let report: VenueProbe
    do {
      report = try await VenueProbe.run(
        loaded.configuration, folder: loaded.folder, credentialsFolder: credentialsFolder)
    } catch {
      throw output.failure(error)
    }
    try output.print(report.json, report.lines)
  }
}
