import ArgumentParser
import Chronology
import DurableFiles
import Glibc
import KrakenSimulator
import SimulatedVenue
import StrictYAML

@main struct KrakenSimulatorCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "kraken-simulator",
    abstract: "A simulated Kraken Futures venue on this machine, for tests and rehearsals.",
    discussion: """
      With --port the first line on standard output is 'listening on http://127.0.0.1:PORT'. Without a scenario there \
      are moving prices and one account with 100,000 USD: key TESTKEY, secret the base64 of the bytes 0 to 63.

      With --compare nothing listens: the requests of a transcript that 'trading-engine certify' made, on the live \
      venue or anywhere, are asked again here, and the differences between the venue's answers and the simulator's are \
      shown: members that only one has, other types, other words, other HTTP statuses. Ids, prices, times and sizes are \
      not compared. A --scenario can set another personality.

      Exit status of --compare: 0 no structural difference, 1 differences, 4 the transcript or scenario is refused, 64 \
      usage, 74 standard output cannot be written. When it listens: 4 the scenario is refused, 69 the port is taken.

      EXAMPLE
        kraken-simulator --port 0
        kraken-simulator --compare certification/<sha256>.transcript.jsonl
      """)

  @Option(help: "The port on 127.0.0.1; 0 takes a free one.") var port: UInt16?
  @Option(
    help: ArgumentHelp("Compare a certification transcript instead of listening.", valueName: "transcript"),
    completion: .file())
  var compare: String?
  @Flag(help: "Answer --compare with one JSON object on standard output.") var json = false
  @Option(help: ArgumentHelp("A scenario to begin with.", valueName: "file"), completion: .file())
  var scenario: String?
  @Option(help: "Prices, ids and chances follow from it.") var seed: UInt64 = 1
  @Option(help: ArgumentHelp("Where to listen; loopback only.", valueName: "address")) var host = "127.0.0.1"

  func validate() throws {
    guard (port == nil) != (compare == nil) else {
      throw ValidationError("give --port to listen, or --compare with a transcript")
    }
    guard compare != nil || !json else { throw ValidationError("--json goes with --compare") }
  }

  func run() async throws {
    signal(SIGPIPE, SIG_IGN)
    if let compare {
      let beginning: Scenario?
      do { beginning = try scenario.map(Self.read) } catch { throw Self.failure(error) }
      throw TranscriptReply(isJSON: json).compare(compare, scenario: beginning, seed: seed)
    }
    do throws(SimulatorError) {
      let kraken = SimulatedKraken.standard(
        seed: seed, scenario: try scenario.map(Self.read), at: SystemClock.now())
      let server = try await SimulatorServer(kraken, host: host, port: port ?? 0) { SystemClock.now() }
      StandardOutput.write("listening on \(server.origin)\n")
      await server.run()
    } catch {
      throw Self.failure(error)
    }
  }

  private static func failure(_ error: SimulatorError) -> ExitCode {
    StandardError.write("kraken-simulator: \(error.message) [\(error.code.rawValue)]\nhint: \(error.hint)\n")
    return ExitCode(error.code == .scenarioRefused || error.code == .scenarioUnreadable ? 4 : 69)
  }

  private static func read(_ file: String) throws(SimulatorError) -> Scenario {
    guard let bytes = try? DurableFiles.read(file, limit: 1 << 20) else {
      throw SimulatorError(
        .scenarioUnreadable, "the scenario \(file) cannot be read", hint: "give the path of a readable file")
    }
    let (scenario, diagnostics) = Scenario.read(bytes, file: file, as: Scenario.schema)
    guard let scenario else {
      for diagnostic in diagnostics { StandardError.write("\(diagnostic)\n") }
      throw SimulatorError(
        .scenarioRefused, "the scenario \(file) is refused",
        hint: "the README of KrakenSimulator lists its keys")
    }
    return scenario
  }
}
