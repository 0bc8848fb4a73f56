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
      The first line on standard output is 'listening on http://127.0.0.1:PORT'. Without a scenario there are moving \
      prices and one account with 100,000 USD: key TESTKEY, secret the base64 of the bytes 0 to 63.
      """)

  @Option(help: "The port on 127.0.0.1; 0 takes a free one.") var port: UInt16
  @Option(help: ArgumentHelp("A scenario to begin with.", valueName: "file")) var scenario: String?
  @Option(help: "Prices, ids and chances follow from it.") var seed: UInt64 = 1
  @Option(help: ArgumentHelp("Where to listen; loopback only.", valueName: "address")) var host = "127.0.0.1"

  func run() async throws {
    signal(SIGPIPE, SIG_IGN)
    do throws(SimulatorError) {
      let kraken = SimulatedKraken.standard(
        seed: seed, scenario: try scenario.map(Self.read), at: SystemClock.now())
      let server = try await SimulatorServer(kraken, host: host, port: port) { SystemClock.now() }
      StandardOutput.write("listening on \(server.origin)\n")
      await server.run()
    } catch {
      StandardError.write(
        "kraken-simulator: \(error.message) [\(error.code.rawValue)]\nhint: \(error.hint)\n")
      throw ExitCode(error.code == .scenarioRefused || error.code == .scenarioUnreadable ? 4 : 69)
    }
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
