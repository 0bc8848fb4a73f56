import ArgumentParser
import ExactDecimal
import StrictJSON
import TradingEngine

struct StrategyReplayCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "replay", abstract: "Run the configured strategy over recorded candles.",
    discussion: """
      Prints a JSON object a line: what it would have asked for at the end of each bar ('asks'), what is supposed to
      have come of it ('supposed': filled at the next bar's open, stopped or taken at its price, the stop first), why it
      did not enter ('note'), and a summary. Reaches no venue, sends nothing, and prints the same bytes each time. Every
      bar in the file counts as over. The engine would also have asked its limits, its day and its account; prices in a
      file refuse nothing, so it promises nothing.

      The file holds one candle a line, {"time":MILLISECONDS,"open":"…","high":"…","low":"…","close":"…"}, or a chart as
      the venue answers it.

      EXAMPLE
        trading-engine strategy replay --config engine.yaml --candles candles.json --tick-size 1 --size-step 0.0001
      """)

  @OptionGroup var configuration: ConfigurationOption
  @Option(help: ArgumentHelp("The recorded candles.", valueName: "file"), completion: .file())
  var candles: String
  @Option(help: "The contract that they are of (default: the configuration's only one).") var symbol: String?
  @Option(
    help: ArgumentHelp("The contract's price grid (default: the instrument cache's).", valueName: "price"),
    transform: Self.step)
  var tickSize: ExactDecimal?
  @Option(
    help: ArgumentHelp("The contract's size grid (default: the instrument cache's).", valueName: "size"),
    transform: Self.step)
  var sizeStep: ExactDecimal?
  @OptionGroup var output: OutputOptions

  func validate() throws {
    guard (tickSize == nil) == (sizeStep == nil) else {
      throw ValidationError("give --tick-size and --size-step together, or neither")
    }
  }

  func run() throws {
    let loaded = try configuration.load(output)
    let replay = RecordedReplay(
      loaded.configuration, symbol: symbol, tickSize: tickSize, sizeStep: sizeStep,
      cachePath: try configuration.statePaths(of: loaded, output)[.instrumentSpecs])
    let lines: [JSON]
    do { lines = try replay.run(candles) } catch { throw output.failure(error) }
    try output.print(["replay": .array(lines)], lines.map { $0.text() })
  }

  @Sendable private static func step(_ argument: String) throws -> ExactDecimal {
    guard let step = ExactDecimal(argument), step.signum > 0 else {
      throw ValidationError("'\(argument)' is no number above zero")
    }
    return step
  }
}
