import ArgumentParser
import Chronology
import StrictJSON
import TradingEngine

struct KillSwitchResetCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "reset", abstract: "Arm a tripped kill switch again.",
    discussion:
      "EXAMPLE\n  trading-engine kill-switch reset --config engine.yaml --trip-id 1a2b3c4d --reason 'fills explained'"
  )

  @OptionGroup var place: KillSwitchPlace
  @Option(help: "The id that 'kill-switch show' shows.")
  var tripId: String
  @Option(help: "Why it is safe again; stands in the state and in the decision log.")
  var reason: String
  @OptionGroup var output: OutputOptions

  func validate() throws {
    guard !reason.isEmpty else { throw ValidationError("a reset needs a reason") }
  }

  func run() async throws {
    let path = try place.path(output)
    try StateOwner.become(besideStateFile: path, output)
    let state: KillSwitchState
    do {
      try StateFolder(containing: path).preparePaper()
      state = try await EngineWorld.killSwitchDesk(path).reset(tripID: tripId, reason: reason)
    } catch {
      throw output.failure(error)
    }
    try output.print(state.answer(path), state.lines, ofState: path)
  }
}
