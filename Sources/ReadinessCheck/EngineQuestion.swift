public import StrictJSON

/// Why the subject `engine` gave no answer that can be used.
public struct EngineSilence: Error, Sendable, Hashable, CustomStringConvertible {
  /// Such as `trading-engine state paths`.
  public let command: String
  /// Such as `exit status 64: error: unknown option`.
  public let reason: String

  public init(command: String, reason: String) {
    self.command = command
    self.reason = reason
  }

  public var description: String { "\(command): \(reason)" }
}

extension CheckContext {
  /// Runs a command of the subject `engine` that prints one JSON object and exits with 0.
  ///
  /// - Parameters:
  ///   - arguments: such as `["identity", "--json"]`; the first two words name the command in messages.
  ///   - environment: variables besides the fixed PATH.
  public func askEngine(
    _ arguments: [String], environment: [String: String] = [:]
  ) throws(EngineSilence) -> JSONObjectReader {
    let words = arguments.prefix(2).prefix { !$0.hasPrefix("-") }
    let command = "trading-engine \(words.joined(separator: " "))"
    let answer = programs.run(ProgramRun(.engine, arguments, environment: environment))
    guard let output = answer.successfulOutput else {
      throw EngineSilence(command: command, reason: answer.summary)
    }
    do { return try JSONObjectReader(try JSON.parse(output)) } catch {
      throw EngineSilence(command: command, reason: "its answer is not one JSON object: \(error)")
    }
  }
}
