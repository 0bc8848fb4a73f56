import ArgumentParser
import StrictJSON
import TradingEngine

struct StateShowCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Read state files with the engine's own reader.",
    discussion: """
      EXAMPLE
        trading-engine state show --file kill-switch=/var/lib/trading-engine/kill_switch_state.json
      """)

  @Option(
    name: .long, help: ArgumentHelp("A state file; may be given again.", valueName: "kind=path"),
    transform: StateFile.parse)
  var file: [StateFile] = []
  @OptionGroup var output: OutputOptions

  func validate() throws {
    guard !file.isEmpty else { throw ValidationError("name at least one state file with --file KIND=PATH") }
  }

  func run() async throws {
    let answers = file.map(StateFileAnswer.init)
    let objects = answers.map { answer -> JSON in
      [
        "kind": .string(answer.file.kind.rawValue), "path": .string(answer.file.path),
        "present": .bool(answer.isPresent), "loads": .bool(answer.loads),
        "token": answer.token.map(JSON.string) ?? .null, "reason": .string(answer.reason),
      ]
    }
    try output.print(
      ["files": .array(objects)],
      answers.map { "\($0.file.kind.rawValue)  \($0.file.path)  \($0.loads ? "loads" : $0.reason)" })
  }
}

extension StateFile {
  @Sendable static func parse(_ argument: String) throws -> StateFile {
    guard let file = StateFile(argument: argument) else {
      let kinds = StateKind.allCases.map(\.rawValue).joined(separator: " or ")
      throw ValidationError("'\(argument)' is not KIND=PATH with \(kinds) and an absolute path")
    }
    return file
  }
}
