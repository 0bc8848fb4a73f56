import ArgumentParser
import Chronology
import StrictJSON
import TradingEngine

struct KillSwitchTripCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "trip", abstract: "Trip the kill switch, of a running engine or of its state.",
    discussion: "EXAMPLE\n  trading-engine kill-switch trip --config engine.yaml --reason 'odd fills'")

  @OptionGroup var place: KillSwitchPlace
  @Option(help: "Why; shown to the person who resets.")
  var reason: String
  @OptionGroup var output: OutputOptions

  func run() async throws {
    let path = try place.path(output)
    try StateOwner.become(besideStateFile: path, output)
    let state: KillSwitchState
    do {
      try StateFolder(containing: path).preparePaper()
      state = try await EngineWorld.killSwitchDesk(path).trip(reason: reason)
    } catch {
      throw output.failure(error)
    }
    try output.print(state.answer(path), state.lines, ofState: path)
  }
}
