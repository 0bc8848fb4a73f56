import ArgumentParser
import Chronology
import StrictJSON
import Trading
import TradingEngine

struct KillSwitchShowCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Show the kill switch's state, what tripped it, and the trip's id.",
    discussion: "EXAMPLE\n  trading-engine kill-switch show --config engine.yaml")

  @OptionGroup var place: KillSwitchPlace
  @OptionGroup var output: OutputOptions

  func run() async throws {
    let path = try place.path(output)
    switch KillSwitchState.load(path) {
    case .present(let state):
      try output.print(state.answer(path), state.lines, ofState: path)
    case .missing:
      try output.print(
        ["state": nil, "path": .string(path), "reason": "no such file"],
        ["no state at \(path): the next 'run' begins armed, or tripped where the engine ran before"],
        ofState: path)
    case .unreadable(let reason):
      throw output.fail(
        code: "kill-switch.unreadable",
        "the kill switch's state cannot be read, which counts as tripped: \(reason)",
        hint: "'trading-engine kill-switch trip' writes it anew and shows the trip id", status: 1)
    }
  }
}

extension KillSwitchState {
  func answer(_ path: String) -> JSON {
    [
      "state": .string(mode.rawValue), "path": .string(path), "tripId": tripID.map(JSON.string) ?? .null,
      "cause": cause.map { .string($0.rawValue) } ?? .null, "reason": reason.map(JSON.string) ?? .null,
      "changedAt": .string(changedAt.description),
    ]
  }

  var lines: [String] {
    var lines = ["\(mode.rawValue) since \(changedAt)"]
    if let cause { lines.append("cause: \(cause.rawValue)") }
    if let reason { lines.append("reason: \(reason)") }
    if let tripID { lines.append("trip id: \(tripID)") }
    return lines
  }
}
