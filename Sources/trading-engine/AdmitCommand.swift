import Admission
import ArgumentParser
import Attestation
import Chronology
import ReadinessReport
import StrictJSON
import TradingEngine

struct AdmitCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "admit", abstract: "Say whether the engine would start now, and if not, why.",
    discussion: """
      Asks everything that 'run' asks, and leaves nothing behind. Exit status 0 says yes, 78 says no, 74 \
      that the disk is full or fails.

      EXAMPLE
        trading-engine admit --config /etc/trading-engine/engine.yaml
      """)

  @OptionGroup var configuration: ConfigurationOption
  @Option(
    help: ArgumentHelp("The readiness report (default: gate.live.report).", valueName: "file"),
    completion: .file())
  var report: String?
  @OptionGroup var output: OutputOptions

  func run() async throws {
    let start = try EngineWorld.start(configuration, report: report, output)
    let grant: Grant<Live>
    do { grant = try start.rehearse() } catch { throw output.failure(error) }
    let limits = EffectiveLimits(start.configuration.configuration, grant.limits)
    let permission =
      grant.reportSha256.map { "until \(grant.expiresAt), by report \($0) number \(grant.sequence)" }
      ?? "without a report: this configuration needs none"
    try output.print(
      [
        "admitted": true, "environment": .string(grant.environment.rawValue), "grant": grant.json,
        "limits": limits.json,
      ],
      ["the engine would start in environment \(grant.environment.rawValue) \(permission)", limits.summary])
  }
}
