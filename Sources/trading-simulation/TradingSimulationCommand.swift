import ArgumentParser
import Trading
import TradingSimulation

@main struct TradingSimulationCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "trading-simulation",
    abstract:
      "Runs the trading core against a simulated venue, with faults and crashes, and looks for broken rules.",
    discussion: """
      One seed decides everything about a session. A violation prints its seed, rule, time, and the command that shows \
      it again.

      Exit status: 0 no violation, 1 a violation, 64 usage.
      """)

  @Option(help: ArgumentHelp("Seeds, both included.", valueName: "A..B")) var seeds: String?
  @Option(help: "Run for so long, from --from on.") var seconds: Int?
  @Option(help: "The first seed with --seconds.") var from: UInt64 = 1
  @Option(help: "Print everything that happens in one session.") var replay: UInt64?
  @Option(help: "Find the fewest acts with which one session still breaks its rule.") var shrink: UInt64?
  @Option(help: ArgumentHelp("Leave out these acts.", valueName: "i,j,...")) var dropFaults: String?
  @Option(help: "Threads.") var jobs = 1
  @Flag(help: "Print JSON lines.") var json = false
  @Flag(help: "Print the digest of every session.") var digests = false
  @Flag(help: "Go on after a violation.") var keepGoing = false
  #if PLANTED_DEFECTS
    @Option(help: "Plant a defect in the core.") var defect: String?
  #endif

  func run() async throws {
    var simulation = Simulation()
    if let dropFaults {
      for word in dropFaults.split(separator: ",") {
        guard let act = Int(word) else { throw ValidationError("--drop-faults takes numbers") }
        simulation.dropped.append(act)
      }
    }
    #if PLANTED_DEFECTS
      if let defect {
        guard let planted = PlantedDefect(rawValue: defect) ?? PlantedDefect(rawValue: "planted-\(defect)")
        else {
          throw ValidationError("no such defect: \(defect)")
        }
        simulation.defect = planted
      }
    #endif
    let report = Report(isJSON: json, showsDigests: digests)
    if let replay { throw report.replay(replay, simulation) }
    if let shrink { throw report.shrink(shrink, simulation) }
    let sweep = Sweep(
      simulation: simulation, jobs: max(1, jobs), seconds: seconds, keepsGoing: keepGoing)
    throw await report.sweep(sweep, try range())
  }

  private func range() throws -> ClosedRange<UInt64> {
    guard let seeds else { return from...(seconds == nil ? from + 999 : .max - 1) }
    let parts = seeds.split(separator: ".", omittingEmptySubsequences: true).compactMap { UInt64($0) }
    guard parts.count == 2, parts[0] <= parts[1] else { throw ValidationError("--seeds takes A..B") }
    return parts[0]...parts[1]
  }
}
