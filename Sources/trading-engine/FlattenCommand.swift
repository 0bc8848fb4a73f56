import ArgumentParser
import EngineConfiguration
import StrictJSON
import TradingEngine

struct FlattenCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "flatten", abstract: "Trip the kill switch and close own positions.",
    discussion: """
      Trips first, so that nothing opens again; says whether a running engine acknowledged that; cancels own entries;
      closes own positions with reduce-only orders, the stops staying until the venue shows flat twice; and watches for
      some seconds that nothing re-enters. Needs the keys and no report. What is not ours is never touched.

      Beside an engine that runs on paper nothing can be watched, since the venue is in that engine's process: it ends once
      the engine has acknowledged, and 'status' shows what became of it.

      Exit status 0 when everything is flat, 1 when it is not, or when that could not be watched.

      EXAMPLE
        trading-engine flatten --config engine.yaml --reason 'going home'
        trading-engine flatten PF_XBTUSD --config engine.yaml --reason 'odd fills'
      """)

  @Argument(help: "Close these symbols only; the trip is for all.")
  var symbols: [String] = []
  @OptionGroup var configuration: ConfigurationOption
  @Option(help: "Why; shown to the person who resets.")
  var reason: String
  @OptionGroup var output: OutputOptions

  func run() async throws {
    let start = try ProtectionWorld.start(configuration, output)
    let chosen = try symbols.map { try output.symbol($0, of: start) }
    let run: FlattenRun
    do {
      run = try await FlattenRun.run(start, symbols: chosen, reason: reason, signals: RunSignals.stream)
    } catch {
      throw output.failure(error)
    }
    let trip =
      switch run.acknowledgement {
      case .noEngine: "no engine runs here; tripped, and closed from here"
      case .acknowledged:
        run.isSeen
          ? "the running engine acknowledged the trip, and was watched closing"
          : "the running engine acknowledged the trip, and closes at its own venue"
      case .silent: "the running engine did not acknowledge; closed from here, beside it: stop it now"
      }
    let flat =
      run.isSeen
      ? run.ending.isFlat ? "flat, and nothing re-entered" : "not flat"
      : "whether it is flat only the engine knows: trading-engine status --config \(configuration.config)"
    try output.print(
      [
        "engine": .string(run.acknowledgement.rawValue),
        "tripId": run.killSwitch?.tripID.map(JSON.string) ?? .null,
        "flat": run.isSeen ? .bool(run.ending.isFlat) : .null,
        "symbols": .array(run.ending.pictures.map(\.json)),
      ], [trip] + run.ending.lines + [flat],
      in: start.configuration.configuration.environment)
    guard run.ending.isFlat else { throw ExitCode(1) }
  }
}
