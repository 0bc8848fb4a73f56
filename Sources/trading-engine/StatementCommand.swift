import ArgumentParser
import Chronology
import EngineConfiguration
import TradingEngine
import TradingStatement

struct StatementCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "statement",
    abstract: "Write what was traded, from the journal: each trade, and each day's totals.",
    discussion: """
      Reads the journal on disk and changes nothing, also while the engine runs. A trade has its sizes, averages, result,
      what its stop slipped by, and how long it was exposed; behind the trades that ended on a day comes the day. Money is
      exact, in USD; what the journal does not tell is null, or empty in CSV: fees above all, beside which
      'assumed_fees_usd' says what the engine counts with. Days are UTC. Older days are gone once their part of the
      journal has been compacted, so keep what this writes.

      Exit status 0; 1 when the journal has no record of that time; 74 when it cannot be read.

      EXAMPLE
        trading-engine statement --config engine.yaml --day 2026-11-27 --format csv > 2026-11-27.csv
      """)

  enum Format: String, ExpressibleByArgument, CaseIterable { case jsonl, csv }

  @OptionGroup var configuration: ConfigurationOption
  @Option(help: ArgumentHelp("This day only.", valueName: "yyyy-mm-dd"))
  var day: StatementDate?
  @Option(help: ArgumentHelp("The first day.", valueName: "yyyy-mm-dd"))
  var from: StatementDate?
  @Option(help: ArgumentHelp("The last day.", valueName: "yyyy-mm-dd"))
  var to: StatementDate?
  @Option(help: "jsonl or csv.")
  var format = Format.jsonl
  @OptionGroup var output: OutputOptions

  func validate() throws {
    guard day == nil || (from == nil && to == nil) else {
      throw ValidationError("--day excludes --from and --to")
    }
    if let from, let to, to.begins < from.begins { throw ValidationError("--to is before --from") }
    guard !output.json || format == .jsonl else {
      throw ValidationError("--json and --format csv exclude each other")
    }
  }

  func run() async throws {
    let loaded = try configuration.load(output)
    let paths = try configuration.statePaths(of: loaded, output)
    let answer: StatementAnswer
    do {
      answer = try StatementReading.read(
        paths, loaded.configuration.environment, from: day?.begins ?? from?.begins,
        to: day?.begins ?? to?.begins)
    } catch {
      throw output.failure(error)
    }
    try output.print(format == .csv ? answer.csv : answer.jsonLines)
  }
}

/// A day of UTC, as `2026-11-27`.
struct StatementDate: ExpressibleByArgument {
  let begins: Timestamp

  init?(argument: String) {
    guard argument.utf8.count == 10, let begins = Timestamp(rfc3339: "\(argument)T00:00:00Z") else {
      return nil
    }
    self.begins = begins
  }
}
