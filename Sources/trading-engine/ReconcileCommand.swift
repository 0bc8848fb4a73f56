import ArgumentParser
import EngineConfiguration
import ExactDecimal
import StrictJSON
import Trading
import TradingEngine

struct ReconcileCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "reconcile", abstract: "Compare the journal with the venue, and settle what differs.",
    discussion: """
      Without --adopt and --release it only shows how journal and venue stand and what protection would do about it.
      --adopt takes the position that the venue shows as own, protected by a stop at --stop; --release ends the
      quarantine of a symbol that the venue shows flat. No engine may run.

      Exit status 0 when nothing differs or it is settled, 1 when something differs.

      EXAMPLE
        trading-engine reconcile --config engine.yaml
        trading-engine reconcile --config engine.yaml --adopt PF_XBTUSD --stop 61000
      """)

  @OptionGroup var configuration: ConfigurationOption
  @Option(help: ArgumentHelp("Take the venue's position as own.", valueName: "symbol"))
  var adopt: String?
  @Option(help: ArgumentHelp("The stop's trigger price of what is adopted.", valueName: "price"))
  var stop: String?
  @Option(help: ArgumentHelp("End the quarantine of a symbol that is flat.", valueName: "symbol"))
  var release: String?
  @OptionGroup var output: OutputOptions

  func validate() throws {
    guard adopt == nil || release == nil else {
      throw ValidationError("--adopt and --release exclude each other")
    }
    guard (adopt == nil) == (stop == nil) else { throw ValidationError("--adopt and --stop go together") }
  }

  func run() async throws {
    let start = try ProtectionWorld.start(configuration, output)
    var goal = ProtectionRuntime.Goal.plan
    if let adopt, let stop {
      guard let price = ExactDecimal(stop), price.signum > 0 else {
        throw output.fail(
          code: "engine.price", "'\(stop)' is no price", hint: "a decimal above zero, such as 61000.5",
          status: 64)
      }
      goal = .settle(.adopt(try output.symbol(adopt, of: start), stop: price))
    } else if let release {
      goal = .settle(.release(try output.symbol(release, of: start)))
    }
    let ending: ProtectionRuntime.Ending
    do {
      ending = try await ProtectionRuntime.run(start, goal: goal, signals: RunSignals.stream)
    } catch {
      throw output.failure(error)
    }
    let plan = ending.plan.map { "would \($0)" }
    try output.print(ending.json, ending.lines + plan, in: start.configuration.configuration.environment)
    let differs = !plan.isEmpty || ending.pictures.contains { $0.quarantine != nil || $0.cover == .unknown }
    guard !differs, ending.isCovered else { throw ExitCode(1) }
  }
}
