import ArgumentParser
import DurableFiles
import StrictJSON
import StrictYAML
import TradingEngine

extension OutputOptions {
  func failure(_ error: EngineError) -> ExitCode {
    fail(code: error.code.rawValue, error.message, hint: error.hint, status: error.exitStatus)
  }

  func failure(_ error: StatePathError) -> ExitCode {
    if error.isOfPaper {
      return fail(
        code: error.code, "\(error.kind.variable) '\(error.path ?? "")' lies in a folder of paper's state",
        hint: "name a folder that is not called 'paper', or write 'environment: paper'", status: 78)
    }
    let text = error.path.map { $0.isEmpty ? "is empty" : "'\($0)' cannot be a file's path" }
    return fail(
      code: error.code, text.map { "\(error.kind.variable) \($0)" } ?? "both states have the same path",
      hint: "unset \(error.kind.variable), or name a file", status: 78)
  }

  /// A file that could not be written.
  func failure(writing error: FileError) -> ExitCode {
    fail(code: "state.not-written", error.description, hint: nil, status: 74)
  }

  func failure(_ refusal: ConfigurationRefusal) -> ExitCode {
    switch refusal {
    case .unreadable(let message):
      return fail(
        code: EngineError.Code.configurationUnreadable.rawValue, message, hint: "name it with --config",
        status: 78)
    case .mistakes(let diagnostics, let source):
      StandardError.write(diagnostics.map { $0.rendered(in: source) + "\n" }.joined())
      let objects = diagnostics.map { diagnostic -> JSON in
        [
          "code": .string(diagnostic.code), "position": .string("\(diagnostic.position)"),
          "message": .string(diagnostic.message), "hint": diagnostic.hint.map(JSON.string) ?? .null,
        ]
      }
      let count = diagnostics.count { $0.severity == .error }
      return fail(
        code: "engine.configuration-refused",
        "the configuration has \(count) mistake\(count == 1 ? "" : "s")",
        hint: "deploy/engine.example.yaml has every key",
        status: 78, details: [JSONMember("mistakes", .array(objects))])
    }
  }
}
