import Admission
import ArgumentParser
import Chronology
import Cryptography
import DurableFiles
import FilePaths
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

      With --record the answer, or why there is none, is kept in a file besides: with it the gate's check venue-access
      answers without network and without the key.

      EXAMPLE
        trading-engine probe --config /etc/trading-engine/engine.yaml
        trading-engine probe --config engine.yaml --record /var/lib/trading-engine/probe.json
      """)

  @OptionGroup var configuration: ConfigurationOption
  @Option(help: ArgumentHelp("A file that is replaced with what was found.", valueName: "file"))
  var record: String?
  @OptionGroup var output: OutputOptions

  func run() async throws {
    let probedAt = WallClock.now()
    let current = WorkingDirectory.current
    let loaded: LoadedConfiguration
    do {
      loaded = try LoadedConfiguration.load(configuration.config, workingDirectory: current)
    } catch {
      keepRefusal(.init(error), nil, probedAt)
      throw output.failure(error)
    }
    let credentialsFolder = unsafe getenv("CREDENTIALS_DIRECTORY").map { unsafe String(cString: $0) }
    let report: VenueProbe
    do {
      report = try await VenueProbe.run(
        loaded.configuration, folder: loaded.folder, credentialsFolder: credentialsFolder)
    } catch {
      keepRefusal(.init(error), loaded, probedAt)
      throw output.failure(error)
    }
    do { try keep(.answered(report.json), loaded, probedAt) } catch { throw fail(recording: error) }
    try output.print(report.json, report.lines)
  }

  private func keep(
    _ outcome: ProbeRecord.Outcome, _ loaded: LoadedConfiguration?, _ probedAt: Timestamp
  ) throws {
    guard let record else { return }
    let made = ProbeRecord(
      probedAt: probedAt, bootID: AdmissionWorld.current().bootId,
      engineSha256: try EngineIdentity.ofThisProcess().sha256.hex, configurationSha256: loaded?.sha256.hex,
      outcome: outcome)
    try made.save(record.isAbsolutePath ? record : "\(WorkingDirectory.current)/\(record)")
  }

  /// The refusal itself is what the command answers; that it could not be kept is said besides.
  private func keepRefusal(
    _ outcome: ProbeRecord.Outcome, _ loaded: LoadedConfiguration?, _ probedAt: Timestamp
  ) {
    do { try keep(outcome, loaded, probedAt) } catch {
      StandardError.write("error: the refusal could not be kept: \(error) [probe.not-recorded]\n")
    }
  }

  private func fail(recording error: any Error) -> ExitCode {
    output.fail(
      code: "probe.not-recorded", "the venue answered, and that could not be kept: \(error)",
      hint: "--record names a file in a folder that this user may write to", status: 74)
  }
}
