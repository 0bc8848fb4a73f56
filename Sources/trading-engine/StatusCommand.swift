import ArgumentParser
import Chronology
import StrictJSON
import TradingEngine

struct StatusCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status", abstract: "Show whether an engine runs here, and how it is.",
    discussion: """
      Looks at the instance lock, asks the running engine's health endpoint, and reads the state files. Exit status 1
      when no engine runs, or when it does not answer.

      EXAMPLE
        trading-engine status --config engine.yaml
      """)

  @OptionGroup var configuration: ConfigurationOption
  @OptionGroup var output: OutputOptions

  func run() async throws {
    let paths = try configuration.statePaths(of: try configuration.load(output), output)
    let folder = StateFolder(containing: paths[.killSwitch])
    let pid = InstanceLock.holder(in: folder)
    let record = pid == nil ? nil : InstanceRecord.load(in: folder)
    var health: JSON?
    if let record, let body = LoopbackRequest.get("/healthz", from: record.healthAddress) {
      health = try? JSON.parse(body)
    }
    let states = StateKind.allCases.map { StateFileAnswer(StateFile(kind: $0, path: paths[$0])) }
    var killSwitch: KillSwitchState?
    if case .present(let state) = KillSwitchState.load(paths[.killSwitch]) { killSwitch = state }
    try output.print(
      [
        "running": .bool(pid != nil), "processId": pid.map { .integer(Int64($0)) } ?? .null,
        "startedAt": record.map { .string($0.startedAt.description) } ?? .null,
        "healthAddress": record.map { .string($0.healthAddress) } ?? .null, "health": health ?? .null,
        "killSwitch": killSwitch.map { $0.answer(paths[.killSwitch]) } ?? .null,
        "states": .array(
          states.map {
            ["kind": .string($0.file.kind.rawValue), "path": .string($0.file.path), "loads": .bool($0.loads)]
          }),
        "venue": health?["venue"] ?? nil,
      ],
      lines(pid, record, health, killSwitch))
    guard pid != nil, health != nil else { throw ExitCode(1) }
  }

  private func lines(
    _ pid: Int32?, _ record: InstanceRecord?, _ health: JSON?, _ killSwitch: KillSwitchState?
  ) -> [String] {
    var lines: [String] = []
    if let pid {
      lines.append("running as process \(pid)\(record.map { " since \($0.startedAt)" } ?? "")")
      if let health {
        let entries = health["entries"]?.stringValue ?? "unknown"
        let because = health["because"]?.stringValue ?? ""
        lines.append(
          "environment \(health["environment"]?.stringValue ?? "unknown"), entries \(entries)"
            + (because.isEmpty ? "" : " (\(because))"))
        if let end = health["grant"]?["expiresAt"]?.stringValue { lines.append("Grant until \(end)") }
      } else {
        lines.append("its health endpoint does not answer")
      }
    } else {
      lines.append("not running")
    }
    lines.append("kill switch: " + (killSwitch?.lines.joined(separator: ", ") ?? "no readable state"))
    if let symbols = health?["venue"]?["symbols"]?.arrayValue {
      for symbol in symbols {
        lines.append(
          "\(symbol["symbol"]?.stringValue ?? ""): \(symbol["own"]?.stringValue ?? "?") ours, "
            + "\(symbol["cover"]?.stringValue ?? "unknown")")
      }
    } else {
      lines.append("no venue")
    }
    return lines
  }
}
